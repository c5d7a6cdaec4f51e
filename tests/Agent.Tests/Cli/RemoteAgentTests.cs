using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Commands to an agent on another host.</summary>
public sealed class RemoteAgentTests
{
    private const string Token = "0123456789abcdef-operator";

    [Fact]
    public async Task Show_OverTlsWithTheAuthority_Works()
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority);

        (int code, string output, string error) = await RunAsync("show", "ike", "ike-sa", "--address", host.TcpAddress, "--authority", authority.RootFile);

        Assert.True(code == ExitCodes.Success, error);
        Assert.NotEmpty(output);
    }

    [Fact]
    public async Task Show_AgentOfAnotherAuthority_SaysWhatToCheck()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority);

        (int code, _, string error) = await RunAsync("show", "ike", "ike-sa", "--address", host.TcpAddress, "--authority", stranger.RootFile);

        Assert.Equal(ExitCodes.NoAgent, code);
        Assert.Contains("--authority", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, ExitCodes.Refused)]
    [InlineData("token", null, ExitCodes.NoAgent)] // admitted: this host has no engine
    [InlineData(null, "ops", ExitCodes.NoAgent)]
    [InlineData(null, "visitor", ExitCodes.Refused)]
    public async Task Command_OverTls_IsAdmittedByTokenOrCertificate(string? token, string? certificate, int expected)
    {
        using var authority = new TestAuthority();
        await using GrpcHost host = await StartAsync(authority);
        List<string> line = ["cmd", "ike", "initiate", "ike-sa", "vpn", "hq", "--address", host.TcpAddress, "--authority", authority.RootFile];
        if (token is not null)
        {
            line.AddRange(["--token-file", authority.Write("shown", Token)]);
        }

        if (certificate is not null)
        {
            line.AddRange(["--certificate", authority.ClientFile(certificate)]);
        }

        (int code, _, string error) = await RunAsync([.. line]);

        Assert.True(code == expected, error);
        Assert.DoesNotContain(Token, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://gw.example.net")]
    [InlineData("gw.example.net:12330")]
    public async Task Address_OfNoUse_IsSaid(string address)
    {
        (int code, _, string error) = await RunAsync("show", "ike", "ike-sa", "--address", address);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains(address, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_WithoutTls_StaysHere()
    {
        using var authority = new TestAuthority();

        (int code, _, string error) = await RunAsync("show", "ike", "ike-sa", "--address", "http://192.0.2.1:12330", "--token-file", authority.Write("shown", Token));

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("https", error, StringComparison.Ordinal);
    }

    private static Task<GrpcHost> StartAsync(TestAuthority authority) => GrpcHost.StartAsync(configure: options =>
    {
        (options.Tls.CertificateFile, options.Tls.KeyFile) = authority.Server();
        options.Tls.ClientAuthoritiesFile = authority.RootFile;
        options.Callers =
        [
            new GrpcCallerOptions { TokenFile = authority.Write("token", Token), Roles = ["operator"] },
            new GrpcCallerOptions { Certificate = "ops", Roles = ["operator"] },
        ];
    });

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CliApplication.RunAsync(arguments, output, error).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }
}
