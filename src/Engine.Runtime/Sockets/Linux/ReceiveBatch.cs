using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// Buffers for one recvmmsg of up to 32 datagrams of any size. Owns native memory: 2 MiB of address space, of which the system only backs
/// what has been touched. One thread.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    private const int BufferSize = 65536;

    private byte* _memory;
    private readonly LibC.MessageHeaderWithLength* _messages;
    private readonly byte* _buffers;
    private readonly byte* _names;
    private readonly byte* _controls;

    public ReceiveBatch()
    {
        var headers = sizeof(LibC.MessageHeaderWithLength) * DatagramBatch.Capacity;
        var vectors = sizeof(LibC.IoVector) * DatagramBatch.Capacity;
        var controls = SocketAddressCodec.ControlSize * DatagramBatch.Capacity;
        var names = SocketAddressCodec.MaximumAddressSize * DatagramBatch.Capacity;
        _memory = (byte*)NativeMemory.Alloc((nuint)(headers + vectors + controls + names + (BufferSize * DatagramBatch.Capacity)));
        _messages = (LibC.MessageHeaderWithLength*)_memory;
        var vector = (LibC.IoVector*)(_memory + headers);
        _controls = _memory + headers + vectors;
        _names = _controls + controls;
        _buffers = _names + names;
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            vector[i] = new LibC.IoVector { Base = _buffers + (i * BufferSize), Length = BufferSize };
            _messages[i] = new LibC.MessageHeaderWithLength
            {
                Header = new LibC.MessageHeader { Name = _names + (i * SocketAddressCodec.MaximumAddressSize), Vectors = vector + i, VectorCount = 1 },
            };
        }
    }

    /// <summary>Takes what waits on the socket, without sleeping. Returns the number of datagrams.</summary>
    public int Receive(LinuxIkeSocket socket, IDatagramSink sink)
    {
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            ref var header = ref _messages[i].Header;
            header.NameLength = SocketAddressCodec.MaximumAddressSize;
            header.Control = _controls + (i * SocketAddressCodec.ControlSize);
            header.ControlLength = SocketAddressCodec.ControlSize;
        }

        // Errors are transient here (nothing there any more, an ICMP error of an earlier send): poll says when to come again.
        var count = LibC.ReceiveMany(socket.Descriptor, _messages, DatagramBatch.Capacity, LibC.MessageDontWait, null);
        for (var i = 0; i < count; i++)
        {
            ref readonly var message = ref _messages[i];
            if (message.Header.NameLength < 8)
            {
                continue;
            }

            var remote = SocketAddressCodec.ReadAddress(new ReadOnlySpan<byte>(message.Header.Name, (int)message.Header.NameLength));
            SocketAddressCodec.ReadControl(
                new ReadOnlySpan<byte>(message.Header.Control, (int)message.Header.ControlLength), out var asked, out var dropped);
            if (dropped is { } total)
            {
                socket.NoteDrops(total);
            }

            var local = socket.Listener.Endpoint;
            if (socket.ReportsLocalAddress && !asked.IsNone)
            {
                local = local with { Address = asked };
            }

            sink.Take(
                new NetworkPath(local, remote, socket.Listener.HasNonEspMarker),
                trafficClass: 0,
                new Span<byte>(_buffers + (i * BufferSize), (int)message.Length));
        }

        return Math.Max(count, 0);
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
