using System.Buffers.Binary;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// Writes PDUs one behind the other, always big-endian, into a buffer that grows as needed and is used again. Not
/// thread-safe.
/// </summary>
public sealed class AgentXWriter
{
    private const int FirstSize = 4_096;

    private byte[] _buffer = new byte[FirstSize];
    private int _pdu = -1;

    /// <summary>Octets written so far.</summary>
    public int Position { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Position);

    /// <summary>Octets of the payload that is being written.</summary>
    public int PayloadLength => Position - _pdu - AgentXHeader.Length;

    /// <summary>Forgets everything. The buffer is kept unless something unusually long made it grow.</summary>
    public void Clear()
    {
        Position = 0;
        _pdu = -1;
        if (_buffer.Length > 64 * FirstSize)
        {
            _buffer = new byte[FirstSize];
        }
    }

    /// <summary>Begins a PDU; its header is written by <see cref="EndPdu"/>.</summary>
    public void BeginPdu()
    {
        _pdu = Position;
        Reserve(AgentXHeader.Length);
    }

    /// <summary>Ends the PDU; its length is put into the header.</summary>
    public void EndPdu(AgentXHeader header) => (header with { PayloadLength = PayloadLength }).Write(_buffer.AsSpan(_pdu));

    /// <summary>Forgets what the payload holds behind its first <paramref name="length"/> octets.</summary>
    public void RewindPayload(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, PayloadLength);
        Position = _pdu + AgentXHeader.Length + length;
    }

    /// <summary>Writes numbers that were left open when the payload was begun.</summary>
    public void PatchUInt16(int payloadOffset, ushort value) =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_pdu + AgentXHeader.Length + payloadOffset), value);

    /// <summary>Four single octets.</summary>
    public void WriteBytes(byte first, byte second = 0, byte third = 0, byte fourth = 0)
    {
        var target = Reserve(4);
        (target[0], target[1], target[2], target[3]) = (first, second, third, fourth);
    }

    /// <summary>A 16-bit number.</summary>
    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    /// <summary>A 32-bit number.</summary>
    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>A 64-bit number.</summary>
    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    /// <summary>Octets with their length in front and padding behind.</summary>
    public void WriteOctetString(ReadOnlySpan<byte> octets)
    {
        WriteUInt32((uint)octets.Length);
        var target = Reserve((octets.Length + 3) & ~3);
        octets.CopyTo(target);
        target[octets.Length..].Clear();
    }

    /// <summary>An object identifier; 1.3.6.1 and a small number become a prefix.</summary>
    public void WriteObjectIdentifier(ReadOnlySpan<uint> subIdentifiers, bool include = false)
    {
        byte prefix = 0;
        if (subIdentifiers.Length >= 5 && subIdentifiers[..4].SequenceEqual([1U, 3U, 6U, 1U]) && subIdentifiers[4] is > 0 and <= 255)
        {
            prefix = (byte)subIdentifiers[4];
            subIdentifiers = subIdentifiers[5..];
        }

        WriteBytes((byte)subIdentifiers.Length, prefix, include ? (byte)1 : (byte)0);
        var target = Reserve(4 * subIdentifiers.Length);
        foreach (var number in subIdentifiers)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, number);
            target = target[4..];
        }
    }

    /// <summary>An object identifier.</summary>
    public void WriteObjectIdentifier(ObjectIdentifier name) => WriteObjectIdentifier(name.SubIdentifiers);

    private Span<byte> Reserve(int count)
    {
        if (count > _buffer.Length - Position)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Position + count));
        }

        var place = _buffer.AsSpan(Position, count);
        Position += count;
        return place;
    }
}
