using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Log subsystems of the configuration tree (<c>logging FACILITY SUBSYSTEM LEVEL</c>).</summary>
public enum LogSubsystem : byte
{
    Asn1,
    Child,
    Config,
    Daemon,
    Encoding,
    Ike,
    Ipsec,
    Job,
    Kernel,
    Manager,
    Network,
}

/// <summary>
/// Something that happened in the engine, for logs, progress displays and tests. Text is made only when somebody looks. Sensitive values are
/// never in an event; keys travel only in <see cref="KeysDerived"/> and <see cref="ChildKeysDerived"/>, which the runtime asks for explicitly.
/// </summary>
/// <param name="Subsystem">Where it belongs.</param>
/// <param name="Level">0 audit, 1 control flow and errors, 2 detailed.</param>
public abstract record EngineEvent(LogSubsystem Subsystem, byte Level)
{
    /// <summary>One line without a trailing period.</summary>
    public abstract string Describe();

    /// <summary>Number of the IKE SA that it concerns, 0 for none.</summary>
    public uint IkeUniqueId { get; init; }

    /// <summary>Vpn that it concerns, empty for none.</summary>
    public string VpnName { get; init; } = string.Empty;

    public sealed override string ToString() => Describe();
}

/// <summary>A step of a negotiation, in the words that <c>cmd ike initiate</c> shows.</summary>
public sealed record ProgressEvent(LogSubsystem Subsystem, byte Level, string Text) : EngineEvent(Subsystem, Level)
{
    public override string Describe() => Text;
}

/// <summary>An IKE SA came up.</summary>
public sealed record IkeSaEstablished(string Name, IpEndpoint Local, string LocalId, IpEndpoint Remote, string RemoteId) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"IKE_SA {Name}[{IkeUniqueId}] established between {Local.Address}[{LocalId}]...{Remote.Address}[{RemoteId}]";
}

/// <summary>An IKE SA was replaced by rekeying.</summary>
public sealed record IkeSaRekeyed(string Name, uint OldUniqueId) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"IKE_SA {Name}[{OldUniqueId}] rekeyed as {Name}[{IkeUniqueId}]";
}

/// <summary>An IKE SA goes on between other addresses (MOBIKE).</summary>
public sealed record PathChanged(string Name, NetworkPath Before, NetworkPath Now) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"IKE_SA {Name}[{IkeUniqueId}] moved from {Before} to {Now}";
}

/// <summary>An IKE SA ended.</summary>
public sealed record IkeSaClosed(string Name, CloseReason Reason, string Text) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"IKE_SA {Name}[{IkeUniqueId}] closed: {Text}";
}

/// <summary>A pair of Child SAs was installed.</summary>
public sealed record ChildSaInstalled(string Name, uint UniqueId, uint SpiIn, uint SpiOut, string Selectors, uint ReplacedUniqueId) : EngineEvent(LogSubsystem.Child, 0)
{
    public override string Describe() => ReplacedUniqueId == 0
        ? $"CHILD_SA {Name}{{{UniqueId}}} established with SPIs {SpiIn:x8}_i {SpiOut:x8}_o and TS {Selectors}"
        : $"CHILD_SA {Name}{{{UniqueId}}} established with SPIs {SpiIn:x8}_i {SpiOut:x8}_o and TS {Selectors}, replacing {Name}{{{ReplacedUniqueId}}}";
}

/// <summary>A pair of Child SAs was removed.</summary>
public sealed record ChildSaRemoved(string Name, uint UniqueId, CloseReason Reason) : EngineEvent(LogSubsystem.Child, 0)
{
    public override string Describe() => $"CHILD_SA {Name}{{{UniqueId}}} closed: {Reason}";
}

/// <summary>A manual tunnel carries packets from now on.</summary>
public sealed record ManualTunnelActivated(string Name, uint Number, uint SpiIn, uint SpiOut) : EngineEvent(LogSubsystem.Child, 0)
{
    public override string Describe() => $"manual tunnel {Name} M{Number} activated with SPIs {SpiIn:x8}_i {SpiOut:x8}_o";
}

/// <summary>A manual tunnel carries no more packets.</summary>
public sealed record ManualTunnelDeactivated(string Name, uint Number, string Reason) : EngineEvent(LogSubsystem.Child, 0)
{
    public override string Describe() => $"manual tunnel {Name} M{Number} deactivated: {Reason}";
}

/// <summary>A negotiation failed.</summary>
public sealed record NegotiationFailed(string Name, CloseReason Reason, string Text) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"negotiation of {Name} failed: {Text}";
}

/// <summary>What the service was to bring up by itself was refused, and is tried again.</summary>
public sealed record StartPutOff(string Name, int Failures, int Seconds) : EngineEvent(LogSubsystem.Ike, 0)
{
    public override string Describe() => $"{Name} could not be brought up ({Failures} {(Failures == 1 ? "attempt" : "attempts in a row")}): trying again in {Seconds}s";
}

/// <summary>A ping task loses more requests than it may.</summary>
public sealed record PingLossExceeded(string Local, string Remote, string SecurityPolicy, ulong Lost, ulong Outcomes) : EngineEvent(LogSubsystem.Ipsec, 0)
{
    public override string Describe() => $"ping {Local} <-> {Remote} through {SecurityPolicy} loses {Lost} of {Outcomes}";
}

/// <summary>A message was sent or received.</summary>
public sealed record MessageEvent(bool Received, string Exchange, bool IsResponse, uint MessageId, IpEndpoint Peer, int Octets, string Payloads)
    : EngineEvent(LogSubsystem.Encoding, 1)
{
    public override string Describe() =>
        $"{(Received ? "parsed" : "generating")} {Exchange} {(IsResponse ? "response" : "request")} {MessageId} [ {Payloads} ], {Octets} octets, peer {Peer}";
}

/// <summary>A request is sent again.</summary>
public sealed record Retransmitting(int Attempt, uint MessageId) : EngineEvent(LogSubsystem.Ike, 1)
{
    public override string Describe() => $"retransmit {Attempt} of request with message ID {MessageId}";
}

/// <summary>A datagram was dropped.</summary>
public sealed record DatagramDropped(IpEndpoint Peer, string Reason) : EngineEvent(LogSubsystem.Network, 1)
{
    public override string Describe() => $"dropped datagram from {Peer}: {Reason}";
}

/// <summary>A fault of ours that closed an SA.</summary>
public sealed record EngineFaulted(string Where, string Detail) : EngineEvent(LogSubsystem.Daemon, 0)
{
    public override string Describe() => $"internal fault in {Where}: {Detail}";
}

/// <summary>
/// Keys of an IKE SA were derived. Emitted only when the shard was told to export keys (<c>--keylog</c>); the receiver writes them
/// out and drops them.
/// </summary>
public sealed record KeysDerived(KeyLogEntry Entry) : EngineEvent(LogSubsystem.Ike, 4)
{
    public override string Describe() => $"keys derived: {Entry}";
}

/// <summary>Keys in the form that a packet decoder wants. Its text form shows no key.</summary>
public sealed record KeyLogEntry(
    ulong InitiatorSpi,
    ulong ResponderSpi,
    byte[] SkEi,
    byte[] SkEr,
    byte[] SkAi,
    byte[] SkAr,
    string Encryption,
    int EncryptionId,
    int EncryptionKeyBits,
    int IntegrityId)
{
    public override string ToString() => $"{InitiatorSpi:x16} {ResponderSpi:x16} {Encryption}";
}
