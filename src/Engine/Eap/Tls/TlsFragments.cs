using System.Buffers.Binary;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>What a packet's data came to.</summary>
internal enum TlsFrame
{
    /// <summary>Not of the form, or more than is read.</summary>
    Malformed,

    /// <summary>Nothing but flags: go on.</summary>
    Acknowledgement,

    /// <summary>More is to come; an acknowledgement asks for it.</summary>
    Partial,

    /// <summary>A whole message: <see cref="TlsFragments.Message"/>.</summary>
    Whole,
}

/// <summary>
/// TLS messages in EAP packets and back (RFC 5216 section 3; the version bits: RFC 5281 section 9.1, and PEAP):
/// <code>
/// L M S R R | Version (3)   the version is not looked at: only 0 is ever offered. Then, with L, the length of the whole message in four octets, and TLS data
/// </code>
/// One for each conversation. It holds at most one message in each direction.
/// </summary>
internal sealed class TlsFragments(byte version)
{
    /// <summary>No flight of TLS that we would agree to is longer: ten certificates of the usual size are less than half of it.</summary>
    public const int LongestMessage = 64 * 1024;

    /// <summary>TLS data in one packet: with IKE around it fits an unfragmented datagram of the smallest MTU of IPv6.</summary>
    private const int FragmentSize = 1024;

    private const byte LengthIncluded = 0x80;
    private const byte MoreFragments = 0x40;
    private const byte StartFlag = 0x20;

    private byte[] _incoming = [];
    private int _received;
    private int? _announced;
    private byte[] _outgoing = [];
    private int _sent;

    /// <summary>What came, once it is whole.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>The message that is being sent is not all sent.</summary>
    public bool HasMore => _sent < _outgoing.Length;

    /// <summary>Data of the packet that begins the method.</summary>
    public byte[] Start() => [(byte)(StartFlag | version)];

    /// <summary>Data of the packet that asks for more.</summary>
    public byte[] Acknowledgement() => [version];

    /// <summary>True for data of a packet that begins the method.</summary>
    public static bool IsStart(ReadOnlySpan<byte> data) => data.Length > 0 && (data[0] & StartFlag) != 0;

    /// <summary>Data of the first packet of a message.</summary>
    public byte[] Begin(byte[] message)
    {
        _outgoing = message;
        _sent = 0;
        return Next();
    }

    /// <summary>Data of the next packet of the message; an acknowledgement when there is none.</summary>
    public byte[] Next()
    {
        var isFirst = _sent == 0 && _outgoing.Length > FragmentSize;
        var octets = Math.Min(FragmentSize, _outgoing.Length - _sent);
        var header = isFirst ? 1 + sizeof(uint) : 1;
        var data = new byte[header + octets];
        data[0] = (byte)(version | (isFirst ? LengthIncluded : 0) | (_sent + octets < _outgoing.Length ? MoreFragments : 0));
        if (isFirst)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(1), (uint)_outgoing.Length);
        }

        _outgoing.AsSpan(_sent, octets).CopyTo(data.AsSpan(header));
        _sent += octets;
        return data;
    }

    /// <summary>Takes the data of a packet of the other side.</summary>
    public TlsFrame Take(ReadOnlySpan<byte> data)
    {
        // An empty response is no frame (RFC 5216 section 3.2 wants the flags), but some send it to acknowledge.
        if (data.IsEmpty)
        {
            return _received == 0 ? TlsFrame.Acknowledgement : TlsFrame.Malformed;
        }

        var flags = data[0];
        data = data[1..];
        if ((flags & LengthIncluded) != 0)
        {
            if (data.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(data) is var announced && (announced > LongestMessage || (_announced is { } before && before != announced)))
            {
                return TlsFrame.Malformed;
            }

            _announced = (int)announced;
            data = data[sizeof(uint)..];
        }

        if (data.Length + _received > (_announced ?? LongestMessage))
        {
            return TlsFrame.Malformed;
        }

        if ((flags & MoreFragments) != 0)
        {
            if (data.IsEmpty)
            {
                return TlsFrame.Malformed;
            }

            Append(data);
            return TlsFrame.Partial;
        }

        if (data.IsEmpty && _received == 0)
        {
            return TlsFrame.Acknowledgement;
        }

        Append(data);
        if (_announced is { } length && length != _received)
        {
            return TlsFrame.Malformed;
        }

        Message = _incoming.AsMemory(0, _received);
        (_incoming, _received, _announced) = ([], 0, null);
        return TlsFrame.Whole;
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        var needed = _received + data.Length;
        if (needed > _incoming.Length)
        {
            // Grows with what has come, never to what was merely announced.
            Array.Resize(ref _incoming, Math.Max(needed, Math.Min(2 * _incoming.Length, LongestMessage)));
        }

        data.CopyTo(_incoming.AsSpan(_received));
        _received = needed;
    }
}
