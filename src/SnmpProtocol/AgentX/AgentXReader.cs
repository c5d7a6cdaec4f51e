using System.Buffers.Binary;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// Reads the values of a payload (RFC 2741 section 5). The first fault latches: every later read gives zero or empty, so
/// a caller checks <see cref="Fault"/> once. Nothing is allocated, and every length is checked against what is left.
/// </summary>
public ref struct AgentXReader
{
    private readonly bool _bigEndian;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first octet of a payload.</summary>
    public AgentXReader(ReadOnlySpan<byte> payload, bool bigEndian)
    {
        _rest = payload;
        _bigEndian = bigEndian;
    }

    /// <summary>The first fault met.</summary>
    public AgentXFault Fault { get; private set; }

    /// <summary>Whether nothing is left to read, which is also so after a fault.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>One octet.</summary>
    public byte ReadByte()
    {
        var octets = Take(1);
        return octets.IsEmpty ? (byte)0 : octets[0];
    }

    /// <summary>A 16-bit number.</summary>
    public ushort ReadUInt16()
    {
        var octets = Take(2);
        if (octets.IsEmpty)
        {
            return 0;
        }

        return _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
    }

    /// <summary>A 32-bit number.</summary>
    public uint ReadUInt32()
    {
        var octets = Take(4);
        return octets.IsEmpty ? 0 : Number(octets);
    }

    /// <summary>A 64-bit number.</summary>
    public ulong ReadUInt64()
    {
        var octets = Take(8);
        if (octets.IsEmpty)
        {
            return 0;
        }

        return _bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(octets) : BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }

    /// <summary>Octets with their length in front and padding behind.</summary>
    public ReadOnlySpan<byte> ReadOctetString()
    {
        var length = ReadUInt32();
        if (Fault != AgentXFault.None)
        {
            return [];
        }

        // As 64 bits, so that no claimed length wraps around.
        var padded = ((ulong)length + 3) & ~3UL;
        if (padded > (ulong)_rest.Length)
        {
            return Fail(AgentXFault.Truncated);
        }

        var octets = _rest[..(int)length];
        _rest = _rest[(int)padded..];
        return octets;
    }

    /// <summary>
    /// An object identifier, of which "no name" has no numbers. A prefix stands for 1.3.6.1 and itself.
    /// </summary>
    /// <param name="subIdentifiers">Room for <see cref="ObjectIdentifier.MaximumLength"/> numbers.</param>
    /// <param name="include">Whether a search that starts here may find this very name.</param>
    /// <returns>Numbers read.</returns>
    public int ReadObjectIdentifier(scoped Span<uint> subIdentifiers, out bool include)
    {
        include = false;
        var head = Take(4);
        if (head.IsEmpty)
        {
            return 0;
        }

        int count = head[0], prefix = head[1];
        var length = count + (prefix == 0 ? 0 : 5);
        if (length > ObjectIdentifier.MaximumLength)
        {
            Fail(AgentXFault.BadObjectIdentifier);
            return 0;
        }

        var octets = Take(4 * count);
        if (Fault != AgentXFault.None)
        {
            return 0;
        }

        var at = 0;
        if (prefix != 0)
        {
            (subIdentifiers[0], subIdentifiers[1], subIdentifiers[2], subIdentifiers[3]) = (1, 3, 6, 1);
            subIdentifiers[4] = (uint)prefix;
            at = 5;
        }

        for (; at < length; at++, octets = octets[4..])
        {
            subIdentifiers[at] = Number(octets);
        }

        include = head[2] != 0;
        return length;
    }

    /// <summary>Passes over octets that have no meaning.</summary>
    public void Skip(int count) => Take(count);

    /// <summary>Latches a fault that the caller found in a value.</summary>
    public void Reject(AgentXFault fault)
    {
        if (Fault == AgentXFault.None)
        {
            Fail(fault);
        }
    }

    /// <summary>Latches <see cref="AgentXFault.TrailingOctets"/> if anything is left.</summary>
    public void ExpectEnd()
    {
        if (!_rest.IsEmpty)
        {
            Reject(AgentXFault.TrailingOctets);
        }
    }

    private readonly uint Number(ReadOnlySpan<byte> octets) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Fault != AgentXFault.None)
        {
            return [];
        }

        if (count > _rest.Length)
        {
            return Fail(AgentXFault.Truncated);
        }

        var octets = _rest[..count];
        _rest = _rest[count..];
        return octets;
    }

    private ReadOnlySpan<byte> Fail(AgentXFault fault)
    {
        Fault = fault;
        _rest = [];
        return [];
    }
}
