using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// The RADIUS servers of one configuration: the most preferred that lives is asked, the next when it does not answer. May be used from any thread.
/// </summary>
public sealed class RadiusClient : IAsyncDisposable
{
    private readonly Link[] _links;
    private readonly RadiusRetransmission _retransmission;
    private readonly TimeProvider _time;

    public RadiusClient(IEnumerable<RadiusServer> servers, RadiusRetransmission retransmission, TimeProvider time)
    {
        _retransmission = retransmission;
        _time = time;
        _links = [.. servers.OrderByDescending(server => server.Preference).Select(server => new Link(server))];
    }

    /// <summary>The servers in the order in which they are asked, with their counters.</summary>
    public IEnumerable<(RadiusServer Server, RadiusCounters Counters, bool IsDead)> Servers =>
        _links.Select(link => (link.Server, link.Counters, IsDead(link)));

    /// <summary>Begins a conversation: its first request finds a server, the later ones stay with it.</summary>
    public RadiusConversation Converse() => new(this);

    /// <summary>Sends an Accounting-Request; false when no server confirms it.</summary>
    /// <param name="describe">Adds the attributes; it is called for each server that is asked.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<bool> AccountAsync(Action<RadiusPacketBuilder> describe, CancellationToken cancellationToken)
    {
        return await AskAsync(null, isAccounting: true, Finish, cancellationToken) is { Answer.Packet.Code: RadiusCode.AccountingResponse };

        byte[] Finish(RadiusServer server, byte identifier)
        {
            var builder = new RadiusPacketBuilder(RadiusCode.AccountingRequest, withMessageAuthenticator: false);
            describe(builder);
            return builder.DigestedRequest(identifier, server.Secret.Span);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }
    }

    /// <summary>Sends a request to <paramref name="chosen"/>, or to one server after another until one answers.</summary>
    internal async Task<(RadiusAnswer Answer, RadiusServer Server)?> AskAsync(
        RadiusServer? chosen, bool isAccounting, Func<RadiusServer, byte, byte[]> finish, CancellationToken cancellationToken)
    {
        foreach (var link in chosen is null ? InOrder() : _links.Where(link => ReferenceEquals(link.Server, chosen)))
        {
            if (link.Channel(isAccounting, _retransmission, _time) is { } channel
                && await channel.ExchangeAsync(identifier => finish(link.Server, identifier), needsMessageAuthenticator: !isAccounting, cancellationToken) is { } answer)
            {
                link.MarkAlive();
                return (answer, link.Server);
            }

            link.MarkDead(_time.GetTimestamp());
        }

        return null;
    }

    // Those that did not answer lately come last: when all are dead, each gets its chance.
    private IEnumerable<Link> InOrder() => _links.OrderBy(IsDead);

    private bool IsDead(Link link) => link.DeadSince is { } since && _time.GetElapsedTime(since) < _retransmission.DeadTime;

    private sealed class Link(RadiusServer server) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private RadiusChannel? _authentication;
        private RadiusChannel? _accounting;
        private long _deadSince = long.MinValue;

        public RadiusServer Server => server;

        public RadiusCounters Counters { get; } = new();

        public long? DeadSince => Interlocked.Read(ref _deadSince) is var since && since == long.MinValue ? null : since;

        public void MarkAlive() => Interlocked.Exchange(ref _deadSince, long.MinValue);

        public void MarkDead(long timestamp) => Interlocked.Exchange(ref _deadSince, timestamp);

        /// <summary>The socket to the server; null while there is no way to it.</summary>
        public RadiusChannel? Channel(bool isAccounting, RadiusRetransmission retransmission, TimeProvider time)
        {
            lock (_gate)
            {
                return isAccounting
                    ? _accounting ??= Open(server.AccountingPort, retransmission, time)
                    : _authentication ??= Open(server.AuthenticationPort, retransmission, time);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_authentication is not null)
            {
                await _authentication.DisposeAsync();
            }

            if (_accounting is not null)
            {
                await _accounting.DisposeAsync();
            }
        }

        private RadiusChannel? Open(int port, RadiusRetransmission retransmission, TimeProvider time)
        {
            try
            {
                return new RadiusChannel(new IPEndPoint(server.Address, port), server.Secret, retransmission, Counters, time);
            }
            catch (SocketException)
            {
                return null;
            }
        }
    }
}

/// <summary>One conversation with one server, such as an authentication: the server's State is given back to it (RFC 2865 section 5.24).</summary>
public sealed class RadiusConversation(RadiusClient client)
{
    private RadiusServer? _server;
    private ReadOnlyMemory<byte>? _state;

    /// <summary>The server that answered; null before.</summary>
    public RadiusServer? Server => _server;

    /// <summary>Sends an Access-Request; null when no server answers.</summary>
    /// <param name="describe">Adds the attributes; it may be called again for another server.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<RadiusAnswer?> AskAsync(Action<RadiusPacketBuilder> describe, CancellationToken cancellationToken)
    {
        var reply = await client.AskAsync(_server, isAccounting: false, Finish, cancellationToken);
        if (reply is not { } found)
        {
            return null;
        }

        _server = found.Server;
        _state = found.Answer.Packet.TryFind(RadiusAttributeType.State, out var state) ? state : null;
        return found.Answer;

        byte[] Finish(RadiusServer server, byte identifier)
        {
            var builder = new RadiusPacketBuilder(RadiusCode.AccessRequest);
            describe(builder);
            if (_state is { } previous)
            {
                builder.Add(RadiusAttributeType.State, previous.Span);
            }

            return builder.AccessRequest(identifier, server.Secret.Span);
        }
    }

    /// <summary>
    /// The MSK of an Access-Accept: MS-MPPE-Recv-Key, then MS-MPPE-Send-Key (RFC 2548 sections 2.4.2 and 2.4.3), and zeros up to the 64 octets that
    /// an MSK has at least (RFC 3748 section 7.10). Null without both.
    /// </summary>
    public KeyMaterial? MasterSessionKey(RadiusAnswer accept)
    {
        const uint Microsoft = 311;
        const byte SendKey = 16;
        const byte RecvKey = 17;
        const int ShortestKey = 64;

        using var received = Key(RecvKey);
        using var sent = Key(SendKey);
        if (received is null || sent is null)
        {
            return null;
        }

        var key = new byte[Math.Max(ShortestKey, received.Length + sent.Length)];
        received.Span.CopyTo(key);
        sent.Span.CopyTo(key.AsSpan(received.Length));
        return new KeyMaterial(key);

        KeyMaterial? Key(byte type)
        {
            foreach (var value in accept.Packet.AllOfVendor(Microsoft, type))
            {
                return RadiusDigests.MppeKey(value.Span, accept.RequestAuthenticator.Span, _server!.Secret.Span);
            }

            return null;
        }
    }
}
