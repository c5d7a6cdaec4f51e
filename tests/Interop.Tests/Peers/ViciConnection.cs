using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>
/// One connection to a strongSwan daemon's control socket. One request at a time; events of a streamed answer are collected
/// until the answer itself arrives.
/// </summary>
internal sealed class ViciConnection : IDisposable
{
    private enum Packet : byte
    {
        CommandRequest = 0,
        CommandResponse = 1,
        CommandUnknown = 2,
        EventRegister = 3,
        EventUnregister = 4,
        EventConfirm = 5,
        EventUnknown = 6,
        Event = 7,
    }

    private const int MaximumPacket = 512 * 1024;

    private readonly Socket _socket;

    private ViciConnection(Socket socket) => _socket = socket;

    public static Task<ViciConnection> OpenAsync(string path, CancellationToken cancellation) =>
        OpenAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancellation);

    /// <summary>Connects a socket, which becomes the connection's.</summary>
    public static async Task<ViciConnection> OpenAsync(Socket socket, EndPoint daemon, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(daemon, cancellation);
            return new ViciConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns its answer.</summary>
    public async Task<ViciSection> RequestAsync(string command, ViciSection? body, CancellationToken cancellation) =>
        (await ExchangeAsync(command, body, cancellation)).Answer;

    /// <summary>Sends a command whose answer comes as a stream of events, such as list-sas, and returns the events.</summary>
    public async Task<IReadOnlyList<ViciSection>> StreamAsync(string command, string streamedEvent, CancellationToken cancellation)
    {
        await SendAsync(Packet.EventRegister, streamedEvent, null, cancellation);
        await ExpectAsync(Packet.EventConfirm, cancellation);
        var (_, events) = await ExchangeAsync(command, null, cancellation);
        await SendAsync(Packet.EventUnregister, streamedEvent, null, cancellation);
        await ExpectAsync(Packet.EventConfirm, cancellation);
        return events;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<(ViciSection Answer, IReadOnlyList<ViciSection> Events)> ExchangeAsync(
        string command,
        ViciSection? body,
        CancellationToken cancellation)
    {
        await SendAsync(Packet.CommandRequest, command, body, cancellation);
        var events = new List<ViciSection>();
        while (true)
        {
            var packet = await ReceiveAsync(cancellation);
            switch ((Packet)packet[0])
            {
                case Packet.CommandResponse:
                    return (ViciSection.Decode(packet.AsSpan(1)), events);
                case Packet.Event:
                    events.Add(ViciSection.Decode(packet.AsSpan(2 + packet[1])));
                    break;
                default:
                    throw new LabException($"{command}: the daemon answered with packet type {packet[0]}");
            }
        }
    }

    private async Task ExpectAsync(Packet type, CancellationToken cancellation)
    {
        byte[] packet;
        do
        {
            packet = await ReceiveAsync(cancellation);
        }
        while ((Packet)packet[0] == Packet.Event);

        if ((Packet)packet[0] != type)
        {
            throw new LabException($"the daemon answered with packet type {packet[0]}, not {type}");
        }
    }

    private async Task SendAsync(Packet type, string name, ViciSection? body, CancellationToken cancellation)
    {
        byte[] content = [(byte)type, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. body?.Encode() ?? []];
        var packet = new byte[4 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, content.Length);
        content.CopyTo(packet, 4);
        await _socket.SendAsync(packet, cancellation);
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellation)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(4, cancellation));
        return length is > 0 and <= MaximumPacket
            ? await ReadAsync(length, cancellation)
            : throw new LabException($"a control packet of {length} octets");
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken cancellation)
    {
        var buffer = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await _socket.ReceiveAsync(buffer.AsMemory(read), cancellation);
            read += more > 0 ? more : throw new LabException("the daemon closed its control socket");
        }

        return buffer;
    }
}
