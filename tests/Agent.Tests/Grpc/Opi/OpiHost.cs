using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using A = MyIkev2.Agent.Grpc.Opi.DialectA;
using C = MyIkev2.Agent.Grpc.Opi.DialectC;

namespace MyIkev2.Agent.Tests.Grpc.Opi;

/// <summary>OPI's service over gRPC, with a real configuration behind it whose vpns the registry shows.</summary>
internal sealed class OpiHost : IAsyncDisposable
{
    private readonly GrpcHost _host;
    private readonly GrpcChannel _channel;

    private OpiHost(GrpcHost host, ConfigurationStore configuration)
    {
        _host = host;
        Configuration = configuration;
        _channel = GrpcChannel.ForUnixSocket(host.SocketPath);
        Client = new A.IPsec.IPsecClient(_channel);
        ClientOfToday = new C.IPsecService.IPsecServiceClient(_channel);
    }

    public A.IPsec.IPsecClient Client { get; }

    public C.IPsecService.IPsecServiceClient ClientOfToday { get; }

    public string SocketPath => _host.SocketPath;

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public ConfigurationStore Configuration { get; }

    public CannedRegistry Canned => _host.Canned;

    /// <summary>Somebody on this host who may look, and no more.</summary>
    public A.IPsec.IPsecClient Visitor => new(_host.VisitorChannel);

    public static async Task<OpiHost> StartAsync(string text = "", IEngineControl? control = null, Action<GrpcOptions>? configure = null, bool tunnels = false)
    {
        ConfigurationStore? store = ConfigurationStore.InMemory(text, out IReadOnlyList<ConfigDiagnostic> diagnostics);
        Assert.True(store is not null, string.Join('\n', diagnostics));
        var canned = new CannedRegistry(tunnels ? 3 : 0);
        if (!tunnels)
        {
            canned.Registry.SetConfiguration(store.Current.Vpns);
        }

        store.Applied += applied =>
        {
            canned.Registry.SetConfiguration(applied.New.Vpns);
            return Task.CompletedTask;
        };
        return new OpiHost(await GrpcHost.StartAsync(canned, control, store, configure), store);
    }

    /// <summary>The running configuration below a path, secrets masked.</summary>
    public IReadOnlyList<string> Show(string path) => [.. Configuration.Show(path, withDefaults: false, revealSecrets: false).Lines.Select(static line => line.Trim())];

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
        Configuration.Dispose();
    }
}
