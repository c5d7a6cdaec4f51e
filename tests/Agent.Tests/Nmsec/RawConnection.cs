using System.Buffers;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>A client that sends whatever bytes a test likes. Every wait has an end.</summary>
internal sealed class RawConnection(Socket socket) : IAsyncDisposable
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public Socket Socket => socket;

    /// <summary>A request for the IKE tunnels.</summary>
    public static byte[] Request(ulong correlator = 1, string stack = "", params NmsecFilter[] filters)
        => Request(NmsecMessageType.GetIkeTunnels, correlator, stack, filters);

    public static byte[] Request(NmsecMessageType type, ulong correlator = 1, string stack = "", params NmsecFilter[] filters)
    {
        var output = new ArrayBufferWriter<byte>();
        var records = FilterRecords.Write(Dialect, filters);
        new FrameWriter(Dialect).WriteRequest(output, type, 1, correlator, stack, (uint)filters.Length, (uint)records.Length);
        output.Write(records);
        return output.WrittenSpan.ToArray();
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes).AsTask().WaitAsync(NmsecTestHost.Patience);

    /// <summary>Reads one whole message.</summary>
    public async Task<(FrameHeader Header, byte[] Bytes)> ReceiveAsync()
    {
        var header = new byte[Dialect.MessageHeader.Length];
        await _stream.ReadExactlyAsync(header).AsTask().WaitAsync(NmsecTestHost.Patience);
        var parsed = FrameHeader.Read(Dialect, header);
        var message = new byte[parsed.MessageLength];
        header.CopyTo(message, 0);
        await _stream.ReadExactlyAsync(message.AsMemory(header.Length)).AsTask().WaitAsync(NmsecTestHost.Patience);
        return (parsed, message);
    }

    public async Task<FrameHeader> ReceiveAsync(NmsecMessageType type)
    {
        var (header, _) = await ReceiveAsync();
        Assert.True(Dialect.Types.TryGetType(header.TypeNumber, out var actual));
        Assert.Equal(type, actual);
        return header;
    }

    /// <summary>Expects a termination message with these codes and nothing after it.</summary>
    public async Task AssertTerminatedAsync(NmsecError cause)
    {
        var header = await ReceiveAsync(NmsecMessageType.Term);
        Assert.Equal((cause.ReturnCode, cause.ReasonCode), (header.ReturnCode, header.ReasonCode));
        Assert.Equal(0ul, header.Correlator);
        Assert.Equal(96u, header.MessageLength);
        await AssertClosedAsync();
    }

    /// <summary>Nothing more comes. Where the other side had not read all that it was sent when it closed, Linux calls that a reset.</summary>
    public async Task AssertClosedAsync()
    {
        try
        {
            Assert.Equal(0, await _stream.ReadAsync(new byte[1]).AsTask().WaitAsync(NmsecTestHost.Patience));
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
