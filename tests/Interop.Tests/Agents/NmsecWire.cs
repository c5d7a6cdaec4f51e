using System.Buffers;
using System.Net.Sockets;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

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
        var record = new byte[FilterRecords.RecordLength(Dialect)];
        new FrameWriter(Dialect).WriteRequest(
            output, NmsecMessageType.GetIkeTunnels, Dialect.Version, correlator, "", (uint)filters.Length, (uint)(filters.Length * record.Length));
        foreach (var filter in filters)
        {
            FilterRecords.Write(Dialect, filter, record);
            output.Write(record);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Makes a control request about tunnels, each by name or ID or both, and returns what the answer says became of each.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="request">The control request.</param>
    /// <param name="tunnels">Names and IDs; empty text for what is not used.</param>
    public static async Task<IReadOnlyList<TunnelControlStatus>> ControlAsync(
        string path, NmsecMessageType request, params (string Name, string Id)[] tunnels)
    {
        var records = new ArrayBufferWriter<byte>();
        foreach (var (name, id) in tunnels)
        {
            TunnelControlRecord.Write(Dialect, records, new TunnelControlSection { Name = new FixedText48(name), TunnelId = new FixedText48(id) });
        }

        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteRequest(output, request, Dialect.Version, 1, "", (uint)tunnels.Length, (uint)records.WrittenCount);
        output.Write(records.WrittenSpan);
        using var wire = await GreetedAsync(path);
        await wire.SendAsync(output.WrittenMemory);
        var (header, message) = await wire.ReceiveMessageAsync() ?? throw new LabException($"{request}: no answer");
        return header.ReturnCode == NmsecReturnCode.Success
            ? Statuses(message.AsSpan((int)header.Output.Offset, (int)header.Output.Length), (int)header.Output.Count, tunnels.Length)
            : throw new LabException($"{request}: {NmsecError.Describe(header.ReturnCode, header.ReasonCode)}");
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
    public async Task<FrameHeader?> ReceiveAsync() => (await ReceiveMessageAsync())?.Header;

    /// <summary>The next message; null when the server has closed the connection.</summary>
    public async Task<(FrameHeader Header, byte[] Octets)?> ReceiveMessageAsync()
    {
        var header = new byte[Dialect.MessageHeader.Length];
        if (!await FillAsync(header))
        {
            return null;
        }

        var parsed = FrameHeader.Read(Dialect, header);
        var message = new byte[parsed.MessageLength];
        header.CopyTo(message, 0);
        return message.Length == header.Length || await FillAsync(message.AsMemory(header.Length))
            ? (parsed, message)
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

    private static List<TunnelControlStatus> Statuses(ReadOnlySpan<byte> records, int count, int expected)
    {
        var statuses = new List<TunnelControlStatus>();
        while (!records.IsEmpty)
        {
            var error = RecordReader.TryOpen(Dialect, records, out var record);
            if (error.IsError)
            {
                throw new LabException($"an answer's record: {error}");
            }

            statuses.Add(TunnelControlRecord.Read(record).Tunnel.Status);
            records = records[record.Bytes.Length..];
        }

        return statuses.Count == count && count == expected ? statuses : throw new LabException($"{expected} tunnels asked, {statuses.Count} answered");
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
