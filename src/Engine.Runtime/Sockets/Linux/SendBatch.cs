using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>What the sender of one datagram or packet asks for beside its octets.</summary>
/// <param name="Remote">Where it goes.</param>
/// <param name="Source">Own address to send from; "no address": the socket's.</param>
/// <param name="TrafficClass">DSCP and ECN.</param>
/// <param name="DontFragment">Nobody may fragment it.</param>
internal readonly record struct SendInstructions(IpEndpoint Remote, IpAddress Source, byte TrafficClass, bool DontFragment);

/// <summary>Hears of a datagram that the system refused, with the error's number.</summary>
internal delegate void SendFailed(OutgoingSocket socket, in SendInstructions instructions, ReadOnlySpan<byte> datagram, int error);

/// <summary>
/// Datagrams and packets that wait to leave through the sockets of one shard, in the order they came. Room is given inside the batch, so that a
/// packet is encrypted where it is sent from. Datagrams of equal size to one destination become one system call's worth of segmentation offload
/// (UDP_SEGMENT); the rest goes in batches. Owns native memory. One thread.
/// </summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private const int Capacity = 64;
    private const int ArenaSize = 256 * 1024;

    // UDP_MAX_SEGMENTS of the oldest kernels, and the largest UDP datagram less some room for IP options.
    private const int MaximumSegments = 64;
    private const int MaximumJoined = 65000;

    private readonly Entry[] _entries = new Entry[Capacity];
    private readonly SendFailed _failed;
    private readonly LibC.MessageHeaderWithLength* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _controls;
    private readonly byte* _names;
    private readonly byte* _arena;
    private byte* _memory;
    private int _count;
    private int _used;

    /// <param name="failed">Hears of each datagram that the system refused.</param>
    public SendBatch(SendFailed failed)
    {
        _failed = failed;
        var headers = sizeof(LibC.MessageHeaderWithLength) * Capacity;
        var vectors = sizeof(LibC.IoVector) * Capacity;
        var controls = SocketAddressCodec.ControlSize * Capacity;
        var names = SocketAddressCodec.MaximumAddressSize * Capacity;
        _memory = (byte*)NativeMemory.Alloc((nuint)(headers + vectors + controls + names + ArenaSize));
        _messages = (LibC.MessageHeaderWithLength*)_memory;
        _vectors = (LibC.IoVector*)(_memory + headers);
        _controls = _memory + headers + vectors;
        _names = _controls + controls;
        _arena = _names + names;
    }

    /// <summary>Room for the next datagram, which <see cref="Commit"/> queues. When the batch is full it leaves first.</summary>
    public Span<byte> Reserve(int octets)
    {
        if (_count == Capacity || _used + octets > ArenaSize)
        {
            Flush();
        }

        // Larger than anything that IP carries: what is written into it is refused by the system, not by us.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets, ArenaSize);
        return new Span<byte>(_arena + _used, octets);
    }

    /// <summary>Queues the first octets of the reserved room. UDP datagrams of one size to one place are joined.</summary>
    public void Commit(OutgoingSocket socket, in SendInstructions instructions, int octets)
    {
        var start = _arena + _used;
        _used += octets;
        if (_count > 0 && TryJoin(ref _entries[_count - 1], socket, instructions, octets))
        {
            _vectors[_count - 1].Length += (nuint)octets;
            return;
        }

        var name = _names + (_count * SocketAddressCodec.MaximumAddressSize);
        var control = _controls + (_count * SocketAddressCodec.ControlSize);
        var nameLength = SocketAddressCodec.WriteAddress(instructions.Remote, new Span<byte>(name, SocketAddressCodec.MaximumAddressSize));
        var controlLength = SocketAddressCodec.WriteSendControl(
            instructions.Source, instructions.TrafficClass, instructions.Remote.Address.IsIpv6, new Span<byte>(control, SocketAddressCodec.ControlSize));
        _vectors[_count] = new LibC.IoVector { Base = start, Length = (nuint)octets };
        _messages[_count] = new LibC.MessageHeaderWithLength
        {
            Header = new LibC.MessageHeader
            {
                Name = name,
                NameLength = (uint)nameLength,
                Vectors = _vectors + _count,
                VectorCount = 1,
                Control = controlLength == 0 ? null : control,
                ControlLength = (nuint)controlLength,
            },
        };
        _entries[_count++] = new Entry { Socket = socket, Instructions = instructions, SegmentSize = octets, Segments = 1, Octets = octets };
    }

    /// <summary>
    /// Sends everything; what the system refuses is left out and reported. A full send buffer is a loss like any other: IKE repeats, and so does
    /// whoever sends through a tunnel.
    /// </summary>
    public void Flush()
    {
        for (var first = 0; first < _count;)
        {
            var socket = _entries[first].Socket;
            var dontFragment = _entries[first].Instructions.DontFragment;
            var end = first;
            while (end < _count && _entries[end].Socket == socket && _entries[end].Instructions.DontFragment == dontFragment)
            {
                AnnounceSegments(end++);
            }

            socket.SetDontFragment(dontFragment);
            Send(socket, first, end);
            first = end;
        }

        _count = 0;
        _used = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static bool TryJoin(ref Entry last, OutgoingSocket socket, in SendInstructions instructions, int octets)
    {
        if (last.IsClosed
            || last.Socket != socket
            || octets > last.SegmentSize
            || octets == 0
            || last.Segments == MaximumSegments
            || last.Octets + octets > MaximumJoined
            || !socket.MayJoin(last.SegmentSize)
            || last.Instructions != instructions)
        {
            return false;
        }

        last.Segments++;
        last.Octets += octets;

        // A shorter one ends the row.
        last.IsClosed = octets < last.SegmentSize;
        return true;
    }

    private void AnnounceSegments(int index)
    {
        ref var entry = ref _entries[index];
        if (entry.Segments > 1)
        {
            ref var header = ref _messages[index].Header;
            var control = _controls + (index * SocketAddressCodec.ControlSize);
            var used = (int)header.ControlLength;
            header.Control = control;
            header.ControlLength += (nuint)SocketAddressCodec.WriteSegmentSize(
                (ushort)entry.SegmentSize, new Span<byte>(control + used, SocketAddressCodec.ControlSize - used));
        }
    }

    private void Send(OutgoingSocket socket, int first, int end)
    {
        while (first < end)
        {
            var done = LibC.SendMany(socket.Descriptor, _messages + first, (uint)(end - first), LibC.MessageDontWait);
            if (done > 0)
            {
                CountSent(socket, first, first + done);
                first += done;
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.InterruptedError)
            {
                continue;
            }

            ref var entry = ref _entries[first];
            if (entry.Segments > 1 && error is LibC.InputOutputError or LibC.InvalidError or LibC.MessageSizeError)
            {
                // The way out does no checksums (EIO), or the datagrams are larger than its packets: then the system must fragment each.
                socket.LimitJoining(error == LibC.InputOutputError ? 0 : entry.SegmentSize);
                SendSegments(socket, first);
            }
            else
            {
                ReportSegments(socket, first, error);
            }

            first++;
        }
    }

    private void CountSent(OutgoingSocket socket, int first, int end)
    {
        var (datagrams, octets) = (0, 0);
        for (var i = first; i < end; i++)
        {
            datagrams += _entries[i].Segments;
            octets += _entries[i].Octets;
        }

        socket.Counters.OutDatagrams.Add((ulong)datagrams);
        socket.Counters.OutOctets.Add((ulong)octets);
    }

    /// <summary>The system takes none of the datagrams of an entry.</summary>
    private void ReportSegments(OutgoingSocket socket, int index, int error)
    {
        ref readonly var entry = ref _entries[index];
        var rest = new ReadOnlySpan<byte>(_vectors[index].Base, entry.Octets);
        for (var i = 0; i < entry.Segments; i++)
        {
            var octets = Math.Min(rest.Length, entry.SegmentSize);
            _failed(socket, entry.Instructions, rest[..octets], error);
            rest = rest[octets..];
        }
    }

    /// <summary>Sends a joined entry datagram by datagram.</summary>
    private void SendSegments(OutgoingSocket socket, int index)
    {
        ref var entry = ref _entries[index];
        ref var header = ref _messages[index].Header;
        header.ControlLength -= (nuint)SocketAddressCodec.SegmentSizeControl;
        if (header.ControlLength == 0)
        {
            header.Control = null;
        }

        var rest = entry.Octets;
        for (var i = 0; i < entry.Segments; i++)
        {
            var octets = Math.Min(rest, entry.SegmentSize);
            _vectors[index].Length = (nuint)octets;
            if (LibC.SendMany(socket.Descriptor, _messages + index, 1, LibC.MessageDontWait) < 0)
            {
                _failed(socket, entry.Instructions, new ReadOnlySpan<byte>(_vectors[index].Base, octets), Marshal.GetLastPInvokeError());
            }
            else
            {
                socket.Counters.OutDatagrams.Increment();
                socket.Counters.OutOctets.Add((ulong)octets);
            }

            _vectors[index].Base = (byte*)_vectors[index].Base + octets;
            rest -= octets;
        }
    }

    private struct Entry
    {
        public OutgoingSocket Socket;
        public SendInstructions Instructions;
        public int SegmentSize;
        public int Segments;
        public int Octets;
        public bool IsClosed;
    }
}
