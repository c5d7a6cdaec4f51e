using System.Net.Sockets;
using Grpc.Core;
using MyIkev2.GrpcHosting.Client;

namespace Grpc.Net.Client;

/// <summary>A channel over HTTP/2: with prior knowledge for <c>http</c>, with TLS for <c>https</c>, or over a Unix socket.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly GrpcChannelOptions _options;
    private readonly Uri _address;
    private int _isDisposed;

    private GrpcChannel(string target, Uri address, HttpMessageInvoker http, GrpcChannelOptions options) : base(target)
    {
        _address = address;
        _http = http;
        _options = options;
    }

    /// <summary>A channel to <c>http://host:port</c> or <c>https://host:port</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to <c>http://host:port</c> or <c>https://host:port</c>.</summary>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{address}' is no address of the form http://host:port or https://host:port.", nameof(address));
        }

        return Create(address, uri, channelOptions, connect: null);
    }

    /// <summary>A channel to a server that listens on a Unix socket. This method is ours; the rest has the shape of Grpc.Net.Client.</summary>
    public static GrpcChannel ForUnixSocket(string path) => ForUnixSocket(path, new GrpcChannelOptions());

    /// <summary>A channel to a server that listens on a Unix socket.</summary>
    public static GrpcChannel ForUnixSocket(string path, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (channelOptions.HttpHandler is not null)
        {
            throw new ArgumentException("A handler of the caller's connects by itself; give the socket's path to it.", nameof(channelOptions));
        }

        var endpoint = new UnixDomainSocketEndPoint(path);
        return Create($"unix:{path}", new Uri("http://localhost"), channelOptions, async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        });
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return new HttpCallInvoker(new ClientRuntime(_http, _address, Target, _options, _shutdown.Token));
    }

    /// <summary>Ends every call and closes the connections.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _shutdown.Cancel();
            _http.Dispose();
            _shutdown.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static GrpcChannel Create(
        string target, Uri address, GrpcChannelOptions options,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        HttpMessageHandler handler = options.HttpHandler ?? new SocketsHttpHandler
        {
            ConnectCallback = connect,
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
        return new GrpcChannel(target, address, new HttpMessageInvoker(handler, disposeHandler: options.HttpHandler is null), options);
    }
}
