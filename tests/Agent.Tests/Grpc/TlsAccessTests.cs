using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Callers over TCP: TLS, certificates and bearer tokens, and the roles they give.</summary>
public sealed class TlsAccessTests
{
    private const string Token = "0123456789abcdef-operator";

    [Fact]
    public async Task Tls_CallerTrustsTheAuthority_IsServed()
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority);

        V1.StatusResponse status = await Client(host, authority).StatusAsync(new V1.StatusRequest());

        Assert.Equal("0.1.0", status.Version);
    }

    [Fact]
    public async Task Tls_CallerWithoutTls_IsNotServed()
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority);
        using GrpcChannel plain = GrpcChannel.ForAddress(host.TcpAddress.Replace("https", "http", StringComparison.Ordinal));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await new V1.Agent.AgentClient(plain).StatusAsync(new V1.StatusRequest()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public async Task Token_OfACaller_GivesItsRolesAndNoOthers()
    {
        using var authority = new TestAuthority();
        string file = authority.Write("token", Token + "\n");
        await using GrpcHost host = await StartAsync(authority, options => options.Callers = [new GrpcCallerOptions { TokenFile = file, Roles = ["operator"] }]);
        V1.Agent.AgentClient client = Client(host, authority);

        Assert.Equal(StatusCode.PermissionDenied, await EditAsync(client, token: null));
        Assert.Equal(StatusCode.Unavailable, await EditAsync(client, Token)); // admitted: this host has no configuration to edit
        Assert.Equal(StatusCode.PermissionDenied, await RevealAsync(client, Token));
    }

    [Theory]
    [InlineData("0123456789abcdef-operatoR")]
    [InlineData("0123456789abcdef")]
    [InlineData("")]
    public async Task Token_Unknown_IsUnauthenticatedEvenForWhatAllMayDo(string token)
    {
        using var authority = new TestAuthority();
        string file = authority.Write("token", Token);
        await using GrpcHost host = await StartAsync(authority, options => options.Callers = [new GrpcCallerOptions { TokenFile = file, Roles = ["operator"] }]);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await Client(host, authority).StatusAsync(new V1.StatusRequest(), new Metadata { { "authorization", $"Bearer {token}" } }));

        Assert.Equal(StatusCode.Unauthenticated, exception.StatusCode);
        Assert.DoesNotContain("0123456789abcdef", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ops", null, null, true)]
    [InlineData("x", "ops.example.net", null, true)]
    [InlineData("x", null, "spiffe://example.net/ops", true)]
    [InlineData("x", "ops.example.org", null, false)]
    public async Task Certificate_OfACaller_GivesItsRoles(string commonName, string? dns, string? uri, bool isOperator)
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority, options =>
        {
            options.Tls.ClientAuthoritiesFile = authority.RootFile;
            options.Callers = [.. new[] { "ops", "ops.example.net", "spiffe://example.net/ops" }.Select(name => new GrpcCallerOptions { Certificate = name, Roles = ["operator"] })];
        });
        using X509Certificate2 certificate = authority.Client(commonName, dns, uri);

        Assert.Equal(isOperator ? StatusCode.Unavailable : StatusCode.PermissionDenied, await EditAsync(Client(host, authority, certificate), token: null));
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsRefused()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority, options => options.Tls.ClientAuthoritiesFile = authority.RootFile);
        using X509Certificate2 certificate = stranger.Client("ops");

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await Client(host, authority, certificate).StatusAsync(new V1.StatusRequest()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Certificate_NoneShown_IsRefusedWhereRequired(bool required, bool served)
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority, options => (options.Tls.ClientAuthoritiesFile, options.Tls.RequireClientCertificate) = (authority.RootFile, required));

        Exception? exception = await Record.ExceptionAsync(async () => await Client(host, authority).StatusAsync(new V1.StatusRequest()));

        Assert.Equal(served, exception is null);
    }

    [Fact]
    public async Task Tls_FilesReplaced_NewHandshakesUseThem()
    {
        using var authority = new TestAuthority();
        using var successor = new TestAuthority("successor");
        string certificate = "", key = "";
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        await using GrpcHost host = await StartAsync(authority, options => (certificate, key) = (options.Tls.CertificateFile, options.Tls.KeyFile), clock);
        (string newCertificate, string newKey) = successor.Server();

        File.WriteAllText(certificate, "damaged");
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        await Client(host, authority).StatusAsync(new V1.StatusRequest());
        File.Copy(newCertificate, certificate, overwrite: true);
        File.Copy(newKey, key, overwrite: true);
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddMinutes(2));
        clock.Advance(TimeSpan.FromMinutes(1));

        await Client(host, successor).StatusAsync(new V1.StatusRequest());
    }

    [Fact]
    public void Options_Mistakes_AreAllNamed()
    {
        using var authority = new TestAuthority();
        string shortToken = authority.Write("short", "hushhush");
        (string certificate, _) = authority.Server();
        var options = new GrpcOptions
        {
            TcpEndpoint = "0.0.0.0:12330",
            Tls = new GrpcTlsOptions { CertificateFile = certificate, RequireClientCertificate = true },
            Callers =
            [
                new GrpcCallerOptions { TokenFile = shortToken, Roles = ["admin"] },
                new GrpcCallerOptions { Certificate = "ops", Roles = ["monitor"] },
                new GrpcCallerOptions { TokenFile = shortToken + ".missing", Roles = ["monitor"] },
                new GrpcCallerOptions { Roles = ["monitor"] },
            ],
        };

        ValidateOptionsResult result = new GrpcOptionsValidator().Validate(null, options);

        string[] failures = [.. result.Failures!];
        Assert.Collection(
            failures,
            text => Assert.StartsWith("Grpc:Tls: ", text, StringComparison.Ordinal), // the certificate without its key
            text => Assert.Contains("RequireClientCertificate", text, StringComparison.Ordinal),
            text => Assert.Contains("Callers:0:Roles", text, StringComparison.Ordinal),
            text => Assert.Contains("Callers:0:TokenFile", text, StringComparison.Ordinal),
            text => Assert.Contains("Callers:1:Certificate needs", text, StringComparison.Ordinal),
            text => Assert.Contains("Callers:2:TokenFile", text, StringComparison.Ordinal),
            text => Assert.Contains("Callers:3: set either", text, StringComparison.Ordinal));
        Assert.DoesNotContain(failures, text => text.Contains("hushhush", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_AnyAddressWithTls_IsAllowed()
    {
        using var authority = new TestAuthority();
        (string certificate, string key) = authority.Server();

        ValidateOptionsResult result = new GrpcOptionsValidator().Validate(
            null, new GrpcOptions { TcpEndpoint = "0.0.0.0:12330", Tls = new GrpcTlsOptions { CertificateFile = certificate, KeyFile = key } });

        Assert.True(result.Succeeded);
    }

    private static Task<GrpcHost> StartAsync(TestAuthority authority, Action<GrpcOptions>? configure = null, TimeProvider? clock = null) => GrpcHost.StartAsync(
        configure: options =>
        {
            (options.Tls.CertificateFile, options.Tls.KeyFile) = authority.Server();
            configure?.Invoke(options);
        },
        clock: clock);

    private static V1.Agent.AgentClient Client(GrpcHost host, TestAuthority trusted, X509Certificate2? own = null)
    {
        var tls = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && trusted.Issued(shown),
        };
        if (own is not null)
        {
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        }

        return new V1.Agent.AgentClient(host.Channel(new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = tls } }));
    }

    private static async Task<StatusCode> EditAsync(V1.Agent.AgentClient client, string? token) => (await Assert.ThrowsAsync<RpcException>(
        async () => await client.EditConfigurationAsync(new V1.EditConfigurationRequest(), Credentials(token)))).StatusCode;

    private static async Task<StatusCode> RevealAsync(V1.Agent.AgentClient client, string? token) => (await Assert.ThrowsAsync<RpcException>(
        async () => await client.RevealKeysAsync(new V1.RevealKeysRequest(), Credentials(token)))).StatusCode;

    private static Metadata Credentials(string? token) => token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } };
}
