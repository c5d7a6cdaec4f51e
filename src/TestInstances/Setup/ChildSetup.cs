using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.TestInstances.Setup;

/// <summary>An entry of <c>childlist</c>.</summary>
public sealed record ChildSetup
{
    public static ChildSetup Default { get; } = new();

    /// <summary><c>tunnelmode</c>; false = transport mode.</summary>
    public bool TunnelMode { get; init; } = true;

    /// <summary><c>integrityalg</c>.</summary>
    public ValueList<IntegrityId> Integrity { get; init; } = [IntegrityId.HmacSha256_128];

    /// <summary><c>encalg</c>.</summary>
    public ValueList<EncryptionChoice> Encryption { get; init; } = [new(EncryptionId.AesCbc, 128)];

    /// <summary><c>protocol</c>: ESP.</summary>
    public ProtocolId Protocol { get; init; } = ProtocolId.Esp;

    /// <summary><c>lifetime</c>.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>esn</c>: extended sequence numbers.</summary>
    public bool ExtendedSequenceNumbers { get; init; }

    /// <summary><c>pfsenabled</c>: perfect forward secrecy.</summary>
    public bool PerfectForwardSecrecy { get; init; }

    /// <summary><c>pfsgrpid</c>.</summary>
    public ValueList<KeyExchangeId> KeyExchanges { get; init; } = [KeyExchangeId.Modp2048];

    /// <summary><c>replaywindowsize</c>: packets.</summary>
    public int ReplayWindow { get; init; } = 256;

    /// <summary><c>useprovisionedtsforrekey</c>; false = the selectors of the CHILD_SA that is replaced.</summary>
    public bool RekeysWithConfiguredSelectors { get; init; }

    /// <summary><c>ownts</c>; never empty.</summary>
    public ValueList<SelectorSetup> OwnSelectors { get; init; } = [SelectorSetup.Default];

    /// <summary><c>peerts</c>; never empty.</summary>
    public ValueList<SelectorSetup> PeerSelectors { get; init; } = [SelectorSetup.Default];
}

/// <summary>An entry of <c>ownts</c> or <c>peerts</c>.</summary>
public sealed record SelectorSetup
{
    public static SelectorSetup Default { get; } = new();

    /// <summary><c>type</c>: <c>v4</c> or <c>v6</c>.</summary>
    public bool IsIpv6 { get; init; }

    /// <summary><c>protocol</c>: IP protocol, 0 = any.</summary>
    public int Protocol { get; init; }

    /// <summary><c>startport</c>.</summary>
    public int StartPort { get; init; }

    /// <summary><c>endport</c>.</summary>
    public int EndPort { get; init; } = ushort.MaxValue;

    /// <summary><c>startaddr</c>; null = the first address of the family.</summary>
    public IpAddress? StartAddress { get; init; }

    /// <summary><c>endaddr</c>; null = the last address of the family.</summary>
    public IpAddress? EndAddress { get; init; }

    /// <summary>The first address, said or not.</summary>
    public IpAddress First => StartAddress ?? IpAddress.FromBits(UInt128.Zero, IsIpv6);

    /// <summary>The last address, said or not.</summary>
    public IpAddress Last => EndAddress ?? IpAddress.FromBits(IsIpv6 ? UInt128.MaxValue : uint.MaxValue, IsIpv6);
}
