using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// One log method per kind of event. Ids are stable: a block of 100 per subsystem, its first number for lines without a kind of their own.
/// The text is made only when a logger is on.
/// </summary>
internal static partial class EngineEventMessages
{
    /// <summary>Progress in reading certificates and keys.</summary>
    [LoggerMessage(1000, LogLevel.Information, "{Event}")]
    public static partial void Asn1(ILogger logger, EngineEvent @event);

    /// <summary>A step of a Child SA.</summary>
    [LoggerMessage(1100, LogLevel.Information, "{Event}")]
    public static partial void Child(ILogger logger, EngineEvent @event);

    /// <summary>A pair of Child SAs is up.</summary>
    [LoggerMessage(1101, LogLevel.Information, "{Event}")]
    public static partial void ChildSaInstalled(ILogger logger, EngineEvent @event);

    /// <summary>A pair of Child SAs is gone.</summary>
    [LoggerMessage(1102, LogLevel.Information, "{Event}")]
    public static partial void ChildSaRemoved(ILogger logger, EngineEvent @event);

    /// <summary>A manual tunnel carries packets.</summary>
    [LoggerMessage(1103, LogLevel.Information, "{Event}")]
    public static partial void ManualTunnelActivated(ILogger logger, EngineEvent @event);

    /// <summary>A manual tunnel carries no more packets.</summary>
    [LoggerMessage(1104, LogLevel.Information, "{Event}")]
    public static partial void ManualTunnelDeactivated(ILogger logger, EngineEvent @event);

    /// <summary>A step in applying configuration.</summary>
    [LoggerMessage(1200, LogLevel.Information, "{Event}")]
    public static partial void Config(ILogger logger, EngineEvent @event);

    /// <summary>The service itself.</summary>
    [LoggerMessage(1300, LogLevel.Information, "{Event}")]
    public static partial void Daemon(ILogger logger, EngineEvent @event);

    /// <summary>A fault of ours.</summary>
    [LoggerMessage(1301, LogLevel.Error, "{Event}")]
    public static partial void EngineFaulted(ILogger logger, EngineEvent @event);

    /// <summary>Reading and writing messages.</summary>
    [LoggerMessage(1400, LogLevel.Information, "{Event}")]
    public static partial void Encoding(ILogger logger, EngineEvent @event);

    /// <summary>A message was sent or received.</summary>
    [LoggerMessage(1401, LogLevel.Information, "{Event}")]
    public static partial void Message(ILogger logger, EngineEvent @event);

    /// <summary>A step of an IKE SA.</summary>
    [LoggerMessage(1500, LogLevel.Information, "{Event}")]
    public static partial void Ike(ILogger logger, EngineEvent @event);

    /// <summary>An IKE SA is up.</summary>
    [LoggerMessage(1501, LogLevel.Information, "{Event}")]
    public static partial void IkeSaEstablished(ILogger logger, EngineEvent @event);

    /// <summary>An IKE SA was replaced.</summary>
    [LoggerMessage(1502, LogLevel.Information, "{Event}")]
    public static partial void IkeSaRekeyed(ILogger logger, EngineEvent @event);

    [LoggerMessage(1507, LogLevel.Information, "{Event}")]
    public static partial void PathChanged(ILogger logger, EngineEvent @event);

    /// <summary>An IKE SA is gone.</summary>
    [LoggerMessage(1503, LogLevel.Information, "{Event}")]
    public static partial void IkeSaClosed(ILogger logger, EngineEvent @event);

    /// <summary>A negotiation failed.</summary>
    [LoggerMessage(1504, LogLevel.Warning, "{Event}")]
    public static partial void NegotiationFailed(ILogger logger, EngineEvent @event);

    /// <summary>A request is sent again.</summary>
    [LoggerMessage(1505, LogLevel.Information, "{Event}")]
    public static partial void Retransmitting(ILogger logger, EngineEvent @event);

    /// <summary>A start was refused and is put off.</summary>
    [LoggerMessage(1506, LogLevel.Warning, "{Event}")]
    public static partial void StartPutOff(ILogger logger, EngineEvent @event);

    /// <summary>The packet path.</summary>
    [LoggerMessage(1600, LogLevel.Information, "{Event}")]
    public static partial void Ipsec(ILogger logger, EngineEvent @event);

    /// <summary>A ping task loses too much.</summary>
    [LoggerMessage(1601, LogLevel.Warning, "{Event}")]
    public static partial void PingLossExceeded(ILogger logger, EngineEvent @event);

    /// <summary>Work off the loop.</summary>
    [LoggerMessage(1700, LogLevel.Information, "{Event}")]
    public static partial void Job(ILogger logger, EngineEvent @event);

    /// <summary>The data plane and the host.</summary>
    [LoggerMessage(1800, LogLevel.Information, "{Event}")]
    public static partial void Kernel(ILogger logger, EngineEvent @event);

    /// <summary>The table of SAs.</summary>
    [LoggerMessage(1900, LogLevel.Information, "{Event}")]
    public static partial void Manager(ILogger logger, EngineEvent @event);

    /// <summary>Sockets.</summary>
    [LoggerMessage(2000, LogLevel.Information, "{Event}")]
    public static partial void Network(ILogger logger, EngineEvent @event);

    /// <summary>A datagram was dropped.</summary>
    [LoggerMessage(2001, LogLevel.Information, "{Event}")]
    public static partial void DatagramDropped(ILogger logger, EngineEvent @event);
}
