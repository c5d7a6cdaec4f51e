using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Runtime.Tests.Control;

public sealed class CommandTests
{
    private const int Shards = 2;

    private readonly ShardMap _map = new(Shards, 42);
    private readonly CommandRouting _routing;

    public CommandTests() => _routing = new CommandRouting(_map, new CannedRegistry(tunnels: 3, shards: Shards).Registry);

    private static EngineConfiguration Configuration { get; } = new()
    {
        Peers =
        [
            Peer("vpn-2", "trunk", "own"),
            Peer("elsewhere", "trunk"),
        ],
    };

    [Fact]
    public void Route_InitiateAmbiguousPolicy_NamesTheVpns()
    {
        var route = _routing.Route(new EngineCommand.InitiateChild("trunk"), Configuration);

        Assert.Empty(route.Shards);
        Assert.Equal(CommandStatus.Invalid, route.Refusal!.Status);
        Assert.Contains("vpn-2, elsewhere", route.Refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Route_InitiateWithAnEstablishedSa_GoesToItsShard()
    {
        var route = _routing.Route(new EngineCommand.InitiateChild("own"), Configuration);

        // Tunnel 2 of the canned registry lives in shard 1.
        Assert.Equal(new ShardId(1), Assert.Single(route.Shards));
        Assert.Equal(new EngineCommand.InitiateChild("own", "vpn-2"), route.Command);
    }

    [Fact]
    public void Route_InitiateWithoutSa_GoesToTheHome() =>
        Assert.Equal([_map.HomeOf("elsewhere")], _routing.Route(new EngineCommand.InitiateIke("elsewhere"), Configuration).Shards);

    [Fact]
    public void Route_UnknownNames_AreRefusedWithWhatThereIs()
    {
        var policy = _routing.Route(new EngineCommand.InitiateChild("nowhere"), Configuration).Refusal!;
        var vpn = _routing.Route(new EngineCommand.InitiateIke("nowhere"), Configuration).Refusal!;

        Assert.Equal((CommandStatus.NotFound, "no security policy 'nowhere' is configured; there is trunk, own"), (policy.Status, policy.Message));
        Assert.Equal((CommandStatus.NotFound, "no vpn 'nowhere' is configured; there is vpn-2, elsewhere"), (vpn.Status, vpn.Message));
    }

    [Fact]
    public void Route_ByName_GoesToAllShardsAndByNumberToItsGiver()
    {
        Assert.Equal(Shards, _routing.Route(new EngineCommand.FlushIke(new SaSelector("vpn-2")), Configuration).Shards.Count);
        Assert.Equal([new ShardId(0)], _routing.Route(new EngineCommand.FlushIke(SaSelector.ByUniqueId(3)), Configuration).Shards);
        Assert.Equal([new ShardId(1)], _routing.Route(new EngineCommand.RekeyChild(SaSelector.ByUniqueId(4)), Configuration).Shards);
        Assert.NotNull(_routing.Route(new EngineCommand.RekeyIke(SaSelector.ByUniqueId(0)), Configuration).Refusal);
    }

    [Fact]
    public void Route_ManualTunnel_GoesToTheOwnersOfTheInboundSpis()
    {
        var configuration = Configuration with { ManualTunnels = [Manual("a", 1, 0x1000), Manual("b", 2, 0x1001), Manual("c", 3, 0x1002)] };

        Assert.Equal([_map.OwnerOf(0x1001u)], _routing.Route(new EngineCommand.ActivateManualTunnel(new SaSelector("b")), configuration).Shards);
        Assert.Equal([_map.OwnerOf(0x1002u)], _routing.Route(new EngineCommand.DeactivateManualTunnel(SaSelector.ByUniqueId(3)), configuration).Shards);
        Assert.Equal(
            new[] { 0x1000u, 0x1001u, 0x1002u }.Select(_map.OwnerOf).ToHashSet(),
            _routing.Route(new EngineCommand.ActivateManualTunnel(SaSelector.All), configuration).Shards.ToHashSet());
        Assert.Equal("no manual tunnel 'd' is configured; there is a, b, c", _routing.Route(new EngineCommand.ActivateManualTunnel(new SaSelector("d")), configuration).Refusal!.Message);
        Assert.Equal("no manual tunnel M9 is configured", _routing.Route(new EngineCommand.ActivateManualTunnel(SaSelector.ByUniqueId(9)), Configuration).Refusal!.Message);
    }

    [Theory]
    [InlineData(CommandStatus.Succeeded, CommandStatus.AlreadySet, CommandStatus.Succeeded, "Activated 1 manual tunnel.")]
    [InlineData(CommandStatus.AlreadySet, CommandStatus.AlreadySet, CommandStatus.AlreadySet, "nothing to do: it is in that state already")]
    [InlineData(CommandStatus.Failed, CommandStatus.Succeeded, CommandStatus.Failed, "")]
    public void Combine_ManualTunnels_OnlyAllOfThemMakeItAlreadySet(CommandStatus first, CommandStatus second, CommandStatus expected, string message)
    {
        var result = CommandAggregation.Combine(
            new EngineCommand.ActivateManualTunnel(SaSelector.All),
            [Completed(first == CommandStatus.Succeeded ? 1 : 0, first), Completed(second == CommandStatus.Succeeded ? 1 : 0, second)],
            expected: 2);

        Assert.Equal((expected, message), (result.Status, result.Message));
    }

    [Theory]
    [InlineData(1, 0, "Initiated 1 IKE SA rekey.")]
    [InlineData(1, 1, "Initiated 2 IKE SA rekeys.")]
    public void Combine_Rekeys_AreCountedOverShards(int first, int second, string message)
    {
        var result = CommandAggregation.Combine(
            new EngineCommand.RekeyIke(new SaSelector("v")),
            [Completed(first, first > 0 ? CommandStatus.Succeeded : CommandStatus.NotFound), Completed(second, second > 0 ? CommandStatus.Succeeded : CommandStatus.NotFound)],
            expected: 2);

        Assert.Equal((CommandStatus.Succeeded, message), (result.Status, result.Message));
    }

    [Fact]
    public void Combine_OtherTexts_FollowTheCommand()
    {
        Assert.Equal("Initiated 1 child SA rekey.", Combine(new EngineCommand.RekeyChild(SaSelector.All), Completed(1)).Message);
        Assert.Equal("Initiated 2 IKE SA redirections.", Combine(new EngineCommand.RedirectIke(SaSelector.All, System.Net.IPAddress.Loopback), Completed(2)).Message);
        Assert.Equal("Initiated 1 IKE SA reauthentication.", Combine(new EngineCommand.ReauthenticateIke(SaSelector.All), Completed(1)).Message);
        Assert.Equal(["line"], Combine(new EngineCommand.FlushIke(SaSelector.All), Completed(1, CommandStatus.Succeeded, "line")).Lines);
    }

    [Fact]
    public void Combine_NothingFoundAnywhere_SaysWhat()
    {
        var result = Combine(new EngineCommand.FlushChild(SaSelector.ByUniqueId(9)), Completed(0, CommandStatus.NotFound));

        Assert.Equal((CommandStatus.NotFound, "no child SA with unique id 9"), (result.Status, result.Message));
    }

    [Fact]
    public void Combine_OneFailed_IsAFailureThatKeepsAllLines()
    {
        var result = CommandAggregation.Combine(
            new EngineCommand.FlushIke(SaSelector.All),
            [Completed(1, CommandStatus.Succeeded, "a"), new ShardReply.Completed(new CommandResult(CommandStatus.Failed, 0, "why", ["b"]))],
            expected: 2);

        Assert.Equal((CommandStatus.Failed, 1, "why"), (result.Status, result.Affected, result.Message));
        Assert.Equal(["a", "b"], result.Lines);
    }

    [Fact]
    public async Task Request_ProgressThenCompletion_ArrivesInOrder()
    {
        var requests = new PendingRequests();
        using var request = requests.Open(2);
        var lines = new List<string>();
        var waiting = request.WaitAsync(lines.Add, CancellationToken.None);

        requests.Deliver(request.Number, new ShardReply.Progress("one"));
        requests.Deliver(request.Number, Completed(1));
        requests.Deliver(request.Number, new ShardReply.Progress("two"));
        requests.Deliver(request.Number, Completed(1));

        Assert.Equal(2, (await waiting.WaitAsync(TimeSpan.FromSeconds(60))).Count);
        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public async Task Request_EngineStops_EndsTheWaitAsUnavailable()
    {
        var requests = new PendingRequests();
        using var request = requests.Open(2);
        requests.Deliver(request.Number, Completed(1));

        requests.Abandon();

        var replies = await request.WaitAsync(null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(CommandStatus.Unavailable, CommandAggregation.Combine(new EngineCommand.FlushIke(SaSelector.All), replies, 2).Status);
    }

    [Fact]
    public async Task Request_Cancelled_StopsWaitingAndIsForgotten()
    {
        var requests = new PendingRequests();
        var request = requests.Open(1);
        using var cancel = new CancellationTokenSource();
        var waiting = request.WaitAsync(null, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        request.Dispose();
        Assert.Equal(0, requests.Count);
        requests.Deliver(request.Number, Completed(1));
    }

    private static CommandResult Combine(EngineCommand command, ShardReply reply) => CommandAggregation.Combine(command, [reply], 1);

    private static ShardReply.Completed Completed(int affected, CommandStatus status = CommandStatus.Succeeded, params string[] lines) =>
        new(new CommandResult(status, affected, string.Empty, lines));

    private static ManualTunnelPolicy Manual(string name, uint number, uint spiIn) => new()
    {
        Name = name,
        Number = number,
        Protocol = IpsecProtocol.Ah,
        LocalAddress = IpAddress.Parse("192.0.2.1"),
        RemoteAddress = IpAddress.Parse("192.0.2.2"),
        SpiIn = spiIn,
        SpiOut = spiIn,
        Integrity = IntegrityId.HmacSha256_128,
    };

    private static PeerPolicy Peer(string name, params string[] children) => new()
    {
        Name = name,
        Proposals = [],
        Children = children.Select(static c => new ChildPolicy { Name = c }).ToValueList(),
    };
}
