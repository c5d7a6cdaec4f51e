using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Testing;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>
/// wpa_supplicant's EAP peer, by its program <c>eapol_test</c>, against an authenticator of ours. The program talks RADIUS, so a small server stands between: it hands
/// packets over, and gives the MSK at the end, which the program compares with its own.
/// </summary>
internal sealed class EapolTest : IAsyncDisposable
{
    public const string Program = "eapol_test";

    private const int MostPackets = 200;
    private static readonly byte[] Secret = "testing123"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Func<EapAuthenticator> _create;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public EapolTest(Func<EapAuthenticator> create)
    {
        _create = create;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync();
    }

    /// <summary>Why the authenticator turned the peer away; null while it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs the peer to its end.</summary>
    /// <param name="folder">For its file.</param>
    /// <param name="network">Lines of its network block.</param>
    public async Task<CommandOutcome> RunAsync(string folder, params string[] network)
    {
        var file = Path.Combine(folder, "eapol.conf");
        await File.WriteAllTextAsync(file, "network={\nkey_mgmt=WPA-EAP\neap_workaround=0\n" + string.Join('\n', network) + "\n}\n");
        var port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        return await Command.TryRunAsync(Program, ["-c", file, "-a", "127.0.0.1", "-p", $"{port}", "-s", "testing123", "-t", "30", "-r", "0"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[RadiusPacket.LargestSize];
        EapAuthenticator? authenticator = null;
        byte[] lastRequest = [], lastAnswer = [];
        try
        {
            for (var packets = 0; packets < MostPackets; packets++)
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                var datagram = buffer.AsSpan(0, received.ReceivedBytes).ToArray();
                if (!RadiusPacket.TryRead(datagram, out var request))
                {
                    continue;
                }

                // A repeat gets the same answer.
                if (!datagram.AsSpan().SequenceEqual(lastRequest))
                {
                    // Its first packet answers a question for the identity that was never asked: ours comes second.
                    var message = request.EapMessage();
                    var isFirst = authenticator is null;
                    authenticator ??= _create();
                    var step = isFirst ? authenticator.Start() : authenticator.Handle(message);
                    (lastRequest, lastAnswer) = (datagram, Answer(Finish(step, authenticator), request));
                }

                await _socket.SendToAsync(lastAnswer, SocketFlags.None, received.RemoteEndPoint, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
        finally
        {
            authenticator?.Dispose();
        }
    }

    private static EapStep Finish(EapStep step, EapAuthenticator authenticator)
    {
        while (step is EapStep.Pending pending)
        {
            using var result = CryptoJobRunner.Run(pending.Work(1), SharedCrypto.Best, new SeededRandom(1));
            step = authenticator.Resume(result);
        }

        return step;
    }

    private byte[] Answer(EapStep step, RadiusPacket request)
    {
        switch (step)
        {
            case EapStep.Continue next:
                return new RadiusPacketBuilder(RadiusCode.AccessChallenge).AddEap(next.Packet).Add(RadiusAttributeType.State, "one"u8)
                    .Response(request.Identifier, request.Authenticator, Secret);
            case EapStep.Success success:
                using (success.MasterSessionKey)
                {
                    var key = success.MasterSessionKey!.Span;
                    return new RadiusPacketBuilder(RadiusCode.AccessAccept).AddEap(success.Packet)
                        .Add(RadiusAttributeType.VendorSpecific, MppeKey(17, key[..32], request.Authenticator))
                        .Add(RadiusAttributeType.VendorSpecific, MppeKey(16, key[32..], request.Authenticator))
                        .Response(request.Identifier, request.Authenticator, Secret);
                }

            case EapStep.Failure failure:
                Problem = failure.Text;
                return new RadiusPacketBuilder(RadiusCode.AccessReject).AddEap(failure.Packet).Response(request.Identifier, request.Authenticator, Secret);
            default:
                throw new InvalidOperationException("EAP has no other step");
        }
    }

    // RFC 2548 section 2.4.2: salt, then the key with its length in front, in blocks of MD5.
    private static byte[] MppeKey(byte type, ReadOnlySpan<byte> key, ReadOnlySpan<byte> authenticator)
    {
        const uint Microsoft = 311;
        const int Block = 16;
        byte[] salt = [0x80, type];
        var plain = new byte[(1 + key.Length + Block - 1) / Block * Block];
        plain[0] = (byte)key.Length;
        key.CopyTo(plain.AsSpan(1));
        var mask = MD5.HashData([.. Secret, .. authenticator, .. salt]);
        for (var at = 0; at < plain.Length; at += Block)
        {
            for (var i = 0; i < Block; i++)
            {
                plain[at + i] ^= mask[i];
            }

            mask = MD5.HashData([.. Secret, .. plain.AsSpan(at, Block)]);
        }

        var value = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, Microsoft);
        return [.. value, type, (byte)(2 + salt.Length + plain.Length), .. salt, .. plain];
    }
}
