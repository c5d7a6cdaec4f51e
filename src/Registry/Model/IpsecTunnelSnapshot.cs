namespace MyIkev2.Registry;

/// <summary>The facts of one generation of an IPsec tunnel (one pair of Child SAs). Immutable.</summary>
public sealed record IpsecTunnelSnapshot
{
    /// <summary>Stays the same over rekeys.</summary>
    public required TunnelId Id { get; init; }

    /// <summary>1 for the first pair, one more with each rekey.</summary>
    public required uint Generation { get; init; }

    /// <summary>Number of this pair, from 1, never reused while the process runs; a rekey gives a new one.</summary>
    public required uint UniqueId { get; init; }

    /// <summary>Number shared by all pairs made from one security policy of one vpn.</summary>
    public required uint RequestId { get; init; }

    /// <summary>The IKE tunnel that it belongs to.</summary>
    public required TunnelId IkeTunnelId { get; init; }

    /// <summary>The generation of the IKE tunnel that it belongs to now.</summary>
    public uint IkeGeneration { get; init; }

    /// <summary>Name of the security policy it was made from.</summary>
    public required string PolicyName { get; init; }

    /// <summary>Where the pair is in its life.</summary>
    public required IpsecTunnelState State { get; init; }

    /// <summary>True when this side sent the request that made it.</summary>
    public required bool IsInitiator { get; init; }

    /// <summary>What made the tunnel come up.</summary>
    public ActivationMethod Activation { get; init; }

    /// <summary>ESP or AH.</summary>
    public IpsecProtocol Protocol { get; init; } = IpsecProtocol.Esp;

    /// <summary>Tunnel or transport mode.</summary>
    public IpsecMode Mode { get; init; }

    /// <summary>SPI that we chose, in packets to us; 0 before it is chosen.</summary>
    public required uint SpiIn { get; init; }

    /// <summary>SPI that the peer chose, in packets to the peer.</summary>
    public required uint SpiOut { get; init; }

    /// <summary>Encryption.</summary>
    public AlgorithmInfo Encryption { get; init; } = AlgorithmInfo.None;

    /// <summary>Integrity; none with a combined-mode cipher.</summary>
    public AlgorithmInfo Integrity { get; init; } = AlgorithmInfo.None;

    /// <summary>Key exchange method when the pair has perfect forward secrecy of its own.</summary>
    public AlgorithmInfo KeyExchange { get; init; } = AlgorithmInfo.None;

    /// <summary>Extended sequence numbers were negotiated.</summary>
    public bool ExtendedSequenceNumbers { get; init; }

    /// <summary>Replay window in packets, 0 = no replay protection.</summary>
    public int ReplayWindow { get; init; }

    /// <summary>ESP travels in UDP.</summary>
    public bool UdpEncapsulation { get; init; }

    /// <summary>UDP port of the peer that encapsulated packets go to; 0 without UDP encapsulation.</summary>
    public ushort RemoteUdpEncapsulationPort => UdpEncapsulation ? Remote.Port : (ushort)0;

    /// <summary>Tunnel mode: DF of inner packets goes to the outer header; otherwise the outer DF is clear.</summary>
    public bool CopiesDf { get; init; } = true;

    /// <summary>Tunnel mode: DSCP of inner packets goes to the outer header; otherwise the outer DSCP is 0.</summary>
    public bool CopiesDscp { get; init; } = true;

    /// <summary>Own security endpoint.</summary>
    public required EndpointInfo Local { get; init; }

    /// <summary>The peer's security endpoint.</summary>
    public required EndpointInfo Remote { get; init; }

    /// <summary>Traffic selectors of our side, after narrowing.</summary>
    public IReadOnlyList<SelectorInfo> LocalSelectors { get; init; } = [];

    /// <summary>Traffic selectors of the peer's side, after narrowing.</summary>
    public IReadOnlyList<SelectorInfo> RemoteSelectors { get; init; } = [];

    /// <summary>When the pair was installed.</summary>
    public DateTimeOffset? InstalledAt { get; init; }

    /// <summary>Since when its security policy has pairs without a break; null before it is installed.</summary>
    public ChildLife? Life { get; init; }

    /// <summary>When its rekey will start.</summary>
    public DateTimeOffset? RekeyAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Hard lifetime; zero for none.</summary>
    public TimeSpan Lifetime { get; init; }

    /// <summary>Rekey time before its random part is taken off; zero for none.</summary>
    public TimeSpan RekeyTime { get; init; }

    /// <summary>Rekey after this many octets; 0 for no limit.</summary>
    public ulong RekeyBytes { get; init; }

    /// <summary>Rekey after this many packets; 0 for no limit.</summary>
    public ulong RekeyPackets { get; init; }

    /// <summary>The pair ends after this many octets in one direction; 0 for no limit.</summary>
    public ulong LifeBytes { get; init; }

    /// <summary>The pair ends after this many packets in one direction; 0 for no limit.</summary>
    public ulong LifePackets { get; init; }

    /// <summary>Live counters of this pair; a rekey starts new ones and the old fold into the tunnel's totals.</summary>
    public required IpsecTunnelCounters Counters { get; init; }
}
