using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>
/// Packets of one TCP or UDP flow that follow each other, grown into one large packet that segmentation would cut into exactly these. Owns its
/// buffer, which has room for a <see cref="VirtioNetHeader"/> in front. One thread.
/// </summary>
internal sealed class FlowAggregate
{
    private const int MaximumPacket = 65535;

    // The kernel refuses a UDP packet that stands for more.
    private const int MaximumDatagrams = 64;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(VirtioNetHeader.Size + MaximumPacket, pinned: true);
    private TransportPacket _first;
    private uint _nextSequence;
    private int _length;
    private bool _isClosed;

    /// <summary>Number of packets in it; 0: free.</summary>
    public int Count { get; private set; }

    private Span<byte> Packet => _buffer.AsSpan(VirtioNetHeader.Size, _length);

    public bool IsOfFlow(in TransportPacket packet, ReadOnlySpan<byte> octets) =>
        Count > 0
        && _first.IsSameKind(packet)
        && _first.AddressesOf(Packet).SequenceEqual(packet.AddressesOf(octets))
        && Packet.Slice(_first.Transport, 4).SequenceEqual(octets.Slice(packet.Transport, 4));

    public void Begin(in TransportPacket packet, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_buffer.AsSpan(VirtioNetHeader.Size));
        _first = packet;
        _length = octets.Length;
        _nextSequence = packet.IsUdp ? 0 : SequenceOf(packet, octets) + (uint)packet.PayloadLength;
        _isClosed = packet.EndsAggregate;
        Count = 1;
    }

    /// <summary>Takes the next packet of the flow; false when it does not continue this aggregate.</summary>
    public bool TryAppend(in TransportPacket packet, ReadOnlySpan<byte> octets)
    {
        if (_isClosed
            || packet.HeaderLength != _first.HeaderLength
            || packet.PayloadLength > _first.PayloadLength
            || _length + packet.PayloadLength > MaximumPacket
            || !SameNetworkHeader(octets)
            || !(packet.IsUdp ? Count < MaximumDatagrams : ContinuesTcp(packet, octets)))
        {
            return false;
        }

        octets[packet.HeaderLength..].CopyTo(_buffer.AsSpan(VirtioNetHeader.Size + _length));
        _length += packet.PayloadLength;
        _nextSequence += (uint)packet.PayloadLength;
        Count++;
        if (packet.EndsAggregate)
        {
            // PSH belongs to the last segment, which is where segmentation leaves it.
            Packet[_first.Transport + 13] |= TransportPacket.Push;
            _isClosed = true;
        }

        // A shorter segment is the last.
        _isClosed |= packet.PayloadLength < _first.PayloadLength;
        return true;
    }

    /// <summary>True when nothing can be added any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>True for UDP.</summary>
    public bool IsUdp => _first.IsUdp;

    /// <summary>The packet with its virtio header, ready to be written. The aggregate is free afterwards; the span stays until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var header = default(VirtioNetHeader);
        if (Count > 1)
        {
            header = new VirtioNetHeader
            {
                Flags = VirtioNetHeader.NeedsChecksum,
                Segmentation = _first.IsUdp ? VirtioNetHeader.Udp : _first.IsIpv6 ? VirtioNetHeader.TcpIpv6 : VirtioNetHeader.TcpIpv4,
                HeaderLength = (ushort)_first.HeaderLength,
                SegmentSize = (ushort)_first.PayloadLength,
                ChecksumStart = (ushort)_first.Transport,
                ChecksumOffset = (ushort)(_first.IsUdp ? 6 : 16),
            };
            WriteHeaders();
        }

        MemoryMarshal.Write(_buffer, header);
        Count = 0;
        return _buffer.AsSpan(0, VirtioNetHeader.Size + _length);
    }

    private static uint SequenceOf(in TransportPacket packet, ReadOnlySpan<byte> octets) =>
        BinaryPrimitives.ReadUInt32BigEndian(octets[(packet.Transport + 4)..]);

    private void WriteHeaders()
    {
        var packet = Packet;
        var transport = packet[_first.Transport..];
        if (_first.IsIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - TransportPacket.Ipv6HeaderSize));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
            packet.Slice(10, 2).Clear();
            InternetChecksum.Write(packet[10..], InternetChecksum.Add(0, packet[.._first.Transport]));
        }

        if (_first.IsUdp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);
        }

        // What is left to add is the transport header and the payload; so the host does with its own packets.
        var pseudoHeader = InternetChecksum.PseudoHeader(_first.AddressesOf(packet), _first.IsUdp ? TransportPacket.Udp : TransportPacket.Tcp, transport.Length);
        MemoryMarshal.Write(transport[(_first.IsUdp ? 6 : 16)..], InternetChecksum.Fold(pseudoHeader));
    }

    /// <summary>The same but for length, identification and checksum. Where packets may be fragmented, identifications must count up.</summary>
    private bool SameNetworkHeader(ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> first = Packet;
        if (_first.IsIpv6)
        {
            return first[..4].SequenceEqual(octets[..4]) && first[7] == octets[7];
        }

        return first[1] == octets[1]
            && first.Slice(6, 3).SequenceEqual(octets.Slice(6, 3))
            && ((first[6] & TransportPacket.DontFragment) != 0
                || (ushort)(BinaryPrimitives.ReadUInt16BigEndian(first[4..]) + Count) == BinaryPrimitives.ReadUInt16BigEndian(octets[4..]));
    }

    /// <summary>In order, and the same but for sequence, PSH and checksum: acknowledgement, flags, window and options (timestamps) are equal.</summary>
    private bool ContinuesTcp(in TransportPacket packet, ReadOnlySpan<byte> octets)
    {
        var first = Packet.Slice(_first.Transport, _first.HeaderLength - _first.Transport);
        var next = octets.Slice(packet.Transport, packet.HeaderLength - packet.Transport);
        return SequenceOf(packet, octets) == _nextSequence
            && first.Slice(8, 5).SequenceEqual(next.Slice(8, 5))
            && ((first[13] ^ next[13]) & ~TransportPacket.Push) == 0
            && first.Slice(14, 2).SequenceEqual(next.Slice(14, 2))
            && first[18..].SequenceEqual(next[18..]);
    }
}
