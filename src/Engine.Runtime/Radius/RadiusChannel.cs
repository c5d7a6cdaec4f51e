using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// Requests to one port of one server and their answers, over one connected UDP socket: an answer from anywhere else never arrives. An identifier
/// has eight bits, so as many requests are under way at most; the others wait for theirs.
/// </summary>
internal sealed class RadiusChannel : IAsyncDisposable
{
    private const int Identifiers = 256;

    private readonly Socket _socket;
    private readonly ReadOnlyMemory<byte> _secret;
    private readonly RadiusRetransmission _retransmission;
    private readonly RadiusCounters _counters;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free = new(Identifiers);
    private readonly Lock _gate = new();
    private readonly Waiting?[] _waiting = new Waiting?[Identifiers];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _receiving;
    private int _next;

    public RadiusChannel(IPEndPoint server, ReadOnlyMemory<byte> secret, RadiusRetransmission retransmission, RadiusCounters counters, TimeProvider time)
    {
        _secret = secret;
        _retransmission = retransmission;
        _counters = counters;
        _time = time;
        _socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Connect(server);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        _receiving = ReceiveAsync();
    }

    /// <summary>
    /// Sends a request until it is answered; null when it never is. A request keeps its identifier and its octets when it is repeated
    /// (RFC 2865 section 2.5).
    /// </summary>
    /// <param name="finish">Makes the packet with the identifier that it was given.</param>
    /// <param name="needsMessageAuthenticator">Answers without one are dropped.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<RadiusAnswer?> ExchangeAsync(Func<byte, byte[]> finish, bool needsMessageAuthenticator, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var waiting = Take(finish, needsMessageAuthenticator);
        try
        {
            for (var tries = 0; tries < _retransmission.Tries; tries++)
            {
                _counters.CountRequest(isRepeat: tries > 0);
                await SendAsync(waiting.Packet, cancellationToken);
                try
                {
                    return await waiting.Answer.Task.WaitAsync(_retransmission.DelayAfter(tries), _time, cancellationToken);
                }
                catch (TimeoutException)
                {
                    // Once more, or it is over.
                }
            }

            _counters.CountTimeout();
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _waiting[waiting.Identifier] = null;
            }

            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _receiving;
        _stopping.Dispose();
        _free.Dispose();
    }

    private Waiting Take(Func<byte, byte[]> finish, bool needsMessageAuthenticator)
    {
        lock (_gate)
        {
            // Identifiers go round, so that a late answer to one request does not meet the next.
            while (_waiting[_next] is not null)
            {
                _next = (_next + 1) % Identifiers;
            }

            var identifier = (byte)_next;
            var waiting = new Waiting(identifier, finish(identifier), needsMessageAuthenticator);
            _waiting[identifier] = waiting;
            _next = (_next + 1) % Identifiers;
            return waiting;
        }
    }

    private async Task SendAsync(byte[] packet, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(packet, SocketFlags.None, cancellationToken);
        }
        catch (SocketException)
        {
            // The port was closed a moment ago, or the route is gone: that is a packet lost, and the next try may fare better.
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[RadiusPacket.LargestSize];
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _stopping.Token);
                Take(buffer.AsMemory(0, length).ToArray());
            }
            catch (SocketException) when (!_stopping.IsCancellationRequested)
            {
                // An ICMP error of an earlier packet.
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> datagram)
    {
        if (!RadiusPacket.TryRead(datagram, out var packet))
        {
            _counters.CountMalformed();
            return;
        }

        Waiting? waiting;
        lock (_gate)
        {
            waiting = _waiting[packet.Identifier];
        }

        if (waiting is null)
        {
            _counters.CountDropped();
            return;
        }

        var requestAuthenticator = waiting.Packet.AsMemory(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorSize);
        if (!RadiusDigests.IsGenuine(packet, requestAuthenticator.Span, _secret.Span, waiting.NeedsMessageAuthenticator))
        {
            _counters.CountBadAuthenticator();
            return;
        }

        _counters.CountResponse();
        waiting.Answer.TrySetResult(new RadiusAnswer(packet, requestAuthenticator));
    }

    private sealed class Waiting(byte identifier, byte[] packet, bool needsMessageAuthenticator)
    {
        public byte Identifier => identifier;

        public byte[] Packet => packet;

        public bool NeedsMessageAuthenticator => needsMessageAuthenticator;

        public TaskCompletionSource<RadiusAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A genuine answer.</summary>
/// <param name="Packet">It.</param>
/// <param name="RequestAuthenticator">The authenticator of its request, with which keys in the answer are covered.</param>
public sealed record RadiusAnswer(RadiusPacket Packet, ReadOnlyMemory<byte> RequestAuthenticator);
