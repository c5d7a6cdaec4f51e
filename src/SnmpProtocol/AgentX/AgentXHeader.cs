using System.Buffers.Binary;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>The 20 octets in front of every PDU (RFC 2741 section 6.1).</summary>
/// <param name="Type">What follows.</param>
/// <param name="Flags">Byte order and more.</param>
/// <param name="SessionId">The session, as the master numbered it.</param>
/// <param name="TransactionId">The SNMP request of which this PDU is a part, as the master numbered it.</param>
/// <param name="PacketId">What pairs a response with its request.</param>
/// <param name="PayloadLength">Octets behind the header.</param>
public readonly record struct AgentXHeader(
    AgentXPduType Type, AgentXFlags Flags, uint SessionId, uint TransactionId, uint PacketId, int PayloadLength)
{
    /// <summary>Octets of a header.</summary>
    public const int Length = 20;

    /// <summary>The one version there is.</summary>
    public const byte Version = 1;

    /// <summary>
    /// Longest payload that is taken. An SNMP message of 65,507 octets that is all names of 128 numbers becomes half of
    /// this, so a longer payload is a fault of the sender.
    /// </summary>
    public const int MaximumPayload = 1 << 20;

    /// <summary>Whether numbers of this PDU are big-endian.</summary>
    public bool IsNetworkByteOrder => (Flags & AgentXFlags.NetworkByteOrder) != 0;

    /// <summary>Reads a header; there must be <see cref="Length"/> octets.</summary>
    public static AgentXFault TryRead(ReadOnlySpan<byte> octets, out AgentXHeader header)
    {
        header = default;
        if (octets.Length < Length)
        {
            return AgentXFault.Truncated;
        }

        if (octets[0] != Version)
        {
            return AgentXFault.BadVersion;
        }

        var flags = (AgentXFlags)octets[2];
        var big = (flags & AgentXFlags.NetworkByteOrder) != 0;
        var length = Read(octets[16..], big);
        if (length > MaximumPayload || length % 4 != 0)
        {
            return AgentXFault.BadLength;
        }

        header = new AgentXHeader(
            (AgentXPduType)octets[1], flags, Read(octets[4..], big), Read(octets[8..], big), Read(octets[12..], big), (int)length);
        return AgentXFault.None;
    }

    /// <summary>Writes the header into the first <see cref="Length"/> octets, big-endian whatever the flags say.</summary>
    public void Write(Span<byte> target)
    {
        target[0] = Version;
        target[1] = (byte)Type;
        target[2] = (byte)(Flags | AgentXFlags.NetworkByteOrder);
        target[3] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], SessionId);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], TransactionId);
        BinaryPrimitives.WriteUInt32BigEndian(target[12..], PacketId);
        BinaryPrimitives.WriteInt32BigEndian(target[16..], PayloadLength);
    }

    private static uint Read(ReadOnlySpan<byte> octets, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);
}
