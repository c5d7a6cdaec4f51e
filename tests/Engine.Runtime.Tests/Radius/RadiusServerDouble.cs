using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using MyIkev2.Engine.Runtime.Radius;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

/// <summary>A RADIUS server on loopback whose answers the test gives.</summary>
internal sealed class RadiusServerDouble : IAsyncDisposable
{
    public static readonly byte[] Secret = "between us"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Channel<byte[]> _requests = Channel.CreateUnbounded<byte[]>();
    private readonly Task _receiving;

    /// <param name="answer">The answer to a request, null for none.</param>
    public RadiusServerDouble(Func<RadiusPacket, byte[]?> answer)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _receiving = ReceiveAsync(answer);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public RadiusServer Server(string name = "one", int preference = 0) =>
        new(name, IPAddress.Loopback, Secret) { AuthenticationPort = Port, AccountingPort = Port, Preference = preference };

    /// <summary>The next request that came.</summary>
    public async Task<byte[]> NextRequestAsync() => await _requests.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public int RequestsWaiting => _requests.Reader.Count;

    /// <summary>Covers a key as RFC 2548 section 2.4.2 says.</summary>
    public static byte[] Cover(ReadOnlySpan<byte> key, ReadOnlySpan<byte> requestAuthenticator, ushort salt)
    {
        var plain = new byte[(1 + key.Length + 15) / 16 * 16];
        plain[0] = (byte)key.Length;
        key.CopyTo(plain.AsSpan(1));
        var covered = new byte[2 + plain.Length];
        covered[0] = (byte)((salt >> 8) | 0x80);
        covered[1] = (byte)salt;
        byte[] seed = [.. Secret, .. requestAuthenticator, .. covered[..2]];
        for (var at = 0; at < plain.Length; at += 16)
        {
            var cover = MD5.HashData(seed);
            for (var i = 0; i < 16; i++)
            {
                covered[2 + at + i] = (byte)(plain[at + i] ^ cover[i]);
            }

            seed = [.. Secret, .. covered.AsSpan(2 + at, 16)];
        }

        return covered;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
    }

    private async Task ReceiveAsync(Func<RadiusPacket, byte[]?> answer)
    {
        var buffer = new byte[RadiusPacket.LargestSize];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                var octets = buffer.AsSpan(0, received.ReceivedBytes).ToArray();
                _requests.Writer.TryWrite(octets);
                if (RadiusPacket.TryRead(octets, out var packet) && answer(packet) is { } response)
                {
                    await _socket.SendToAsync(response, SocketFlags.None, received.RemoteEndPoint);
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            _requests.Writer.TryComplete();
        }
    }
}
