using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The keys of a pair of ESP SAs, or the addresses that they are used between, are new. Emitted only when the shard was told to export keys
/// (<c>--keylog</c>); the receiver writes them out and drops them.
/// </summary>
public sealed record ChildKeysDerived(EspKeyLogEntry Inbound, EspKeyLogEntry Outbound) : EngineEvent(LogSubsystem.Child, 4)
{
    public override string Describe() => $"keys derived: {Inbound}, {Outbound}";

    /// <summary>Copies the keys of both directions.</summary>
    internal static ChildKeysDerived Of(ChildSaInstallation child) => new(
        new EspKeyLogEntry(
            child.Path.Remote.Address,
            child.Path.Local.Address,
            child.SpiIn,
            child.Encryption,
            child.Integrity,
            child.EncryptionKeyIn.Span.ToArray(),
            child.IntegrityKeyIn.Span.ToArray()),
        new EspKeyLogEntry(
            child.Path.Local.Address,
            child.Path.Remote.Address,
            child.SpiOut,
            child.Encryption,
            child.Integrity,
            child.EncryptionKeyOut.Span.ToArray(),
            child.IntegrityKeyOut.Span.ToArray()));
}

/// <summary>One ESP SA in the form that a packet decoder wants: encryption key with its salt. The text form shows no key.</summary>
public sealed record EspKeyLogEntry(
    IpAddress Source,
    IpAddress Destination,
    uint Spi,
    EncryptionId Encryption,
    IntegrityId Integrity,
    byte[] EncryptionKey,
    byte[] IntegrityKey)
{
    public override string ToString() => $"{Source} - {Destination} {Spi:x8} {Encryption}";
}
