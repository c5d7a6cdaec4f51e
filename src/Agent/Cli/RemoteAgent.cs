using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace MyIkev2.Agent.Cli;

/// <summary>The way to an agent on another host: over TCP, with TLS and whatever tells the agent who is calling.</summary>
internal sealed class RemoteAgent : IDisposable
{
    /// <summary>Names an agent's address for all commands.</summary>
    public const string AddressVariable = "MYIKEV2_ADDRESS";

    /// <summary>Names the file of the authorities that agents' certificates are from.</summary>
    public const string AuthorityVariable = "MYIKEV2_AUTHORITY";

    /// <summary>Names the file of the bearer token.</summary>
    public const string TokenVariable = "MYIKEV2_TOKEN_FILE";

    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;

    private RemoteAgent(SocketsHttpHandler handler, GrpcChannel channel, CallInvoker invoker)
    {
        _handler = handler;
        _channel = channel;
        Invoker = invoker;
    }

    /// <summary>The agent's address.</summary>
    public static Option<string?> AddressOption { get; } = new("--address")
    {
        Description = $"An agent on another host, https://HOST:PORT; http:// on loopback. Default: {AddressVariable}, else the local socket.",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Who vouches for the agent.</summary>
    public static Option<string?> AuthorityOption { get; } = new("--authority")
    {
        Description = $"With --address: PEM file of the authorities that the agent's certificate is from. Default: {AuthorityVariable}, else the system's.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The caller's token.</summary>
    public static Option<string?> TokenOption { get; } = new("--token-file")
    {
        Description = $"With --address: file whose first line is the bearer token. Default: {TokenVariable}.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The caller's certificate.</summary>
    public static Option<string?> CertificateOption { get; } = new("--certificate")
    {
        Description = "With --address: PEM file of the caller's certificate and key.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>What calls go through.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>The address that was asked for; null means the local socket.</summary>
    public static string? AddressOf(ParseResult parsed) =>
        parsed.GetValue(AddressOption) ?? (parsed.GetValue(AgentConnection.SocketOption) is null ? FromEnvironment(AddressVariable) : null);

    /// <summary>Makes the way; nothing is connected yet.</summary>
    /// <exception cref="ArgumentException">The address is none.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate or key.</exception>
    public static RemoteAgent Open(ParseResult parsed, string address)
    {
        string? tokenFile = parsed.GetValue(TokenOption) ?? FromEnvironment(TokenVariable);
        string? token = tokenFile is null ? null : File.ReadLines(tokenFile).FirstOrDefault()?.Trim();
        if (token is not null && !address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && !IsLoopback(address))
        {
            throw new ArgumentException($"a token goes to {address} over https:// only");
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,

            // Whoever watches must hear when the agent's host is gone: silence alone says nothing.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            SslOptions = Tls(parsed.GetValue(AuthorityOption) ?? FromEnvironment(AuthorityVariable), parsed.GetValue(CertificateOption)),
        };
        GrpcChannel? channel = null;
        try
        {
            channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
            CallInvoker invoker = channel.CreateCallInvoker();
            return new RemoteAgent(handler, channel, token is null ? invoker : invoker.Intercept(new TokenInterceptor(token)));
        }
        catch
        {
            channel?.Dispose();
            handler.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    private static string? FromEnvironment(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.IsLoopback;

    private static SslClientAuthenticationOptions Tls(string? authorityFile, string? certificateFile)
    {
        var tls = new SslClientAuthenticationOptions();
        if (authorityFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authorityFile);
            if (policy.CustomTrustStore.Count == 0)
            {
                throw new CryptographicException($"{authorityFile} has no certificate");
            }

            tls.CertificateChainPolicy = policy;
        }

        if (certificateFile is not null)
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(certificateFile);
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, certificateFile), found, offline: true);
        }

        return tls;
    }

    /// <summary>Shows the token with every call.</summary>
    private sealed class TokenInterceptor(string token) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithToken(context));

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithToken(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, WithToken(context));

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(WithToken(context));

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(WithToken(context));

        private ClientInterceptorContext<TRequest, TResponse> WithToken<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            Metadata headers = [.. context.Options.Headers ?? []];
            headers.Add("authorization", $"Bearer {token}");
            return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers));
        }
    }
}
