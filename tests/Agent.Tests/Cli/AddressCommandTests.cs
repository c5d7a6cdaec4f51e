using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Virtual addresses on the command line and over the native API, from a registry with known pools.</summary>
public sealed class AddressCommandTests
{
    [Fact]
    public async Task ShowPools_Lines_SayHowMuchIsUsed()
    {
        await using var host = await StartAsync();

        Assert.Equal(
            """
            staff: IPv4 2 of 254 in use, 1 kept, IPv6 0 of 2^64 and more in use, 0 kept, given out 5, refused 1
            words: attributes only, given out 0, refused 0
            2 pools

            """,
            (await RunAsync(host, "show pools")).Output);
    }

    [Fact]
    public async Task ShowLeases_Lines_AreInTheOrderOfTheAddresses()
    {
        await using var host = await StartAsync();

        var (code, output, error) = await RunAsync(host, "show leases");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            """
            10.9.0.1: 'peer-1', pool staff, vpn hq, since 2026-03-01 11:00:00Z
            10.9.0.2: 'peer-2', pool staff, vpn hq, since 2026-03-01 11:00:00Z, given back 2026-03-01 12:00:00Z
            10.9.0.10: 'peer-10', pool staff, vpn lab, since 2026-03-01 11:00:00Z
            2 in use, 1 kept

            """,
            output);
    }

    [Theory]
    [InlineData("--in-use", "10.9.0.1 10.9.0.10")]
    [InlineData("--vpn lab", "10.9.0.10")]
    [InlineData("--id peer-2", "10.9.0.2")]
    [InlineData("--pool words", "")]
    [InlineData("--pool staff --vpn hq --in-use", "10.9.0.1")]
    public async Task ShowLeases_Filters_LeaveTheOthersOut(string options, string expected)
    {
        await using var host = await StartAsync();

        using var json = JsonDocument.Parse((await RunAsync(host, $"show leases {options} --json")).Output);

        Assert.Equal(expected, string.Join(' ', json.RootElement.GetProperty("lease").EnumerateArray().Select(static lease => lease.GetProperty("address").GetString())));
    }

    [Fact]
    public async Task ShowPools_Json_HasEveryNumber()
    {
        await using var host = await StartAsync();

        using var json = JsonDocument.Parse((await RunAsync(host, "show pools --json")).Output);

        var pool = json.RootElement.GetProperty("pool")[0];
        Assert.Equal("10.9.0.1-10.9.0.254", pool.GetProperty("ranges")[0].GetString());
        Assert.Equal((254ul, 2ul, 1ul), (pool.GetProperty("ipv4").GetProperty("size").GetUInt64(), pool.GetProperty("ipv4").GetProperty("in-use").GetUInt64(), pool.GetProperty("ipv4").GetProperty("kept").GetUInt64()));
        Assert.Equal((5ul, 1ul), (pool.GetProperty("granted").GetUInt64(), pool.GetProperty("refused").GetUInt64()));
    }

    [Theory]
    [InlineData(1u, 3)]
    [InlineData(2u, 2)]
    [InlineData(3u, 1)]
    [InlineData(0u, 1)]
    public async Task ListAddressLeases_Pages_GiveEveryLeaseOnce(uint pageSize, int pages)
    {
        await using var host = await StartAsync();
        var addresses = new List<string>();
        var token = "";
        var count = 0;
        do
        {
            using var call = host.Visitor.ListAddressLeases(new V1.ListAddressLeasesRequest { PageSize = pageSize, PageToken = token });
            token = "";
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                addresses.AddRange(call.ResponseStream.Current.Leases.Select(static lease => lease.Address));
                token = call.ResponseStream.Current.NextPageToken;
            }

            count++;
        }
        while (token.Length > 0);

        Assert.Equal(["10.9.0.1", "10.9.0.2", "10.9.0.10"], addresses);
        Assert.Equal(pages, count);
    }

    [Fact]
    public async Task Vrf_OfPoolsAndLeases_IsShownAndAskedFor()
    {
        var canned = new CannedRegistry();
        canned.Registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, AddressPools = [Staff("main")] });
        canned.Registry.Publisher(1).Commit(new ShardChanges { At = CannedRegistry.Now, AddressPools = [Staff("red")] });
        await using var host = await GrpcHost.StartAsync(canned);

        Assert.Equal("staff: attributes only, given out 0, refused 0\nstaff (vrf red): attributes only, given out 0, refused 0\n2 pools\n", (await RunAsync(host, "show pools")).Output);
        Assert.Equal("staff (vrf red): attributes only, given out 0, refused 0\n1 pool\n", (await RunAsync(host, "show pools vrf red")).Output);
        Assert.Equal(
            "10.9.0.1: 'peer-1', pool staff (vrf red), vpn hq, since 2026-03-01 11:00:00Z\n1 in use, 0 kept\n",
            (await RunAsync(host, "show leases --pool staff vrf red")).Output);
        Assert.Equal("10.9.0.1: 'peer-1', pool staff, vpn hq, since 2026-03-01 11:00:00Z\n1 in use, 0 kept\n", (await RunAsync(host, "show leases vrf main")).Output);

        static AddressPoolSnapshot Staff(string vrf) => new()
        {
            Name = "staff",
            Vrf = vrf,
            Leases = ImmutableSortedDictionary<AddressOrder, AddressLease>.Empty.Add(new AddressOrder(false, 1), Lease(1, "hq") with { Vrf = vrf }),
        };
    }

    private static async Task<GrpcHost> StartAsync()
    {
        var canned = new CannedRegistry();
        canned.Registry.Publisher(0).Commit(new ShardChanges
        {
            At = CannedRegistry.Now,
            AddressPools =
            [
                new AddressPoolSnapshot
                {
                    Name = "staff",
                    Ranges = [new AddressRangeInfo(IPAddress.Parse("10.9.0.1"), IPAddress.Parse("10.9.0.254")), new AddressRangeInfo(IPAddress.Parse("fd09::"), IPAddress.Parse("fd0a::"))],
                    Ipv4 = new AddressUsage(254, 2, 1),
                    Ipv6 = new AddressUsage(ulong.MaxValue, 0, 0),
                    Granted = 5,
                    Refused = 1,
                    Leases = ((AddressLease[])[Lease(10, "lab"), Lease(1, "hq"), Lease(2, "hq") with { ReleasedAt = CannedRegistry.Now }])
                        .ToImmutableSortedDictionary(static lease => new AddressOrder(false, lease.Address.GetAddressBytes()[3]), static lease => lease),
                },
                new AddressPoolSnapshot { Name = "words" },
            ],
        });
        return await GrpcHost.StartAsync(canned);
    }

    private static AddressLease Lease(byte number, string vpn) => new()
    {
        Address = new IPAddress([10, 9, 0, number]),
        PoolName = "staff",
        Identity = new IdentityInfo(2, System.Text.Encoding.ASCII.GetBytes($"peer-{number}"), $"peer-{number}"),
        VpnName = vpn,
        TunnelId = new TunnelId(number),
        Since = CannedRegistry.Now.AddHours(-1),
    };

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, string line)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. line.Split(' '), "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
