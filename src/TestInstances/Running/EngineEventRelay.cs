using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Tells subscribers of the run what the engine tells its log. Keys never come this way.</summary>
internal sealed class EngineEventRelay(RunEvents events) : IEngineEventSink
{
    private volatile bool _isEnding;

    /// <summary>The run is being ended: what ends with it is no error.</summary>
    public void BeginEnd() => _isEnding = true;

    public void Write(EngineEvent engineEvent)
    {
        if (LevelOf(engineEvent) is { } level && events.IsWanted(level))
        {
            events.Tell(level, engineEvent.Describe());
        }
    }

    /// <summary>TABLE: kinds of engine events to levels; null = for nobody.</summary>
    private TestEventLevel? LevelOf(EngineEvent engineEvent) => engineEvent switch
    {
        KeysDerived or ChildKeysDerived => null,
        EngineFaulted => TestEventLevel.Critical,

        // A try that failed may be tried again: the run itself says when a tunnel is given up.
        NegotiationFailed or StartPutOff => TestEventLevel.Warning,
        PingLossExceeded => TestEventLevel.Error,
        IkeSaClosed closed => LevelOf(closed.Reason),
        ChildSaRemoved { Reason: CloseReason.Expired } => TestEventLevel.Error,
        IkeSaEstablished or IkeSaRekeyed or ChildSaInstalled or ChildSaRemoved => TestEventLevel.Information,
        _ => TestEventLevel.Debug,
    };

    /// <summary>TABLE: how an established IKE SA ended. What the tester or the protocol itself wanted is no matter; a peer may go; the rest is what tests look for.</summary>
    private TestEventLevel LevelOf(CloseReason reason) => reason switch
    {
        _ when _isEnding => TestEventLevel.Information,
        CloseReason.AdminDown or CloseReason.Replaced or CloseReason.ConfigurationChanged or CloseReason.Idle => TestEventLevel.Information,
        CloseReason.PeerDelete => TestEventLevel.Warning,
        _ => TestEventLevel.Error,
    };
}
