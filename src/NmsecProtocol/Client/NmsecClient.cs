using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Dialect;
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

    /// <summary>The dialect that is spoken.</summary>
    public NmsecDialect Dialect => _options.Dialect;

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

    /// <summary>NMsec_GET_STACKINFO: every stack that the caller may see.</summary>
    public Task<NmsecResponse<StackRecord>> GetStacksAsync(CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetStackInfo, StackRecord.Read, cancellation: cancellation);

    /// <summary>NMsec_GET_SUMMARY: the totals of a stack, one record.</summary>
    public Task<NmsecResponse<SummaryRecord>> GetSummaryAsync(string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetSummary, SummaryRecord.Read, stack: stack, cancellation: cancellation);

    /// <summary>NMsec_GET_IPFLTCURR: the IP filters now in use, in search order.</summary>
    public Task<NmsecResponse<IpFilterRecord>> GetCurrentFiltersAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetCurrentFilters, IpFilterRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPFLTDEFAULT: the IP filters of the profile.</summary>
    public Task<NmsecResponse<IpFilterRecord>> GetDefaultFiltersAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetDefaultFilters, IpFilterRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPFLTPOLICY: the IP filters of the policy.</summary>
    public Task<NmsecResponse<IpFilterRecord>> GetPolicyFiltersAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetPolicyFilters, IpFilterRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_PORTTRAN: port translations done for NAT traversal.</summary>
    public Task<NmsecResponse<PortTranslationRecord>> GetPortTranslationsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetPortTranslations, PortTranslationRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPTUNMANUAL: manual tunnels.</summary>
    public Task<NmsecResponse<ManualTunnelRecord>> GetManualTunnelsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetManualTunnels, ManualTunnelRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPTUNDYNIKE: dynamic tunnels as IKE knows them, those in negotiation too.</summary>
    public Task<NmsecResponse<DynamicTunnelIkeRecord>> GetDynamicTunnelsIkeAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetDynamicTunnelsIke, DynamicTunnelIkeRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPTUNDYNSTACK: dynamic tunnels as the stack knows them, with their traffic.</summary>
    public Task<NmsecResponse<DynamicTunnelStackRecord>> GetDynamicTunnelsStackAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetDynamicTunnelsStack, DynamicTunnelStackRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IKETUN: IKE tunnels.</summary>
    /// <param name="filters">Which ones; none means all.</param>
    /// <param name="stack">The stack; empty means the server's default.</param>
    /// <param name="cancellation">Ends the wait for the header; the enumeration takes its own.</param>
    public Task<NmsecResponse<IkeTunnelRecord>> GetIkeTunnelsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetIkeTunnels, IkeTunnelRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IKETUNCASCADE: IKE tunnels, each with its dynamic tunnels.</summary>
    public Task<NmsecResponse<IkeTunnelCascadeRecord>> GetIkeTunnelsCascadeAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetIkeTunnelsCascade, IkeTunnelCascadeRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IPINTERFACES: interfaces, one record an address.</summary>
    public Task<NmsecResponse<InterfaceRecord>> GetInterfacesAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string stack = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read, filters, stack, cancellation);

    /// <summary>NMsec_GET_IKENSINFO: what every stack has of network security services.</summary>
    public Task<NmsecResponse<NssRecord>> GetNssInfoAsync(CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetNssInfo, NssRecord.Read, cancellation: cancellation);

    /// <summary>NMsec_GET_CLIENTINFO, on the socket of the NSS server: its clients, or the one that is named.</summary>
    public Task<NmsecResponse<NssClientRecord>> GetNssClientsAsync(
        IReadOnlyCollection<NmsecFilter>? filters = null, string clientName = "", CancellationToken cancellation = default)
        => MonitorAsync(NmsecMessageType.GetClientInfo, NssClientRecord.Read, filters, clientName, cancellation);

    /// <summary>A control request that names tunnels. The server answers before a negotiation has ended: "state updated" may mean "started".</summary>
    /// <param name="request">Activate, deactivate or refresh.</param>
    /// <param name="tunnels">The tunnels, at least one.</param>
    /// <param name="stack">The stack; empty means the server's default.</param>
    /// <param name="cancellation">Ends the wait for the answer; what was asked for may be done all the same.</param>
    /// <returns>What became of each tunnel, in the order of <paramref name="tunnels"/>.</returns>
    public async Task<IReadOnlyList<TunnelControlRecord>> ControlAsync(
        NmsecMessageType request, IReadOnlyCollection<TunnelReference> tunnels, string stack = "", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tunnels);
        var exchange = await SendControlAsync(request, tunnels, TunnelControlRecord.Read, stack, cancellation).ConfigureAwait(false);
        var response = await exchange.ReadResponseAsync(cancellation).ConfigureAwait(false);
        if (response.Count != tunnels.Count)
        {
            throw new NmsecProtocolException($"The server was told {tunnels.Count} tunnels and answered for {response.Count}.");
        }

        var records = new List<TunnelControlRecord>(tunnels.Count);
        await foreach (var record in response.WithCancellation(cancellation).ConfigureAwait(false))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>NMsec_LOAD_POLICY: loads the IP security policy again.</summary>
    public async Task LoadPolicyAsync(string stack = "", CancellationToken cancellation = default)
        => await MonitorAsync(NmsecMessageType.LoadPolicy, TunnelControlRecord.Read, stack: stack, cancellation: cancellation).ConfigureAwait(false);

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

    /// <summary>Sends a control request that names tunnels and does not wait for its answer.</summary>
    public async Task<NmsecExchange<TRecord>> SendControlAsync<TRecord>(
        NmsecMessageType request,
        IReadOnlyCollection<TunnelReference> tunnels,
        RecordDecoder<TRecord> decoder,
        string stack = "",
        CancellationToken cancellation = default)
    {
        if (MessageTypeCatalog.Get(request).Kind != MessageKind.Control || request == NmsecMessageType.LoadPolicy)
        {
            throw new ArgumentException($"{MessageTypeCatalog.Get(request).Name} does not name tunnels.", nameof(request));
        }

        var records = _encoder.Tunnels(tunnels, stack);
        var correlator = await _conversation.SendAsync(request, Version, stack, records, tunnels.Count, cancellation).ConfigureAwait(false);
        return new NmsecExchange<TRecord>(_conversation, request, correlator, decoder);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _conversation.DisposeAsync();
}
