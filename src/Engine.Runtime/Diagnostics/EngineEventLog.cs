using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// Writes events as log lines: the only logging of the engine. Each subsystem has its logger (<c>MyIkev2.Engine.Ike</c>; lines for the
/// authpriv facility go to <c>MyIkev2.Authpriv.Ike</c>) and is let through up to its configured level.
/// </summary>
public sealed class EngineEventLog : IEngineEventSink
{
    /// <summary>Begins the logger names of the daemon facility.</summary>
    public const string DaemonCategory = "MyIkev2.Engine.";

    /// <summary>Begins the logger names of the authpriv facility.</summary>
    public const string AuthprivCategory = "MyIkev2.Authpriv.";

    private readonly ILogger[] _daemon;
    private readonly ILogger[] _authpriv;
    private volatile EngineLogLevels _levels;

    public EngineEventLog(ILoggerFactory loggers, EngineLogLevels levels)
    {
        _levels = levels;
        _daemon = [.. Enum.GetValues<LogSubsystem>().Select(s => loggers.CreateLogger(DaemonCategory + s))];
        _authpriv = [.. Enum.GetValues<LogSubsystem>().Select(s => loggers.CreateLogger(AuthprivCategory + s))];
    }

    /// <summary>May be replaced at any time.</summary>
    public EngineLogLevels Levels
    {
        get => _levels;
        set => _levels = value;
    }

    public void Write(EngineEvent engineEvent)
    {
        // Keys have one way out: the key log, when the operator asked for it.
        if (engineEvent is KeysDerived or ChildKeysDerived)
        {
            return;
        }

        var levels = _levels;
        var subsystem = (int)engineEvent.Subsystem;
        if (engineEvent.Level <= levels[LogFacility.Daemon, engineEvent.Subsystem])
        {
            Write(_daemon[subsystem], engineEvent);
        }

        if (engineEvent.Level <= levels[LogFacility.Authpriv, engineEvent.Subsystem])
        {
            Write(_authpriv[subsystem], engineEvent);
        }
    }

    private static void Write(ILogger logger, EngineEvent engineEvent)
    {
        switch (engineEvent)
        {
            case IkeSaEstablished:
                EngineEventMessages.IkeSaEstablished(logger, engineEvent);
                break;
            case IkeSaRekeyed:
                EngineEventMessages.IkeSaRekeyed(logger, engineEvent);
                break;
            case PathChanged:
                EngineEventMessages.PathChanged(logger, engineEvent);
                break;
            case IkeSaClosed:
                EngineEventMessages.IkeSaClosed(logger, engineEvent);
                break;
            case NegotiationFailed:
                EngineEventMessages.NegotiationFailed(logger, engineEvent);
                break;
            case StartPutOff:
                EngineEventMessages.StartPutOff(logger, engineEvent);
                break;
            case Retransmitting:
                EngineEventMessages.Retransmitting(logger, engineEvent);
                break;
            case ChildSaInstalled:
                EngineEventMessages.ChildSaInstalled(logger, engineEvent);
                break;
            case ChildSaRemoved:
                EngineEventMessages.ChildSaRemoved(logger, engineEvent);
                break;
            case ManualTunnelActivated:
                EngineEventMessages.ManualTunnelActivated(logger, engineEvent);
                break;
            case ManualTunnelDeactivated:
                EngineEventMessages.ManualTunnelDeactivated(logger, engineEvent);
                break;
            case PingLossExceeded:
                EngineEventMessages.PingLossExceeded(logger, engineEvent);
                break;
            case MessageEvent:
                EngineEventMessages.Message(logger, engineEvent);
                break;
            case DatagramDropped:
                EngineEventMessages.DatagramDropped(logger, engineEvent);
                break;
            case EngineFaulted:
                EngineEventMessages.EngineFaulted(logger, engineEvent);
                break;
            default:
                WriteOther(logger, engineEvent);
                break;
        }
    }

    private static void WriteOther(ILogger logger, EngineEvent engineEvent)
    {
        switch (engineEvent.Subsystem)
        {
            case LogSubsystem.Asn1:
                EngineEventMessages.Asn1(logger, engineEvent);
                break;
            case LogSubsystem.Child:
                EngineEventMessages.Child(logger, engineEvent);
                break;
            case LogSubsystem.Config:
                EngineEventMessages.Config(logger, engineEvent);
                break;
            case LogSubsystem.Daemon:
                EngineEventMessages.Daemon(logger, engineEvent);
                break;
            case LogSubsystem.Encoding:
                EngineEventMessages.Encoding(logger, engineEvent);
                break;
            case LogSubsystem.Ike:
                EngineEventMessages.Ike(logger, engineEvent);
                break;
            case LogSubsystem.Ipsec:
                EngineEventMessages.Ipsec(logger, engineEvent);
                break;
            case LogSubsystem.Job:
                EngineEventMessages.Job(logger, engineEvent);
                break;
            case LogSubsystem.Kernel:
                EngineEventMessages.Kernel(logger, engineEvent);
                break;
            case LogSubsystem.Manager:
                EngineEventMessages.Manager(logger, engineEvent);
                break;
            case LogSubsystem.Network:
                EngineEventMessages.Network(logger, engineEvent);
                break;
        }
    }
}
