using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Every algorithm set with a real peer, in both roles: same choice, same SPIs, same Child SA keys.</summary>
[Trait("Category", "Interop")]
public class SuiteTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = [.. Suites.All.Select(suite => suite.Ike)];

    [InteropTheory]
    [MemberData(nameof(Names))]
    public async Task Suite_AgentInitiates_BothEndsHaveTheSameTunnel(string name)
    {
        var suite = Suites.All.Single(row => row.Ike == name);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { Suites = [suite] });

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.Initiator);
        Assert.Equal(suite.PeerShowsIke, theirs.Algorithms);
        Assert.Equal(suite.AgentShowsIke, ours.AlgorithmsText());
        Assert.Equal(suite.PeerShowsEsp, theirs.Children[0].Algorithms);
    }

    [InteropTheory]
    [MemberData(nameof(Names))]
    public async Task Suite_PeerInitiates_BothEndsHaveTheSameTunnel(string name)
    {
        var suite = Suites.All.Single(row => row.Ike == name);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { Suites = [suite] });

        await peer.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.False(ours.Initiator);
        Assert.Equal(suite.PeerShowsIke, theirs.Algorithms);
        Assert.Equal(suite.AgentShowsIke, ours.AlgorithmsText());
        Assert.Equal(suite.PeerShowsEsp, theirs.Children[0].Algorithms);
    }

    /// <summary>One agent that takes everything, and a peer that wants one set after another: what the table of suites has no row for.</summary>
    [InteropFact]
    public async Task Algorithms_ThePeerWantsOneSetAfterAnother_AreAgreedOnInBothRoles()
    {
        (string Ike, string Esp, string AgentIke, string AgentEsp)[] sets =
        [
            ("aes128-sha1-modp1536", "aes128-sha1", "enc-alg aes128-cbc, auth-alg hmac-sha1, dh-group modp1536", "enc-alg aes128-cbc, auth-alg hmac-sha1"),
            ("aes192-sha512-modp4096", "aes192-sha512", "enc-alg aes192-cbc, auth-alg hmac-sha512, dh-group modp4096", "enc-alg aes192-cbc, auth-alg hmac-sha512"),
            ("aes256-sha384-modp6144", "null-sha256", "enc-alg aes256-cbc, auth-alg hmac-sha384, dh-group modp6144", "enc-alg null, auth-alg hmac-sha256"),
            ("aes256-sha512-modp8192", "aes256-sha512", "enc-alg aes256-cbc, auth-alg hmac-sha512, dh-group modp8192", "enc-alg aes256-cbc, auth-alg hmac-sha512"),
            ("aes128-aescmac-prfaescmac-modp2048s256", "aes128-aescmac", "enc-alg aes128-cbc, auth-alg aes-cmac, prf-alg aes-cmac, dh-group modp2048s256", "enc-alg aes128-cbc, auth-alg aes-cmac"),
            ("aes128gcm8-prfaesxcbc-ecp224", "aes128gcm8", "aead-alg aes128-gcm-64, prf-alg aes-xcbc, dh-group ecp224", "aead-alg aes128-gcm-64"),
            ("aes192-sha256-ecp192", "aes192-sha256", "enc-alg aes192-cbc, auth-alg hmac-sha256, dh-group ecp192", "enc-alg aes192-cbc, auth-alg hmac-sha256"),
            ("aes128gcm12-prfsha256-ecp224bp", "aes128gcm12", "aead-alg aes128-gcm-96, prf-alg hmac-sha256, dh-group brainpool224", "aead-alg aes128-gcm-96"),
            ("aes128ctr-sha256-ecp256bp", "aes128ctr-sha256", "enc-alg aes128-ctr, auth-alg hmac-sha256, dh-group brainpool256", "enc-alg aes128-ctr, auth-alg hmac-sha256"),
            ("aes256gcm8-prfsha384-ecp384bp", "aes256gcm8", "aead-alg aes256-gcm-64, prf-alg hmac-sha384, dh-group brainpool384", "aead-alg aes256-gcm-64"),
            ("aes256ccm8-prfsha512-ecp512bp", "aes256ccm8", "aead-alg aes256-ccm-64, prf-alg hmac-sha512, dh-group brainpool512", "aead-alg aes256-ccm-64"),
        ];
        var suites = sets.Select(set => new Suite(set.Ike, set.Esp, set.AgentIke, set.AgentEsp, "", "", "")).ToList();
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = suites };
        var peer = await lab.StartPeerAsync((plan with { Suites = [suites[0]] }).Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        foreach (var suite in suites)
        {
            await peer.UnloadAsync();
            await peer.LoadAsync((plan with { Suites = [suite] }).Peer(lab.Network));
            foreach (var agentInitiates in new[] { true, false })
            {
                await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

                var (ours, _) = await Agreement.AssertAsync(agent, peer);
                Assert.Equal(suite.AgentIke.Split(' ')[^1], ours.KeyExchange.Name);
                await agent.FlushIkeAsync();
                await peer.WaitUntilEmptyAsync();
            }
        }
    }
}
