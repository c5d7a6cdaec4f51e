using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// A client of the local IPSec network management interface: every request of it, typed. Not for use by several threads at once; several requests may
/// be on their way at once (<see cref="SendAsync{TRecord}"/>), and their answers come in the order of the requests.
/// </summary>
/// <remarks>
/// A refused request throws <see cref="NmsecServerException"/> and leaves the client usable unless the server ended the connection. So do a
/// cancellation and an <see cref="NmsecTimeoutException"/> while an answer is awaited: the answer is passed over when it comes. Any other
/// <see cref="NmsecException"/> ends the client. Calls that take filters throw <see cref="ArgumentException"/> for what a request cannot carry.
/// </remarks>
public sealed class NmsecClient : IAsyncDisposable
{
    private readonly NmsecClientOptions _options;
    private readonly RequestEncoder _encoder;
    private readonly Conversation _conversation;

    private NmsecClient(Stream stream, NmsecClientOptions options)
    {
        _options = options;
        _encoder = new RequestEncoder(options.Dialect);
        _conversation = new Conversation(stream, options);
    }

    /// <summary>The header of the server's initialization message.</summary>
    public FrameHeader Greeting { get; private set; }

    /// <summary>The version that requests are sent in: the lower of both sides' highest.</summary>
    public ushort Version => Math.Min(_options.Dialect.Version, Greeting.Version);

    /// <summary>Connects to a server's Unix socket and waits for its initialization message.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="NmsecException">The server refused, or is no such server, or is silent.</exception>
    public static async Task<NmsecClient> ConnectAsync(
        string socketPath, NmsecClientOptions? options = null, CancellationToken cancellation = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await ConnectAsync(new NetworkStream(socket, ownsSocket: true), options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes over a connected stream and waits for the server's initialization message.</summary>
    /// <exception cref="NmsecException">The server refused, or is no such server, or is silent.</exception>
    public static async Task<NmsecClient> ConnectAsync(
        Stream stream, NmsecClientOptions? options = null, CancellationToken cancellation = default)
    {
        var client = new NmsecClient(stream, options ?? new NmsecClientOptions());
        try
        {
            client.Greeting = await client._conversation.GreetAsync(client._options.GreetingTimeout, cancellation).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>NMsec_GET_IKETUN: the IKE tunnels of a stack.</summary>
    /// <param name="filters">Which ones; none means all.</param>
    /// <param name="stack">The stack; empty means the server's default.</param>
    /// <param name="cancellation">Ends the wait for the header; the enumeration takes its own.</param>
    public Task<NmsecResponse<IkeTunnelRecord>> GetIkeTunnelsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetIkeTunnels, IkeTunnelRecord.Read, filters, stack, cancellation);

    /// <summary>Sends a monitoring request and waits for the header of its answer, whose records <paramref name="decoder"/> decodes.</summary>
    public async Task<NmsecResponse<TRecord>> MonitorAsync<TRecord>(
        NmsecMessageType request,
        RecordDecoder<TRecord> decoder,
        IReadOnlyCollection<NmsecFilter>? filters = null,
        string stack = "",
        CancellationToken cancellation = default)
    {
        var exchange = await SendAsync(request, decoder, filters, stack, cancellation).ConfigureAwait(false);
        return await exchange.ReadResponseAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a monitoring request and does not wait for its answer. A server that is not read stops reading, so keep what is on its way to some hundred
    /// requests.
    /// </summary>
    public async Task<NmsecExchange<TRecord>> SendAsync<TRecord>(
        NmsecMessageType request,
        RecordDecoder<TRecord> decoder,
        IReadOnlyCollection<NmsecFilter>? filters = null,
        string stack = "",
        CancellationToken cancellation = default)
    {
        filters ??= [];
        var records = _encoder.Filters(filters, stack);
        var correlator = await _conversation.SendAsync(request, Version, stack, records, filters.Count, cancellation).ConfigureAwait(false);
        return new NmsecExchange<TRecord>(_conversation, request, correlator, decoder);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _conversation.DisposeAsync();
}
