using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MyIkev2.Engine.Esp;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// Buffers for one recvmmsg of up to 32 datagrams of any size. Owns native memory: 2 MiB of address space, of which the system only backs
/// what has been touched. One thread.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    private const int BufferSize = 65536;

    // Room before each buffer for an IPv6 header, which raw sockets of that family do not show.
    private const int Ipv6HeaderSize = 40;
    private const int Stride = BufferSize + 64;

    private const int LeastIpv4Header = 20;
    private const int SpiOffsetInAh = 4;
    private const byte AhProtocol = 51;

    private byte* _memory;
    private readonly LibC.MessageHeaderWithLength* _messages;
    private readonly byte* _buffers;
    private readonly byte* _names;
    private readonly byte* _controls;

    /// <summary>Messages that the last call filled.</summary>
    private int _filled;

    public ReceiveBatch()
    {
        var headers = sizeof(LibC.MessageHeaderWithLength) * DatagramBatch.Capacity;
        var vectors = sizeof(LibC.IoVector) * DatagramBatch.Capacity;
        var controls = SocketAddressCodec.ControlSize * DatagramBatch.Capacity;
        var names = SocketAddressCodec.MaximumAddressSize * DatagramBatch.Capacity;
        _memory = (byte*)NativeMemory.Alloc((nuint)(headers + vectors + controls + names + (Stride * (DatagramBatch.Capacity + 1))));
        _messages = (LibC.MessageHeaderWithLength*)_memory;
        var vector = (LibC.IoVector*)(_memory + headers);
        _controls = _memory + headers + vectors;
        _names = _controls + controls;
        _buffers = _names + names + Stride - BufferSize;
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            vector[i] = new LibC.IoVector { Base = BufferOf(i), Length = BufferSize };
            _messages[i] = new LibC.MessageHeaderWithLength
            {
                Header = new LibC.MessageHeader { Name = _names + (i * SocketAddressCodec.MaximumAddressSize), Vectors = vector + i, VectorCount = 1 },
            };
            Prepare(i);
        }
    }

    /// <summary>Takes what waits on the socket, without sleeping. Returns the number of datagrams.</summary>
    public int Receive(LinuxIkeSocket socket, IDatagramSink sink)
    {
        var count = ReceiveMany(socket.Descriptor);
        var taken = 0;
        var octets = 0;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadHeader(i, out var remote, out var control))
            {
                continue;
            }

            if (control.Dropped is { } total)
            {
                socket.NoteDrops(total);
            }

            var local = socket.Listener.Endpoint;
            if (socket.ReportsLocalAddress && !control.Local.IsNone)
            {
                local = local with { Address = control.Local };
            }

            // Receive offload joins datagrams of one size; the last may be shorter.
            var path = new NetworkPath(local, remote, socket.Listener.HasNonEspMarker);
            var rest = OctetsOf(i);
            octets += rest.Length;
            do
            {
                var size = control.SegmentSize > 0 ? Math.Min(control.SegmentSize, rest.Length) : rest.Length;
                sink.Take(path, control.TrafficClass, rest[..size]);
                rest = rest[size..];
                taken++;
            }
            while (!rest.IsEmpty);
        }

        Count(socket.Counters, taken, octets);
        return taken;
    }

    /// <summary>Takes what waits on a raw socket. Returns the number of packets.</summary>
    public int Receive(RawReceiver socket, KernelDropCount drops, IDatagramSink sink)
    {
        var count = ReceiveMany(socket.Descriptor);
        var octets = 0;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadHeader(i, out var remote, out var control))
            {
                continue;
            }

            octets += OctetsOf(i).Length;
            if (control.Dropped is { } total)
            {
                drops.Note(total);
            }

            if (socket.IsIpv6)
            {
                TakeIpv6(i, socket.IsAh, remote.Address, control, sink);
            }
            else
            {
                TakeIpv4(OctetsOf(i), socket.IsAh, remote.Address, sink);
            }
        }

        Count(socket.Counters, Math.Max(count, 0), octets);
        return Math.Max(count, 0);
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static void Count(ListenerCounters counters, int datagrams, int octets)
    {
        counters.InDatagrams.Add((ulong)datagrams);
        counters.InOctets.Add((ulong)octets);
    }

    private static NetworkPath PathBetween(IpAddress local, IpAddress remote) => new(new IpEndpoint(local, 0), new IpEndpoint(remote, 0), HasNonEspMarker: false);

    /// <summary>IPv4 raw sockets show the whole packet.</summary>
    private static void TakeIpv4(Span<byte> packet, bool isAh, IpAddress remote, IDatagramSink sink)
    {
        var headerLength = packet.Length >= LeastIpv4Header ? (packet[0] & 0xf) * 4 : 0;
        var spiOffset = headerLength + (isAh ? SpiOffsetInAh : 0);
        if (headerLength < LeastIpv4Header || packet.Length < spiOffset + sizeof(uint))
        {
            return;
        }

        var path = PathBetween(IpAddress.FromBytes(packet.Slice(16, 4)), remote);
        var spi = BinaryPrimitives.ReadUInt32BigEndian(packet[spiOffset..]);
        sink.TakeProtected(path, isAh ? PacketEncapsulation.Ah : PacketEncapsulation.Esp, spi, packet[1], isAh ? packet : packet[headerLength..]);
    }

    /// <summary>IPv6 raw sockets show what follows the header. AH covers the header, but not what is unknown of it (RFC 4302 section 3.3.3.1.2.1).</summary>
    private void TakeIpv6(int index, bool isAh, IpAddress remote, in ReceivedControl control, IDatagramSink sink)
    {
        var packet = OctetsOf(index);
        var spiOffset = isAh ? SpiOffsetInAh : 0;
        if (packet.Length < spiOffset + sizeof(uint))
        {
            return;
        }

        var path = PathBetween(control.Local, remote);
        var spi = BinaryPrimitives.ReadUInt32BigEndian(packet[spiOffset..]);
        if (!isAh)
        {
            sink.TakeProtected(path, PacketEncapsulation.Esp, spi, control.TrafficClass, packet);
            return;
        }

        var whole = new Span<byte>(BufferOf(index) - Ipv6HeaderSize, Ipv6HeaderSize + packet.Length);
        whole[..Ipv6HeaderSize].Clear();
        whole[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(whole[4..], (ushort)packet.Length);
        whole[6] = AhProtocol;
        remote.WriteTo(whole[8..]);
        control.Local.WriteTo(whole[24..]);
        sink.TakeProtected(path, PacketEncapsulation.Ah, spi, control.TrafficClass, whole);
    }

    private byte* BufferOf(int index) => _buffers + (index * Stride);

    private Span<byte> OctetsOf(int index) => new(BufferOf(index), (int)_messages[index].Length);

    /// <summary>Errors are transient here (nothing there any more, an ICMP error of an earlier send): poll says when to come again.</summary>
    private int ReceiveMany(int descriptor)
    {
        // The system has put its lengths into what it filled, and into no other.
        for (var i = 0; i < _filled; i++)
        {
            Prepare(i);
        }

        var count = LibC.ReceiveMany(descriptor, _messages, DatagramBatch.Capacity, LibC.MessageDontWait, null);
        _filled = Math.Max(count, 0);
        return count;
    }

    private void Prepare(int index)
    {
        ref var header = ref _messages[index].Header;
        header.NameLength = SocketAddressCodec.MaximumAddressSize;
        header.Control = _controls + (index * SocketAddressCodec.ControlSize);
        header.ControlLength = SocketAddressCodec.ControlSize;
    }

    private bool TryReadHeader(int index, out IpEndpoint remote, out ReceivedControl control)
    {
        ref readonly var header = ref _messages[index].Header;
        remote = default;
        control = default;
        if (header.NameLength < 8)
        {
            return false;
        }

        remote = SocketAddressCodec.ReadAddress(new ReadOnlySpan<byte>(header.Name, (int)header.NameLength));
        SocketAddressCodec.ReadControl(new ReadOnlySpan<byte>(header.Control, (int)header.ControlLength), out control);
        return true;
    }
}
