namespace MyIkev2.Registry;

/// <summary>One session as it is asked for: whose packets, and what becomes of them.</summary>
public readonly record struct SessionDefinition
{
    private const byte HopByHop = 0;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    /// <summary>Its number; 0 = the table chooses a free one.</summary>
    public ulong Id { get; init; }

    /// <summary>Where packets of the source come in; see <see cref="SessionInterfaces"/>.</summary>
    public int InInterface { get; init; }

    /// <summary>Where packets of the source leave.</summary>
    public int OutInterface { get; init; }

    /// <summary>Who opened it.</summary>
    public SessionAddress Source { get; init; }

    /// <summary>The other side.</summary>
    public SessionAddress Destination { get; init; }

    /// <summary>Port of the source.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>Port of the destination.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>IP protocol: 6 (TCP), 17 (UDP) or 0.</summary>
    public byte Protocol { get; init; }

    /// <summary>What becomes of its packets.</summary>
    public SessionAction Action { get; init; }

    /// <summary>Who gets the copies; for <see cref="SessionAction.Mirror"/> and <see cref="SessionAction.Snoop"/> only.</summary>
    public SessionAddress? NextHop { get; init; }

    /// <summary>Seconds without a packet of either direction after which it is closed; 0 = the default of its protocol.</summary>
    public uint IdleSeconds { get; init; }

    /// <summary>What is wrong with it, the field first; null when nothing is.</summary>
    public string? FindMistake()
    {
        if (!SessionInterfaces.IsKnown(InInterface))
        {
            return InterfaceMistake("inlif", InInterface);
        }

        if (!SessionInterfaces.IsKnown(OutInterface))
        {
            return InterfaceMistake("outlif", OutInterface);
        }

        if (Source.IsIpv6 != Destination.IsIpv6)
        {
            return "destinationip: of another family than the source";
        }

        if (Source.Bits == UInt128.Zero)
        {
            return "sourceip: no address";
        }

        if (Destination.Bits == UInt128.Zero)
        {
            return "destinationip: no address";
        }

        if (Protocol is not (HopByHop or Tcp or Udp))
        {
            return $"protocolid: {Protocol} is none of 0, 6 (TCP) and 17 (UDP)";
        }

        return Action switch
        {
            SessionAction.Mirror or SessionAction.Snoop when (NextHop?.Bits ?? UInt128.Zero) == UInt128.Zero => "actionnexthop: needed for MIRROR and SNOOP",
            SessionAction.Drop or SessionAction.Forward when NextHop is not null => "actionnexthop: none is taken with DROP and FORWARD",
            <= SessionAction.Snoop => null,
            _ => $"actiontype: {(byte)Action} is none of 0 (DROP) to 3 (SNOOP)",
        };
    }

    private static string InterfaceMistake(string field, int value) =>
        $"{field}: {value} is none of 0 (any), 1 (inside), 2 (outside) and {SessionInterfaces.TunnelBase} + number of a tunnel";
}
