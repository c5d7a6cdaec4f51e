using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Engine.Crypto;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>One guest for all of them, booted by the first.</summary>
public sealed class OpenIkedFixture : IAsyncLifetime
{
    private readonly GuestKeeper<OpenIkedGuest> _keeper = new("iked", OpenIkedGuest.BootAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _keeper.DisposeAsync().AsTask();

    internal Task<GuestLab<OpenIkedGuest>> OpenAsync(ITestOutputHelper output) => _keeper.OpenAsync(output);
}

/// <summary>A third implementation as the judge: OpenIKED, in both roles, with packets through its kernel.</summary>
[Trait("Category", "Interop")]
public class OpenIkedTests(OpenIkedFixture fixture, ITestOutputHelper output) : IClassFixture<OpenIkedFixture>
{
    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesCbc128 with { AgentEsp = "enc-alg aes128-cbc, auth-alg hmac-sha512" }] };

    [InteropTheory(LabNeed.OpenIked)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PresharedKey_BothRoles_PacketsPassBothWays(bool agentInitiates)
    {
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab);

        await EstablishAsync(lab, agent, Policy(lab) with { Initiates = !agentInitiates });

        var tunnel = await agent.WaitForTunnelAsync();
        Assert.Equal(agentInitiates, tunnel.Initiator);
        Assert.Equal("aes128-cbc/hmac-sha256/prf:hmac-sha256/curve25519", tunnel.AlgorithmsText());
        await AssertCarriesAsync(lab, agent);
    }

    [InteropFact(LabNeed.OpenIked)]
    public async Task Rekeys_ByTheAgent_LeaveOneTunnelThatCarries()
    {
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab);
        await EstablishAsync(lab, agent, Policy(lab));
        var first = await agent.WaitForTunnelAsync();

        await agent.RekeyChildAsync("net");
        await agent.RekeyIkeAsync();

        var second = await agent.WaitForIkeAsync(
            "new SAs alone",
            sa => sa.IsEstablished() && sa.Generation > first.Generation && sa.Children.Count == 1 && sa.InstalledChildren().Any(child => child.UniqueId != first.Children[0].UniqueId));
        await lab.Guest.WaitForAsync(ikeSas: 1);
        Assert.NotEqual(first.InitiatorSpi, second.InitiatorSpi);
        await AssertCarriesAsync(lab, agent);
    }

    [InteropFact(LabNeed.OpenIked)]
    public async Task Rekeys_ByOpenIked_LeaveOneTunnelThatCarries()
    {
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab);
        await EstablishAsync(lab, agent, Policy(lab) with { IkeLifetime = 6, ChildLifetime = 8 });
        var first = await agent.WaitForTunnelAsync();

        await agent.WaitForIkeAsync(
            "new SAs",
            sa => sa.IsEstablished() && sa.Generation > first.Generation && sa.InstalledChildren().Any(child => child.UniqueId > first.Children[0].UniqueId));

        await Wait.UntilAsync("a ping through them", async () => (await Ping.RunAsync(lab.Guest.AgentHost, lab.Guest.AgentHost.InnerIpv4, lab.Guest.InnerIpv4, new PingOptions { Count = 1, ExpectAnswers = false })).Received == 1);
        Assert.Single(await agent.ListAsync(), static sa => sa.IsEstablished());
    }

    [InteropTheory(LabNeed.OpenIked)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deletion_ByEitherEnd_ReachesTheOther(bool byAgent)
    {
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab);
        await EstablishAsync(lab, agent, Policy(lab));
        await lab.Guest.WaitForAsync(ikeSas: 1);

        await (byAgent ? agent.FlushIkeAsync() : lab.Guest.TerminateAsync(Plan.AgentId));

        await lab.Guest.WaitForAsync(ikeSas: 0);
        await agent.WaitUntilEmptyAsync();
        Assert.Empty(await lab.Guest.StatesAsync());
    }

    [InteropTheory(LabNeed.OpenIked)]
    [InlineData(PublicKeyKind.Rsa, true)]
    [InlineData(PublicKeyKind.Rsa, false)]
    [InlineData(PublicKeyKind.EcdsaP256, true)]
    public async Task Certificates_BothRoles_AreAccepted(PublicKeyKind kind, bool agentInitiates)
    {
        var root = TestPki.Root("lab root", PublicKeyKind.Rsa);
        var (ours, theirs) = (root.Issue("CN=agent", kind, dns: Plan.AgentId), root.Issue("CN=peer", kind, dns: Plan.PeerId));
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab, configuration => configuration with
        {
            Certificates = new Dictionary<string, string> { ["own.pem"] = ours.Pem, ["own.key"] = ours.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        });

        await EstablishAsync(lab, agent, Policy(lab) with
        {
            Initiates = !agentInitiates,
            Certificates = new OpenIkedCertificates(theirs.Pem, theirs.KeyPem, TestPki.ToPem(root.Certificate)),
        });

        Assert.Equal(Plan.PeerId, (await agent.WaitForTunnelAsync()).RemoteIdentity.Text);
        await AssertCarriesAsync(lab, agent);
    }

    [InteropFact(LabNeed.OpenIked)]
    public async Task WrongSecret_OfThePeer_IsRefused()
    {
        await using var lab = await fixture.OpenAsync(output);
        var agent = await StartAsync(lab);
        await lab.Guest.LoadAsync(Policy(lab) with { Secret = "another secret" });

        var outcome = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, outcome.Status);
        Assert.Empty(await agent.ListAsync());
    }

    private static Task<RunningAgent> StartAsync(GuestLab<OpenIkedGuest> lab, Func<AgentConfiguration, AgentConfiguration>? change = null)
    {
        var configuration = Plan.Agent(lab.Guest.AgentHost, lab.Guest.Ipv4) with { NeedsTunnelDevice = true };
        return lab.StartAgentAsync(change?.Invoke(configuration) ?? configuration);
    }

    /// <summary>Loads the policy, and lets the agent initiate when the policy does not.</summary>
    private static async Task EstablishAsync(GuestLab<OpenIkedGuest> lab, RunningAgent agent, OpenIkedConnection policy)
    {
        await lab.Guest.LoadAsync(policy);
        if (!policy.Initiates)
        {
            await agent.InitiateAsync("net");
        }

        await agent.WaitForTunnelAsync();
        await agent.WaitForRoutesAsync("net");
    }

    /// <summary>The agent's child is what the guest's kernel has, and pings pass from either end.</summary>
    private static async Task AssertCarriesAsync(GuestLab<OpenIkedGuest> lab, RunningAgent agent)
    {
        var (here, there) = (lab.Guest.AgentHost, lab.Guest);
        var child = (await agent.WaitForTunnelAsync()).InstalledChildren().Single();
        await Wait.UntilAsync(
            "the guest's kernel to have the child alone",
            async () => (await there.StatesAsync()).Select(static sa => sa.Spi).Order().SequenceEqual(new[] { child.SpiInText(), child.SpiOutText() }.Order()));
        foreach (var pings in new[] { await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4), await Ping.RunAsync(there, there.InnerIpv4, here.InnerIpv4) })
        {
            Assert.True(pings.AllAnswered, pings.Output);
        }
    }

    private static OpenIkedConnection Policy(GuestLab<OpenIkedGuest> lab) => new()
    {
        Host = lab.Guest,
        Agent = lab.Guest.AgentHost,
        LocalId = Plan.PeerId,
        RemoteId = Plan.AgentId,
        Secret = Plan.Secret,
    };
}
