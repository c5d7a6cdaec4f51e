using System.Runtime.InteropServices;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>Up to 32 datagrams that wait for one sendmmsg on one socket. Owns native memory. One thread.</summary>
internal sealed unsafe class SendBatch : IDisposable
{
    // Two datagrams of the largest size fit, so that no message is ever too large for an empty batch.
    private const int ArenaSize = 128 * 1024;

    private byte* _memory;
    private readonly LibC.MessageHeaderWithLength* _messages;
    private readonly LibC.IoVector* _vectors;
    private readonly byte* _controls;
    private readonly byte* _names;
    private readonly byte* _arena;
    private int _count;
    private int _used;

    public SendBatch()
    {
        var headers = sizeof(LibC.MessageHeaderWithLength) * DatagramBatch.Capacity;
        var vectors = sizeof(LibC.IoVector) * DatagramBatch.Capacity;
        var controls = SocketAddressCodec.ControlSize * DatagramBatch.Capacity;
        var names = SocketAddressCodec.MaximumAddressSize * DatagramBatch.Capacity;
        _memory = (byte*)NativeMemory.Alloc((nuint)(headers + vectors + controls + names + ArenaSize));
        _messages = (LibC.MessageHeaderWithLength*)_memory;
        _vectors = (LibC.IoVector*)(_memory + headers);
        _controls = _memory + headers + vectors;
        _names = _controls + controls;
        _arena = _names + names;
    }

    public bool IsEmpty => _count == 0;

    /// <summary>Copies a datagram in. False: the batch is full, flush it first; an empty batch always takes one.</summary>
    public bool TryAdd(in IpEndpoint remote, IpAddress source, bool marker, ReadOnlySpan<byte> message)
    {
        var length = message.Length + (marker ? DatagramPeek.MarkerSize : 0);
        if (_count == DatagramBatch.Capacity || _used + length > ArenaSize)
        {
            return false;
        }

        var data = new Span<byte>(_arena + _used, length);
        if (marker)
        {
            data[..DatagramPeek.MarkerSize].Clear();
        }

        message.CopyTo(data[(length - message.Length)..]);
        var name = _names + (_count * SocketAddressCodec.MaximumAddressSize);
        var control = _controls + (_count * SocketAddressCodec.ControlSize);
        var nameLength = SocketAddressCodec.WriteAddress(remote, new Span<byte>(name, SocketAddressCodec.MaximumAddressSize));
        var controlLength = source.IsUnspecified ? 0 : SocketAddressCodec.WritePacketInfo(source, new Span<byte>(control, SocketAddressCodec.ControlSize));
        _vectors[_count] = new LibC.IoVector { Base = _arena + _used, Length = (nuint)length };
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
        _count++;
        _used += length;
        return true;
    }

    /// <summary>
    /// Sends everything; what the system refuses is left out and its error reported once per datagram. IKE repeats what is lost, so a full
    /// send buffer is a loss like any other.
    /// </summary>
    public void Flush(int descriptor, Action<int> failed)
    {
        var sent = 0;
        while (sent < _count)
        {
            var done = LibC.SendMany(descriptor, _messages + sent, (uint)(_count - sent), LibC.MessageDontWait);
            if (done > 0)
            {
                sent += done;
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != LibC.InterruptedError)
            {
                failed(error);
                sent++;
            }
        }

        _count = 0;
        _used = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
