using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Tun.Offload;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// One queue of a TUN device: reads packets, cut to size when the host hands over large ones, and writes packets, joined to large ones when the host
/// takes them. One thread.
/// </summary>
internal sealed unsafe class LinuxTunQueue : ITunQueue, IPacketWriter, IDisposable
{
    // A turn must come to its timers and sockets again: whichever is reached first.
    private const int PacketLimit = 256;
    private const int ReadLimit = 32;

    private const int MaximumPacket = 65535;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(VirtioNetHeader.Size + MaximumPacket, pinned: true);
    private readonly PacketCoalescer? _coalescer;
    private readonly int _headerSize;
    private int _refused;

    public LinuxTunQueue(SafeFileHandle handle, bool hasHeader, bool joinsSegments, bool joinsDatagrams)
    {
        _handle = handle;
        _headerSize = hasHeader ? VirtioNetHeader.Size : 0;
        _coalescer = hasHeader && joinsSegments ? new PacketCoalescer(this) { JoinsDatagrams = joinsDatagrams } : null;
        Descriptor = (int)handle.DangerousGetHandle();
    }

    public int Descriptor { get; }

    // The shard polls the descriptor.
    public void WakeWith(Action wake)
    {
    }

    public int Receive(IInnerPacketSink sink, bool firstOnly = false)
    {
        var count = 0;
        for (var reads = firstOnly ? ReadLimit - 1 : 0; reads < ReadLimit && count < PacketLimit; reads++)
        {
            nint length;
            fixed (byte* buffer = _buffer)
            {
                length = LibC.Read(_handle, buffer, (nuint)(_headerSize + MaximumPacket));
            }

            if (length <= _headerSize)
            {
                break;
            }

            var header = _headerSize > 0 ? MemoryMarshal.Read<VirtioNetHeader>(_buffer) : default;
            count += PacketSegmenter.Segment(header, _buffer.AsSpan(_headerSize, (int)length - _headerSize), sink);
        }

        return count;
    }

    public void Write(ReadOnlySpan<byte> packet)
    {
        if (_coalescer is { } coalescer)
        {
            coalescer.Write(packet);
        }
        else
        {
            ((IPacketWriter)this).WritePacket(packet);
        }
    }

    public int Flush()
    {
        _coalescer?.Flush();
        var refused = _refused;
        _refused = 0;
        return refused;
    }

    public void Dispose() => _handle.Dispose();

    void IPacketWriter.WritePacket(ReadOnlySpan<byte> packet)
    {
        var header = default(VirtioNetHeader);
        fixed (byte* octets = packet)
        {
            var vectors = stackalloc LibC.IoVector[2];
            vectors[0] = new LibC.IoVector { Base = &header, Length = (nuint)_headerSize };
            vectors[1] = new LibC.IoVector { Base = octets, Length = (nuint)packet.Length };
            if (LibC.WriteVectors(Descriptor, vectors, 2) < 0)
            {
                _refused++;
            }
        }
    }

    void IPacketWriter.WriteAggregate(ReadOnlySpan<byte> octets, int packets)
    {
        fixed (byte* start = octets)
        {
            if (LibC.Write(_handle, start, (nuint)octets.Length) >= 0)
            {
                return;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        _refused += packets;
        if (error == TunControl.InvalidError && packets > 1)
        {
            // This host offers more than it takes. What follows goes packet by packet; TCP repeats these.
            _coalescer!.JoinsDatagrams = false;
            _coalescer.JoinsSegments = (octets[1] & ~VirtioNetHeader.CongestionNotified) == VirtioNetHeader.Udp;
        }
    }
}
