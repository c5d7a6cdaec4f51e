using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary><c>show certificates</c>, from a registry with known ones.</summary>
public sealed class CertificateCommandTests
{
    [Fact]
    public async Task ShowCertificates_Lines_SayForWhatAndUntilWhen()
    {
        await using var host = await StartAsync();

        var (code, output, error) = await RunAsync(host, "show certificates");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("own (own): CN=own\n  issuer CN=root, serial 10aa, ECDSA 256\n  names DNS:own.example\n  valid from 2020-01-01, expires 2099-01-01, in ", output, StringComparison.Ordinal);
        Assert.Contains("root (authority): CN=root\n  issuer CN=root, serial 01, RSA 3072\n  valid from 2020-01-01, EXPIRED 2021-01-01\n", output, StringComparison.Ordinal);
        Assert.EndsWith("revocation list of CN=root: 3 revoked, made 2020-01-01, without an end\n3 entries\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowCertificates_Json_HasTheSameFacts()
    {
        await using var host = await StartAsync();

        using var json = JsonDocument.Parse((await RunAsync(host, "show certificates --json")).Output);

        var own = json.RootElement.GetProperty("certificate")[0];
        Assert.Equal(("own", "DNS:own.example", "2099-01-01T00:00:00Z"), (own.GetProperty("use").GetString(), own.GetProperty("names")[0].GetString(), own.GetProperty("not-after").GetString()));
        Assert.Equal(3, json.RootElement.GetProperty("certificate")[2].GetProperty("revoked").GetInt32());
    }

    private static async Task<GrpcHost> StartAsync()
    {
        var canned = new CannedRegistry();
        var from = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        canned.Registry.SetCertificates(
        [
            new CertificateInfo
            {
                Name = "own",
                Use = CertificateUse.Own,
                Subject = "CN=own",
                Issuer = "CN=root",
                AlternativeNames = ["DNS:own.example"],
                Key = "ECDSA 256",
                SerialNumber = "10aa",
                NotBefore = from,
                NotAfter = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero),
            },
            new CertificateInfo
            {
                Name = "root", Use = CertificateUse.Authority, Subject = "CN=root", Issuer = "CN=root", Key = "RSA 3072", SerialNumber = "01", NotBefore = from, NotAfter = from.AddYears(1),
            },
            new CertificateInfo { Name = "", Use = CertificateUse.RevocationList, Subject = "CN=root", Issuer = "CN=root", NotBefore = from, Revoked = 3 },
        ]);
        return await GrpcHost.StartAsync(canned);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, string line)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. line.Split(' '), "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
