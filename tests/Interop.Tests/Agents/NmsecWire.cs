using System.Buffers;
using System.Net.Sockets;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary>A client of the agent's NMsec socket that sends whatever octets a test likes, and reads as slowly as it likes.</summary>
internal sealed class NmsecWire : IDisposable
{
    private readonly Socket _socket;

    private NmsecWire(Socket socket) => _socket = socket;

    public static NmsecDialect Dialect => NmsecDialect.Design1;

    /// <summary>A request for all IKE tunnels.</summary>
    public static byte[] Request(ulong correlator = 1, params NmsecFilter[] filters)
    {
        var output = new ArrayBufferWriter<byte>();
        var records = FilterRecords.Write(Dialect, filters);
        new FrameWriter(Dialect).WriteRequest(
            output, NmsecMessageType.GetIkeTunnels, Dialect.Version, correlator, "", (uint)filters.Length, (uint)records.Length);
        output.Write(records);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Connects; the server has said nothing yet.</summary>
    public static async Task<NmsecWire> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await BoundedAsync(cancellation => socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation));
            return new NmsecWire(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and takes the initialization message.</summary>
    public static async Task<NmsecWire> GreetedAsync(string path)
    {
        var wire = await ConnectAsync(path);
        if (await wire.ReceiveAsync() is { } first && first.TypeNumber == Dialect.Types.NumberOf(NmsecMessageType.Init))
        {
            return wire;
        }

        wire.Dispose();
        throw new LabException("the agent's NMsec socket did not begin with an initialization message");
    }

    /// <summary>Sends all of it, however slowly it is taken.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var rest = octets;
            octets = octets[await BoundedAsync(cancellation => _socket.SendAsync(rest, SocketFlags.None, cancellation))..];
        }
    }

    /// <summary>Says that nothing more comes, and still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Passes over one message and returns its header; null when the server has closed the connection.</summary>
    public async Task<FrameHeader?> ReceiveAsync()
    {
        var header = new byte[Dialect.MessageHeader.Length];
        if (!await FillAsync(header))
        {
            return null;
        }

        var parsed = FrameHeader.Read(Dialect, header);
        var rest = new byte[parsed.MessageLength - header.Length];
        return rest.Length == 0 || await FillAsync(rest)
            ? parsed
            : throw new LabException("the agent ended a message in its middle");
    }

    /// <summary>Closes at once, whatever is still on its way.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> room)
    {
        for (var filled = 0; filled < room.Length;)
        {
            var rest = room[filled..];
            int read;
            try
            {
                read = await BoundedAsync(cancellation => _socket.ReceiveAsync(rest, SocketFlags.None, cancellation));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
            {
                return false; // it closed with something of ours unread
            }

            if (read == 0)
            {
                return filled == 0 ? false : throw new LabException("the agent ended a message in its middle");
            }

            filled += read;
        }

        return true;
    }

    private static Task BoundedAsync(Func<CancellationToken, ValueTask> step) => BoundedAsync(async cancellation =>
    {
        await step(cancellation);
        return true;
    });

    private static async Task<T> BoundedAsync<T>(Func<CancellationToken, ValueTask<T>> step)
    {
        using var limit = new CancellationTokenSource(Wait.Default);
        try
        {
            return await step(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LabException($"the agent's NMsec socket did nothing for {Wait.Default.TotalSeconds:0} s");
        }
    }
}
