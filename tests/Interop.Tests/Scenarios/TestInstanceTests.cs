using System.Text.RegularExpressions;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Tests by setup files against strongSwan: as a client with many tunnels, each from an address of its own, and as a gateway.</summary>
[Trait("Category", "Interop")]
public partial class TestInstanceTests(ITestOutputHelper output)
{
    private const string Secret = "correct-horse-battery-staple";
    private const string Gateway = "gateway.example";
    private const string Ike = "aes128-sha256-x25519";
    private const string Esp = "aes128gcm16";

    /// <summary>Every client and nobody else: strongSwan's floods' limits are off, its tables are large, and its log has what the test counts.</summary>
    private const string ManyClients =
        """
        dos_protection = no
          ikesa_table_size = 4096
          ikesa_table_segments = 16
          filelog { main {
            default = 0
            ike = 1
          } }
        """;

    [InteropFact]
    public async Task Client_OfAThousandTunnels_CreatesThemAllAndDeletesEachOnce()
    {
        const int Tunnels = 1000;
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.Network.AddClientAddressesAsync("172.20.0.0/16");
        var peer = await lab.StartPeerAsync(AnswersAll(lab), ManyClients);
        var test = await StartAsync(lab, $$"""
            role: client
            numberoftunnels: {{Tunnels}}
            startclntaddr: 172.20.1.1/16
            peeraddr: {{lab.Network.Peer.Ipv4}}
            setupinterval: 0s
            setup:
              max_half_open: 64
            owntsaddrincrease: 1
            peertsaddrincrease: 0
            {{Common}}
              myid: client&d.example
            {{Child("10.1.0.0", "10.1.0.0", "10.2.0.0", "10.2.255.255")}}
            """);

        await test.WaitForAsync($"{Tunnels} of {Tunnels} tunnels up");
        await Wait.UntilAsync("strongSwan to have them all", async () => await peer.CountAsync() == (Tunnels, 0));
        var (exitCode, result) = await test.StopAsync();

        Assert.Equal(("success", 0), (result.GetProperty("result").GetString(), exitCode));
        Assert.Equal((Tunnels, 0), (result.GetProperty("tunnels-created").GetInt32(), result.GetProperty("tunnels-failed").GetInt32()));
        var sas = result.GetProperty("ike-sa");
        Assert.Equal((Tunnels, Tunnels, Tunnels), (sas.GetProperty("total").GetInt32(), sas.GetProperty("live").GetInt32(), sas.GetProperty("has-child").GetInt32()));
        var rate = Tunnels / result.GetProperty("creation-seconds").GetDouble();
        Assert.Equal(rate, result.GetProperty("setup-rate").GetDouble(), rate * 1e-6);
        Assert.Equal(Tunnels, result.GetProperty("setup-latency").GetProperty("count").GetInt32());

        await Wait.UntilAsync("strongSwan to have none", async () => await peer.CountAsync() == (0, 0));
        Assert.Equal(Tunnels, Deletes().Count(peer.Log));
    }

    [InteropFact]
    public async Task Gateway_ManyInitiatorsOfStrongSwan_AnswersAndCountsThem()
    {
        const int Tunnels = 100;
        await using var lab = await InteropLab.CreateAsync(output);
        var test = await StartAsync(lab, $$"""
            role: gateway
            numberoftunnels: {{Tunnels}}
            bindifaddr: {{lab.Network.Agent.Ipv4}}/24
            {{Common}}
              myid: {{Gateway}}
            {{Child("10.2.0.0", "10.2.255.255", "10.1.0.0", "10.1.255.255")}}
            """);
        await test.WaitForAsync("running: 0 of");
        var peer = await lab.StartPeerAsync(Initiator(lab, 0), ManyClients);
        for (var number = 1; number < Tunnels; number++)
        {
            await peer.LoadAsync(Initiator(lab, number));
        }

        for (var number = 0; number < Tunnels; number++)
        {
            await peer.BeginInitiateAsync(ChildName(number), ConnectionName(number));
        }

        await test.WaitForAsync($"{Tunnels} of {Tunnels} tunnels up");
        var (exitCode, result) = await test.StopAsync();

        Assert.Equal(("success", 0), (result.GetProperty("result").GetString(), exitCode));
        Assert.Equal((Tunnels, Tunnels), (result.GetProperty("tunnels-created").GetInt32(), result.GetProperty("ike-sa").GetProperty("has-child").GetInt32()));
        await peer.WaitUntilEmptyAsync();
        Assert.Equal(Tunnels, Deletes().Count(peer.Log));
    }

