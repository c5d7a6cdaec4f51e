using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>New SAs because the authentication is old, in both orders, and by the responder's wish (AUTH_LIFETIME).</summary>
[Trait("Category", "Interop")]
public class ReauthenticationTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ByOurTimer_InBothOrders_TunnelIsMadeAnew(bool makeBeforeBreak)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            IkePolicy = ["reauth-time 2s", "over-time 20s", "rand-time 0s"],
            GlobalOptions = [makeBeforeBreak ? "make-before-break true" : "make-before-break false"],
        });
        await agent.InitiateAsync("net");

        await agent.WaitForIkeAsync("an SA made anew", sa => sa.IsEstablished() && sa.Counters.Reauthentications > 0 && sa.InstalledChildren().Any());

        await Wait.UntilAsync("two deleted SAs", () => peer.Log.Split("received DELETE for IKE_SA").Length > 2);
        Assert.DoesNotContain("deleting duplicate IKE_SA", peer.Log, StringComparison.Ordinal);
    }

    [InteropFact]
    public async Task AuthLifetime_OfTheAgent_StrongSwanReauthenticates()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { OverTime = 1 }, "make_before_break = yes");
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { RemoteAddress = null, IkePolicy = ["reauth-time 5s", "over-time 30s", "rand-time 0s"] });
        await peer.InitiateAsync("net");
        var before = await agent.WaitForTunnelAsync();

        await peer.WaitForLogAsync("received AUTH_LIFETIME of 5s, scheduling reauthentication in 4s");

        await agent.WaitForIkeAsync("an SA made anew", sa => sa.IsEstablished() && sa.UniqueId != before.UniqueId && sa.InstalledChildren().Any());
    }
}
