using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary><c>show radius</c>, from a registry with known servers.</summary>
public sealed class RadiusCommandTests
{
    private static readonly RadiusInfo Servers = new()
    {
        Servers = [Server("one", "10.0.0.9", isDead: false), Server("two", "fd00::9", isDead: true)],
        PeersWaiting = 1,
        PeersRefused = 2,
        IsAccounting = true,
        RecordsWaiting = 3,
        RecordsConfirmed = 4,
        RecordsLost = 5,
        DynamicAuthorization = new EndpointInfo(IPAddress.Parse("10.0.0.1"), 3799),
        RequestsAnswered = 6,
        RequestsDropped = 7,
    };

    [Fact]
    public async Task ShowRadius_Lines_SayWhatServersWereAskedAndTold()
    {
        await using var host = await StartAsync(Servers);

        Assert.Equal(
            """
            one: 10.0.0.9 ports 1812 1813, preference 10
              11 requests, 12 retransmissions, 13 responses, 14 timeouts
              15 bad authenticators, 16 malformed, 17 unexpected
            two: fd00::9 ports 1812 1813, preference 10, does not answer
              11 requests, 12 retransmissions, 13 responses, 14 timeouts
              15 bad authenticators, 16 malformed, 17 unexpected
            authentication: 1 peers wait, 2 refused
            accounting on: 4 records confirmed, 3 wait, 5 lost
            dynamic authorization on 10.0.0.1[3799]: 6 requests answered, 7 dropped

            """,
            await RunAsync(host, "show radius"));
    }

    [Fact]
    public async Task ShowRadius_Json_HasEveryCount()
    {
        await using var host = await StartAsync(Servers);

        using var json = JsonDocument.Parse(await RunAsync(host, "show radius --json"));

        var servers = json.RootElement.GetProperty("server");
        Assert.Equal([false, true], servers.EnumerateArray().Select(static server => server.GetProperty("dead").GetBoolean()));
        string[] ofServer = ["preference", "requests", "retransmissions", "responses", "timeouts", "bad-authenticators", "malformed-responses", "packets-dropped"];
        Assert.Equal([10, 11, 12, 13, 14, 15, 16, 17], ofServer.Select(name => servers[0].GetProperty(name).GetInt32()));
        string[] ofAll = ["peers-waiting", "peers-refused", "records-waiting", "records-confirmed", "records-lost", "requests-answered", "requests-dropped"];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], ofAll.Select(name => json.RootElement.GetProperty(name).GetInt32()));
    }

    [Fact]
    public async Task ShowRadius_NoneConfigured_SaysSo()
    {
        await using var host = await StartAsync(null);

        Assert.Equal("no RADIUS server is configured\n", await RunAsync(host, "show radius"));
    }

    private static RadiusServerInfo Server(string name, string address, bool isDead) => new()
    {
        Name = name,
        Address = IPAddress.Parse(address),
        AuthenticationPort = 1812,
        AccountingPort = 1813,
        Preference = 10,
        IsDead = isDead,
        Requests = 11,
        Retransmissions = 12,
        Responses = 13,
        Timeouts = 14,
        BadAuthenticators = 15,
        MalformedResponses = 16,
        PacketsDropped = 17,
    };

    private static async Task<GrpcHost> StartAsync(RadiusInfo? radius)
    {
        var canned = new CannedRegistry();
        canned.Registry.SetRadius(() => radius);
        return await GrpcHost.StartAsync(canned);
    }

    private static async Task<string> RunAsync(GrpcHost host, string line)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await CliApplication.RunAsync([.. line.Split(' '), "--socket", host.SocketPath], output, error));
        return output.ToString();
    }
}
