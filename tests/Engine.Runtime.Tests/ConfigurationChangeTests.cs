using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class ConfigurationChangeTests
{
    [Fact]
    public void Between_OnlyNewAndChangedVpnsThatStart_AreStarted()
    {
        var before = new EngineConfiguration { Peers = [Peer("same"), Peer("changed"), Peer("gone")] };
        var after = new EngineConfiguration
        {
            Peers =
            [
                Peer("same"),
                Peer("changed") with { DpdDelay = TimeSpan.FromSeconds(10) },
                Peer("new"),
                Peer("waits", ChildAction.Trap),
                Peer("off") with { Enabled = false },
            ],
        };

        var change = ConfigurationChange.Between(before, after);

        Assert.Equal(["changed", "new"], change.ToStart);
        Assert.Equal(4, change.NewOrChanged);
    }

    private static PeerPolicy Peer(string name, ChildAction start = ChildAction.Start) => new()
    {
        Name = name,
        Proposals = [],
        Children = [new ChildPolicy { Name = "c", StartAction = start }],
    };
}
