namespace MyIkev2.Engine.Wire;

/// <summary>
/// One traffic selector as it stands on the wire (RFC 7296 section 3.13.1). Whether the ranges make sense is
/// policy's to judge; a type we do not know keeps its octets in <see cref="UnknownBody"/> and is to be ignored.
/// </summary>
public sealed record WireTrafficSelector(
    TrafficSelectorType Type,
    byte Protocol,
    ushort StartPort,
    ushort EndPort,
    ReadOnlyMemory<byte> StartAddress,
    ReadOnlyMemory<byte> EndAddress)
{
    private const int HeaderSize = 4;

    /// <summary>Everything after the length field of a selector whose type is not known; else empty.</summary>
    public ReadOnlyMemory<byte> UnknownBody { get; init; }

    public bool IsKnown => AddressLength(Type) != 0;

    public bool Equals(WireTrafficSelector? other) =>
        other is not null
        && Type == other.Type
        && Protocol == other.Protocol
        && StartPort == other.StartPort
        && EndPort == other.EndPort
        && Octets.Same(StartAddress, other.StartAddress)
        && Octets.Same(EndAddress, other.EndAddress)
        && Octets.Same(UnknownBody, other.UnknownBody);

    public override int GetHashCode() => HashCode.Combine(
        Type,
        Protocol,
        StartPort,
        EndPort,
        Octets.Hash(StartAddress),
        Octets.Hash(EndAddress),
        Octets.Hash(UnknownBody));

    internal static WireTrafficSelector Read(ref WireReader reader)
    {
        int start = reader.Offset;
        var type = (TrafficSelectorType)reader.U8("traffic selector: type");
        byte protocol = reader.U8("traffic selector: IP protocol");
        ushort length = reader.U16("traffic selector: length");
        int addressLength = AddressLength(type);
        int expected = HeaderSize + 4 + (2 * addressLength);
        if (addressLength == 0 ? length < HeaderSize : length != expected)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "traffic selector: length");
        }

        if (addressLength == 0)
        {
            return new WireTrafficSelector(type, protocol, 0, 0, default, default)
            {
                UnknownBody = reader.Memory(length - HeaderSize, "traffic selector"),
            };
        }

        ushort startPort = reader.U16("traffic selector: start port");
        ushort endPort = reader.U16("traffic selector: end port");
        ReadOnlyMemory<byte> startAddress = reader.Memory(addressLength, "traffic selector: starting address");
        ReadOnlyMemory<byte> endAddress = reader.Memory(addressLength, "traffic selector: ending address");
        return new WireTrafficSelector(type, protocol, startPort, endPort, startAddress, endAddress);
    }

    internal void Write(ref WireWriter writer)
    {
        int addressLength = AddressLength(Type);
        if (StartAddress.Length != addressLength || EndAddress.Length != addressLength)
        {
            writer.Fail();
            return;
        }

        writer.U8((byte)Type);
        writer.U8(Protocol);
        using WireWriter.LengthScope length = writer.Length16(octetsBefore: 2);
        if (addressLength == 0)
        {
            writer.Bytes(UnknownBody.Span);
            return;
        }

        writer.U16(StartPort);
        writer.U16(EndPort);
        writer.Bytes(StartAddress.Span);
        writer.Bytes(EndAddress.Span);
    }

    private static int AddressLength(TrafficSelectorType type) => type switch
    {
        TrafficSelectorType.Ipv4AddressRange => 4,
        TrafficSelectorType.Ipv6AddressRange => 16,
        _ => 0,
    };
}
