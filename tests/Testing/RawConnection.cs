using System.Buffers.Binary;
using System.Net.Sockets;

namespace MyIkev2.Testing;

/// <summary>One frame of HTTP/2 (RFC 9113 section 4.1).</summary>
public sealed record RawFrame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte Ack = 1;
}

/// <summary>An HTTP/2 connection that does only what the test says: it makes no calls and answers nothing by itself.</summary>
public sealed class RawConnection : IDisposable
{
    private const int HeaderLength = 9;

    private readonly TcpClient _client = new();

    private RawConnection()
    {
    }

    /// <summary>Connects, and sends the preface with empty settings.</summary>
    public static async Task<RawConnection> OpenAsync(string address)
    {
        var uri = new Uri(address);
        var connection = new RawConnection();
        await connection._client.ConnectAsync(uri.Host, uri.Port);
        await connection._client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await connection.SendAsync(new RawFrame(RawFrame.Settings, 0, 0, []));
        return connection;
    }

    public async Task SendAsync(RawFrame frame)
    {
        byte[] octets = new byte[HeaderLength + frame.Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(octets, (frame.Payload.Length << 8) | frame.Type);
        octets[4] = frame.Flags;
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(5), frame.Stream);
        frame.Payload.CopyTo(octets, HeaderLength);
        await _client.GetStream().WriteAsync(octets);
    }

    /// <summary>The next frame; null when the server has closed the connection.</summary>
    public async Task<RawFrame?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] header = new byte[HeaderLength];
        try
        {
            await _client.GetStream().ReadExactlyAsync(header, patience.Token);
            byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
            await _client.GetStream().ReadExactlyAsync(payload, patience.Token);
            return new RawFrame(header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