    [InteropFact]
    public async Task RemoteAccess_ClientOfOurGateway_GetsAddressesOfThePoolAndPingsThrough()
    {
        const int Tunnels = 5;
        await using var lab = await InteropLab.CreateAsync(output);

        // The run itself puts its clients' addresses on the interface.
        await Command.RunAsync("ip", "-n", lab.Network.Peer.Name, "route", "add", "172.20.0.0/16", "via", lab.Network.Agent.Ipv4);
        var before = await AddressesAsync(lab);
        var gateway = await StartAsync(lab, $$"""
            role: gateway
            numberoftunnels: {{Tunnels}}
            bindifaddr: {{lab.Network.Peer.Ipv4}}/24
            poolconf:
              v4startaddr: 10.200.0.1/24
              v4dnslist: [10.2.0.53]
            {{Common}}
              myid: {{Gateway}}
            childlist:
              - ownts:
                  - startaddr: 10.2.0.1
                    endaddr: 10.2.0.1
            """, lab.Network.Peer, "gateway");
        await gateway.WaitForAsync("running: 0 of");
        var client = await StartAsync(lab, $$"""
            numberoftunnels: {{Tunnels}}
            startclntaddr: 172.20.1.1/16
            peeraddr: {{lab.Network.Peer.Ipv4}}
            bindifname: {{lab.Network.Agent.Interface}}
            setupinterval: 10ms
            peertsaddrincrease: 0
            {{Common}}
              ratunnel: true
            childlist:
              - peerts:
                  - startaddr: 10.2.0.1
                    endaddr: 10.2.0.1
            pingconf:
              autoaddr: true
              interval: 100ms
              holdtime: 100ms
            """);

        await client.WaitForAsync($"{Tunnels} of {Tunnels} tunnels up, pings ");
        await gateway.WaitForAsync($"{Tunnels} of {Tunnels} tunnels up");
        Assert.Contains($"172.20.1.{Tunnels}/16", await AddressesAsync(lab), StringComparison.Ordinal);
        var (clientCode, ofClient) = await client.StopAsync();
        Assert.Equal(before, await AddressesAsync(lab));
        var (gatewayCode, ofGateway) = await gateway.StopAsync();

        Assert.Equal(("success", 0), (ofClient.GetProperty("result").GetString(), clientCode));
        Assert.Equal(("success", 0), (ofGateway.GetProperty("result").GetString(), gatewayCode));
        Assert.Equal((Tunnels, Tunnels), (ofClient.GetProperty("tunnels-created").GetInt32(), ofGateway.GetProperty("tunnels-created").GetInt32()));
        Assert.True(ofClient.GetProperty("ping").GetProperty("received").GetInt32() > 0);
    }

    private static string Common => $"""
        ikeconf:
          psk: {Secret}
          dhgrpid: 31
          ikeencyptalg: aes-cbc:128
          initiatedpd: false
        """;

    private static string Child(string ownStart, string ownEnd, string peerStart, string peerEnd) => $"""
        childlist:
          - encalg: aes-gcm-16:128
            ownts:
              - startaddr: {ownStart}
                endaddr: {ownEnd}
            peerts:
              - startaddr: {peerStart}
                endaddr: {peerEnd}
        """;

    private static Task<string> AddressesAsync(InteropLab lab) =>
        Command.RunAsync("ip", "-n", lab.Network.Agent.Name, "-4", "-o", "addr", "show", "dev", lab.Network.Agent.Interface);

    private static string ConnectionName(int number) => $"c{number}";

    private static string ChildName(int number) => $"net{number}";

    private static StrongSwanConnection AnswersAll(InteropLab lab) => new()
    {
        LocalAddress = lab.Network.Peer.Ipv4,
        LocalId = Gateway,
        RemoteId = "%any",
        Secret = Secret,
        Proposals = [Ike],
        Unique = "never",
        Children = [new StrongSwanChild { Name = "net", LocalSelectors = ["10.2.0.0/16"], RemoteSelectors = ["10.1.0.0/16"], Proposals = [Esp] }],
    };

    private static StrongSwanConnection Initiator(InteropLab lab, int number) => new()
    {
        Name = ConnectionName(number),
        LocalAddress = lab.Network.Peer.Ipv4,
        RemoteAddress = lab.Network.Agent.Ipv4,
        LocalId = $"client{number}.example",
        RemoteId = Gateway,
        Secret = Secret,
        Proposals = [Ike],
        Unique = "never",
        Children = [new StrongSwanChild { Name = ChildName(number), LocalSelectors = [$"10.1.0.{number}/32"], RemoteSelectors = ["10.2.0.0/16"], Proposals = [Esp] }],
    };

    [GeneratedRegex("received DELETE for IKE_SA")]
    private static partial Regex Deletes();

    private static async Task<RunningTest> StartAsync(InteropLab lab, string setup, LabNamespace? host = null, string name = "test")
    {
        var test = await RunningTest.StartAsync(host ?? lab.Network.Agent, Path.Combine(lab.Folder, name), setup);
        lab.Add(name, test, test.Report);
        return test;
    }
}
