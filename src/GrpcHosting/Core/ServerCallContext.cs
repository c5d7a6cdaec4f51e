namespace Grpc.Core;

/// <summary>What a handler knows of its call, and how it sets headers, trailers and status.</summary>
public abstract class ServerCallContext
{
    /// <summary>Sends the response headers now; they may be sent only once and before the first message.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>The path of the call: <c>/service/method</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The authority that the client called.</summary>
    public string Host => HostCore;

    /// <summary>The client: <c>ipv4:address:port</c>, <c>ipv6:[address]:port</c> or <c>unix:path</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>When the client gives up (UTC); <see cref="DateTime.MaxValue"/> without a deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>The client's metadata.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Signals that the client gave up or the deadline passed.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Metadata that travels after the last message.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status of a call whose handler returns normally.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Applies to the next response writes.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>A place for interceptors and handlers to leave things for each other.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Sends the response headers.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>The path of the call.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>The authority that the client called.</summary>
    protected abstract string HostCore { get; }

    /// <summary>The client.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>When the client gives up.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>The client's metadata.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Signals the end of the call from outside.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Metadata after the last message.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>The status of a normal return.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Applies to the next writes.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Shared state of the call.</summary>
    protected virtual IDictionary<object, object> UserStateCore => throw new NotSupportedException();
}
