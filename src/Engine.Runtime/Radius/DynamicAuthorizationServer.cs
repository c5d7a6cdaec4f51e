using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Diagnostics;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// Takes Disconnect-Requests and CoA-Requests of servers (RFC 5176): one at a time, only from those that may ask, only with the right secret. A repeat gets the
/// answer of before.
/// </summary>
internal sealed class DynamicAuthorizationServer : IAsyncDisposable
{
    /// <summary>A shard that does not answer for this long hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly ReadOnlyMemory<byte> _secret;
    private readonly HashSet<IpAddress> _clients;
    private readonly DynamicAuthorizationRules _rules;
    private readonly Func<RadiusSelector, RadiusChange, CancellationToken, Task<int>> _change;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AnsweredRequests _answered = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;
    private long _taken;
    private long _dropped;

    private DynamicAuthorizationServer(
        Socket socket,
        DynamicAuthorizationPolicy policy,
        ValueList<IpAddress> clients,
        string nasIdentifier,
        Func<RadiusSelector, RadiusChange, CancellationToken, Task<int>> change,
        TimeProvider time,
        ILogger logger)
    {
        _socket = socket;
        Endpoint = (IPEndPoint)socket.LocalEndPoint!;
        _secret = policy.Secret.ToArray();
        _clients = [.. clients];
        _rules = new DynamicAuthorizationRules(nasIdentifier);
        _change = change;
        _time = time;
        _logger = logger;
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Requests that were answered, repeats included.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Packets that were dropped in silence: of strangers, malformed, with a wrong secret, or too old.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Begins to listen; null, with a word in the log, when the port cannot be had.</summary>
    public static DynamicAuthorizationServer? TryOpen(
        DynamicAuthorizationPolicy policy,
        ValueList<IpAddress> clients,
        string nasIdentifier,
        Func<RadiusSelector, RadiusChange, CancellationToken, Task<int>> change,
        TimeProvider time,
        ILogger logger)
    {
        var everywhere = policy.Address.IsUnspecified && Socket.OSSupportsIPv6;
        var address = everywhere ? IPAddress.IPv6Any : policy.Address.ToIPAddress();
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = everywhere;
            }

            socket.Bind(new IPEndPoint(address, policy.Port));
            return new DynamicAuthorizationServer(socket, policy, clients, nasIdentifier, change, time, logger);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            RuntimeLog.DynamicAuthorizationRefused(logger, policy.Address.ToString(), policy.Port, exception.Message);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The port is free before anything is awaited: a successor may be about to take it.
        _socket.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[RadiusPacket.LargestSize];
        EndPoint anybody = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anybody, _stopping.Token).ConfigureAwait(false);
                var from = (IPEndPoint)received.RemoteEndPoint;
                if (await AnswerAsync(from, buffer.AsMemory(0, received.ReceivedBytes)).ConfigureAwait(false) is { } answer)
                {
                    Interlocked.Increment(ref _taken);
                    await _socket.SendToAsync(answer, SocketFlags.None, from, _stopping.Token).ConfigureAwait(false);
                }
                else
                {
                    Interlocked.Increment(ref _dropped);
                }
            }
            catch (SocketException) when (!_stopping.IsCancellationRequested)
            {
                // An ICMP error of an earlier answer, or one that cannot be sent: the server asks again.
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    /// <summary>The answer to a datagram; null for silence.</summary>
    private async Task<byte[]?> AnswerAsync(IPEndPoint from, ReadOnlyMemory<byte> datagram)
    {
        var address = from.Address.IsIPv4MappedToIPv6 ? from.Address.MapToIPv4() : from.Address;
        if (!_clients.Contains(IpAddress.From(address))
            || !RadiusPacket.TryRead(datagram, out var request)
            || request.Code is not (RadiusCode.DisconnectRequest or RadiusCode.CoaRequest)
            || !RadiusDigests.IsGenuineRequest(request, _secret.Span)
            || !DynamicAuthorizationRules.IsFresh(request, _time.GetUtcNow()))
        {
            return null;
        }

        if (_answered.Find(from, request) is { } before)
        {
            return before;
        }

        var isDisconnect = request.Code == RadiusCode.DisconnectRequest;
        var error = _rules.Read(request, out var selector, out var change);
        if (error is null)
        {
            using var limit = new CancellationTokenSource(Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
            try
            {
                error = await _change(selector!, change!, either.Token).ConfigureAwait(false) > 0 ? null : ErrorCause.SessionContextNotFound;
            }
            catch (OperationCanceledException)
            {
                error = ErrorCause.ResourcesUnavailable;
            }
        }

        var code = (isDisconnect, error is null) switch
        {
            (true, true) => RadiusCode.DisconnectAck,
            (true, false) => RadiusCode.DisconnectNak,
            (false, true) => RadiusCode.CoaAck,
            (false, false) => RadiusCode.CoaNak,
        };
        RuntimeLog.DynamicAuthorization(_logger, isDisconnect ? "Disconnect-Request" : "CoA-Request", from.ToString(), error is { } cause ? $"refused: {cause}" : "done");
        var answer = new RadiusPacketBuilder(code);
        foreach (var proxy in request.All(RadiusAttributeType.ProxyState))
        {
            answer.Add(RadiusAttributeType.ProxyState, proxy.Span);
        }

        if (error is { } why)
        {
            answer.Add(RadiusAttributeType.ErrorCause, (uint)why);
        }

        var octets = answer.Response(request.Identifier, request.Authenticator, _secret.Span);
        _answered.Add(from, request, octets);
        return octets;
    }
}
