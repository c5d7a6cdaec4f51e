using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>EAP with strongSwan on the other side: as the gateway that asks, and as the client that proves itself.</summary>
[Trait("Category", "Interop")]
public class EapTests(ITestOutputHelper output)
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";

    private static readonly TunnelPlan Plan = new();

    [InteropTheory]
    [InlineData("mschapv2")]
    [InlineData("md5")]
    public async Task Gateway_StrongSwanIsTheClient_IsLetIn(string method)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap(method, User, Password, IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(lab, method));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    [InteropTheory]
    [InlineData("mschapv2")]
    [InlineData("md5")]
    public async Task Client_StrongSwanIsTheGateway_IsLetIn(string method)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap(method, User, Password, IsClient: false) });
        var agent = await lab.StartAgentAsync(Client(lab, method, Password));

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync($"'{User}'");
    }

    [InteropFact]
    public async Task Gateway_WrongPassword_RefusesInTheWordsOfTheProtocol()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, "wrong", IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(lab, "mschapv2"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await peer.WaitForLogAsync("EAP-MS-CHAPv2 failed with error ERROR_AUTHENTICATION_FAILURE");
        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("unknown identity or wrong password", StringComparison.Ordinal));
        Assert.DoesNotContain(Password, agent.Log, StringComparison.Ordinal);
    }

    [InteropFact]
    public async Task Client_WrongPassword_IsToldSo()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: false) });
        var agent = await lab.StartAgentAsync(Client(lab, "mschapv2", "wrong-password"));

        Assert.NotEqual(CommandStatus.Succeeded, (await agent.TryInitiateAsync("net")).Status);

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("the peer refused EAP-MSCHAPv2", StringComparison.Ordinal));
        Assert.DoesNotContain("wrong-password", agent.Log, StringComparison.Ordinal);
    }

    private static AgentConfiguration Gateway(InteropLab lab, string method) => Plan.Agent(lab.Network) with
    {
        IkePolicy = [$"remote-auth-method eap-{method}"],
        More = [$"eap-secret carol id {User}", $"eap-secret carol secret {Password}"],
    };

    private static AgentConfiguration Client(InteropLab lab, string method, string password) => Plan.Agent(lab.Network) with
    {
        IkePolicy = [$"local-auth-method eap-{method}"],
        More = [$"eap-secret own id {User}", $"eap-secret own secret {password}", $"vpn lab eap-id {User}"],
    };
}
