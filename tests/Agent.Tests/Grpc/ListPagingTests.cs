using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Pages, and members that are asked for.</summary>
public sealed class ListPagingTests
{
    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    [InlineData(7u)]
    [InlineData(8u)]
    public async Task ListTunnels_Pages_GiveEveryTunnelOnce(uint pageSize)
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 7));
        var pages = new List<ulong[]>();
        string token = "";
        do
        {
            List<V1.ListTunnelsResponse> page = await ListAsync(host.Visitor, new V1.ListTunnelsRequest { PageSize = pageSize, PageToken = token, BatchSize = 2 });
            pages.Add([.. page.SelectMany(response => response.Tunnels).Select(tunnel => tunnel.TunnelId)]);
            Assert.All(page.SkipLast(1), response => Assert.Empty(response.NextPageToken));
            token = page[^1].NextPageToken;
        }
        while (token.Length > 0);

        // Tunnel 1 has two generations, which stay together.
        Assert.Equal([1ul, 1, 2, 3, 4, 5, 6, 7], pages.SelectMany(page => page));
        Assert.Equal((7 + (int)pageSize - 1) / (int)pageSize, pages.Count);
        Assert.All(pages, page => Assert.InRange(page.Distinct().Count(), 1, (int)pageSize));
    }

    [Fact]
    public async Task ListTunnels_TunnelsComeAndGoBetweenPages_TheOthersComeOnce()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 6));
        var request = new V1.ListTunnelsRequest { PageSize = 2, Filter = new V1.TunnelFilter { State = V1.IkeTunnelState.Established } };
        V1.ListTunnelsResponse first = Assert.Single(await ListAsync(host.Visitor, request));

        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(8)], removals: [(new TunnelId(2), 1)]);
        request.PageToken = first.NextPageToken;
        request.PageSize = 0;
        V1.ListTunnelsResponse rest = Assert.Single(await ListAsync(host.Visitor, request));

        Assert.Equal([1ul, 2], first.Tunnels.Select(tunnel => tunnel.TunnelId));
        Assert.Equal([3ul, 4, 5, 6, 8], rest.Tunnels.Select(tunnel => tunnel.TunnelId));
        Assert.Empty(rest.NextPageToken);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAA")]
    [InlineData("AgAAAAAAAAABAAAAAA")]
    [InlineData("not base64 !!!!!!!")]
    [InlineData("AQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task ListTunnels_MadeUpToken_IsInvalid(string token)
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        await AssertInvalidAsync("page_token", host.Visitor, new V1.ListTunnelsRequest { PageToken = token });
    }

    [Fact]
    public async Task ListTunnels_TokenOfAnotherFilter_IsInvalid()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        string token = (await ListAsync(host.Visitor, new V1.ListTunnelsRequest { PageSize = 1 }))[^1].NextPageToken;

        await AssertInvalidAsync("page_token", host.Visitor, new V1.ListTunnelsRequest { PageToken = token, Filter = new V1.TunnelFilter { Vrf = "blue" } });
    }

    [Fact]
    public async Task ListTunnels_TwoWaysToPage_AreInvalid()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        await AssertInvalidAsync("page_size", host.Visitor, new V1.ListTunnelsRequest { PageSize = 1, Limit = 1 });
        await AssertInvalidAsync("page_size", host.Visitor, new V1.ListTunnelsRequest { PageSize = 1, AfterTunnelId = 1 });
    }

    [Fact]
    public async Task ListTunnels_FieldMask_OnlyThoseMembersCome()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));
        var request = new V1.ListTunnelsRequest
        {
            Filter = new V1.TunnelFilter { TunnelId = 2 },
            FieldMask = new FieldMask { Paths = { "vpn", "counters.in_octets", "children.security_policy", "children.counters.out_packets", "children.counters", "local.port" } },
        };

        V1.IkeTunnel tunnel = (await ListAsync(host.Visitor, request))[0].Tunnels[0];
        request.FieldMask = null;
        V1.IkeTunnel whole = (await ListAsync(host.Visitor, request))[0].Tunnels[0];

        Assert.Equal(
            new V1.IkeTunnel
            {
                TunnelId = 2,
                Generation = 1,
                Vpn = "vpn-2",
                Local = new V1.Endpoint { Port = 500 },
                Counters = new V1.IkeCounters { InOctets = 2000 },
                Children = { new V1.IpsecTunnel { SecurityPolicy = "trunk", Counters = whole.Children[0].Counters } },
            },
            tunnel);
    }

    [Theory]
    [InlineData("no_such_member")]
    [InlineData("vpn.name")]
    [InlineData("children.")]
    [InlineData("")]
    [InlineData("tunnelId")]
    public async Task ListTunnels_FieldMaskLeadsNowhere_IsInvalidAndNamed(string path)
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        await AssertInvalidAsync($"field_mask: '{path}'", host.Visitor, new V1.ListTunnelsRequest { FieldMask = new FieldMask { Paths = { path } } });
    }

    [Fact]
    public async Task ListVpns_PagesAndFilters_GiveThem()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        V1.ListVpnsResponse first = await FirstAsync(host.Visitor.ListVpns(new V1.ListVpnsRequest { PageSize = 3 }));
        V1.ListVpnsResponse second = await FirstAsync(host.Visitor.ListVpns(new V1.ListVpnsRequest { PageSize = 3, PageToken = first.NextPageToken }));
        V1.ListVpnsResponse named = await FirstAsync(host.Visitor.ListVpns(new V1.ListVpnsRequest { Name = "vpn-2", Vrf = "main" }));

        Assert.Equal(["vpn-1", "vpn-2", "vpn-3"], first.Vpns.Select(vpn => vpn.Name));
        Assert.Equal(("vpn-down", ""), (Assert.Single(second.Vpns).Name, second.NextPageToken));
        Assert.Equal("vpn-2", Assert.Single(named.Vpns).Name);
        Assert.Empty((await FirstAsync(host.Visitor.ListVpns(new V1.ListVpnsRequest { Vrf = "blue" }))).Vpns);
    }

    [Fact]
    public async Task ListFailures_Pages_GiveEveryRowOnce()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            host.Canned.Registry.Report(TunnelChangeKind.Failed, new FailureRecord { At = CannedRegistry.Now, Phase = FailurePhase.Other, Reason = CloseReason.Other, Text = $"{i}" });
        }

        var texts = new List<string>();
        var request = new V1.ListFailuresRequest { PageSize = 2 };
        do
        {
            V1.ListFailuresResponse page = await FirstAsync(host.Visitor.ListFailures(request));
            texts.AddRange(page.Failures.Select(failure => failure.Text));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(["0", "1", "2", "3", "4"], texts);
    }

    private static async Task AssertInvalidAsync(string detail, V1.Agent.AgentClient client, V1.ListTunnelsRequest request)
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => ListAsync(client, request));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.StartsWith(detail, exception.Status.Detail, StringComparison.Ordinal);
    }

    private static async Task<List<V1.ListTunnelsResponse>> ListAsync(V1.Agent.AgentClient client, V1.ListTunnelsRequest request)
    {
        using AsyncServerStreamingCall<V1.ListTunnelsResponse> call = client.ListTunnels(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task<T> FirstAsync<T>(AsyncServerStreamingCall<T> call)
    {
        using (call)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            return call.ResponseStream.Current;
        }
    }
}
