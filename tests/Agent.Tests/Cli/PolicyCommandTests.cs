using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Manual tunnels and IP filters on the command line and over the native API, from a registry with known ones.</summary>
public sealed class PolicyCommandTests
{
    [Theory]
    [InlineData("cmd manual-tunnel activate hq", "ActivateManualTunnel { Selector = SaSelector { Name = hq, UniqueId =  } }")]
    [InlineData("cmd manual-tunnel deactivate hq", "DeactivateManualTunnel { Selector = SaSelector { Name = hq, UniqueId =  } }")]
    [InlineData("cmd manual-tunnel deactivate all", "DeactivateManualTunnel { Selector = SaSelector { Name = , UniqueId =  } }")]
    public async Task Command_OfAnOperator_ReachesTheEngine(string line, string expected)
    {
        var control = new ScriptedControl();
        await using var host = await GrpcHost.StartAsync(control: control);

        Assert.Equal(0, (await RunAsync(host, line)).Code);

        Assert.True(control.Commands.Reader.TryRead(out var command));
        Assert.Equal(expected, command.ToString());
    }

    [Fact]
    public async Task ShowManualTunnel_Lines_SayStateAndTraffic()
    {
        await using var host = await StartAsync();

        var (code, output, error) = await RunAsync(host, "show manual-tunnel");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            M1 hq: active, 192.0.2.1 <-> 198.51.100.1, ESP tunnel, in 0 packets 0 bytes, out 3 packets 300 bytes
            M2 old: not active (its sequence numbers are used up), 192.0.2.1 <-> 198.51.100.1, AH tunnel, in 0 packets 0 bytes, out 3 packets 300 bytes

            """,
            output);
    }

    [Fact]
    public async Task ShowManualTunnel_Details_HaveSpisAlgorithmsAndSelectors()
    {
        await using var host = await StartAsync();

        var output = (await RunAsync(host, "show manual-tunnel details")).Output;

        Assert.Contains("  SPIs 00001000_i 00002000_o, aes128-cbc/hmac-sha256\n", output, StringComparison.Ordinal);
        Assert.Contains("  SPIs 00001000_i 00002000_o, hmac-sha256\n", output, StringComparison.Ordinal);
        Assert.Contains("  10.1.0.0/16 === 10.2.0.0/16[6/80], priority 7\n  vpn-action Gold\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowManualTunnel_WithoutAny_SaysSo()
    {
        await using var host = await GrpcHost.StartAsync(new CannedRegistry());

        Assert.Equal((0, "no manual tunnel is configured\n", ""), await RunAsync(host, "show manual-tunnel"));
    }

    [Fact]
    public async Task ShowFilter_EachSet_IsInSearchOrder()
    {
        await using var host = await StartAsync();

        Assert.Equal(
            """
            hq/lan.1: protect 10.1.0.0/16 === 10.2.0.0/16[6/80], tunnel Y7, matches out 5 in 4
            manual.1: protect 10.1.0.0/16 === 10.2.0.0/16[6/80], tunnel M1, priority 3, matches out 0 in 0
            SYSDEFAULTDENYRULE.1: deny 10.1.0.0/16 === 10.2.0.0/16[6/80], generic, matches out 0 in 0
            3 filters

            """,
            (await RunAsync(host, "show filter")).Output);
        Assert.Equal("SYSDEFAULTDENYRULE.1: deny 10.1.0.0/16 === 10.2.0.0/16[6/80], generic, matches out 0 in 0\n1 filter\n", (await RunAsync(host, "show filter default")).Output);
        Assert.Equal("hq/lan.1: protect 10.1.0.0/16 === 10.2.0.0/16[6/80], anchor, on demand, matches out 5 in 4, not in force\n1 filter\n", (await RunAsync(host, "show filter policy")).Output);
        Assert.EndsWith("\n1 filter\n", (await RunAsync(host, "show filter current --limit 1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Json_HasTheSameFacts()
    {
        await using var host = await StartAsync();
        using var tunnels = JsonDocument.Parse((await RunAsync(host, "show manual-tunnel --json")).Output);
        using var filters = JsonDocument.Parse((await RunAsync(host, "show filter current --json")).Output);

        var tunnel = tunnels.RootElement.GetProperty("manual-tunnel")[0];
        Assert.Equal(("M1", true, 300), (tunnel.GetProperty("id").GetString(), tunnel.GetProperty("active").GetBoolean(), tunnel.GetProperty("out-bytes").GetInt32()));
        Assert.Equal("10.1.0.0/16", tunnel.GetProperty("local-ts")[0].GetString());
        var filter = filters.RootElement.GetProperty("filter")[0];
        Assert.Equal(("dynamic", "Y7", 5), (filter.GetProperty("kind").GetString(), filter.GetProperty("tunnel").GetString(), filter.GetProperty("out-matches").GetInt32()));
        Assert.Equal(CannedRegistry.Now, filter.GetProperty("created-at").GetDateTimeOffset());
    }

    private static async Task<GrpcHost> StartAsync()
    {
        var canned = new CannedRegistry();
        var active = Tunnel();
        canned.Registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, ManualTunnels = [active], Filters = new Filters() });
        canned.Registry.Publisher(1).Commit(new ShardChanges
        {
            At = CannedRegistry.Now,
            ManualTunnels =
            [
                active with
                {
                    Id = new TunnelId(2),
                    Name = "old",
                    IsActive = false,
                    ActivatedAt = null,
                    Problem = "its sequence numbers are used up",
                    Protocol = IpsecProtocol.Ah,
                    Encryption = AlgorithmInfo.None,
                },
            ],
        });
        return await GrpcHost.StartAsync(canned);
    }

    private static ManualTunnelSnapshot Tunnel()
    {
        var counters = new IpsecTunnelCounters();
        counters.OutPackets.Add(3);
        counters.OutOctets.Add(300);
        return new ManualTunnelSnapshot
        {
            Id = new TunnelId(1),
            Name = "hq",
            VpnAction = "Gold",
            IsActive = true,
            Protocol = IpsecProtocol.Esp,
            Mode = IpsecMode.Tunnel,
            Local = new EndpointInfo(IPAddress.Parse("192.0.2.1"), 0),
            Remote = new EndpointInfo(IPAddress.Parse("198.51.100.1"), 0),
            SpiIn = 0x1000,
            SpiOut = 0x2000,
            Encryption = CannedRegistry.Aes128Cbc,
            Integrity = CannedRegistry.HmacSha256_128,
            LocalSelectors = [Filters.Local],
            RemoteSelectors = [Filters.Remote],
            Priority = 7,
            ActivatedAt = CannedRegistry.Now,
            Counters = counters,
        };
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, string line)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. line.Split(' '), "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class Filters : IFilterTable
    {
        public static readonly SelectorInfo Local = new(0, 0, ushort.MaxValue, IPAddress.Parse("10.1.0.0"), IPAddress.Parse("10.1.255.255"));
        public static readonly SelectorInfo Remote = new(6, 80, 80, IPAddress.Parse("10.2.0.0"), IPAddress.Parse("10.2.255.255"));

        public IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set)
        {
            var rule = Filter("lan", IpFilterKind.Anchor, IpFilterAction.Protect, 1) with { VpnName = "hq", OnDemand = true, OutMatches = 5, InMatches = 4 };
            var last = Filter("SYSDEFAULTDENYRULE", IpFilterKind.Generic, IpFilterAction.Deny, 9);
            return set switch
            {
                IpFilterSet.Policy => [rule with { IsActive = false }],
                IpFilterSet.Default => [last],
                _ =>
                [
                    rule with { Kind = IpFilterKind.Dynamic, IpsecTunnel = new TunnelId(7) },
                    Filter("manual", IpFilterKind.Manual, IpFilterAction.Protect, 2) with { ManualTunnel = new TunnelId(1), Priority = 3 },
                    last,
                ],
            };
        }

        private static IpFilterSnapshot Filter(string name, IpFilterKind kind, IpFilterAction action, ulong order) => new()
        {
            Name = name,
            Kind = kind,
            Action = action,
            Local = Local,
            Remote = Remote,
            CreatedAt = CannedRegistry.Now,
            SearchOrder = order,
        };
    }
}
