using System.Text.Json;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Foreign eyes on the agent: a scanner, a protocol analyser with our exported keys, and an operator at the command line.</summary>
[Trait("Category", "Interop")]
public class ObserverTests(ITestOutputHelper output)
{
    [InteropToolFact("ike-scan")]
    public async Task IkeScan_AgentOffersWhatItAsks_GetsAHandshake()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.StartAgentAsync(new TunnelPlan { Suites = [Suites.TripleDes] }.Agent(lab.Network) with { RemoteAddress = null });

        var answer = await lab.Network.Peer.RunAsync("ike-scan", "--ikev2", "--sport=0", "--retry=1", "--timeout=20000", lab.Network.Agent.Ipv4);

        Assert.Contains("IKEv2 SA_INIT Handshake returned", answer);
        Assert.Contains("Encr=3DES", answer);
        Assert.Contains("DH_Group=2:modp1024", answer);
    }

    [InteropToolFact("ike-scan")]
    public async Task IkeScan_AgentOffersStrongOnly_GetsARefusal()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(new TunnelPlan().Agent(lab.Network) with { RemoteAddress = null });

        var answer = await lab.Network.Peer.RunAsync("ike-scan", "--ikev2", "--sport=0", "--retry=1", "--timeout=20000", lab.Network.Agent.Ipv4);

        Assert.DoesNotContain("Handshake returned", answer);
        Assert.Contains("NO_PROPOSAL_CHOSEN", answer.Replace('-', '_'));
        Assert.Empty(await agent.ListAsync());
    }

    [InteropToolFact("ike-scan")]
    public async Task IkeScan_Ikev1MainMode_IsNotAnsweredByAHandshake()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(new TunnelPlan().Agent(lab.Network) with { RemoteAddress = null });

        var answer = await lab.Network.Peer.RunAsync("ike-scan", "--sport=0", "--retry=1", "--timeout=3000", lab.Network.Agent.Ipv4);

        Assert.Contains("0 returned handshake", answer);
        Assert.Empty(await agent.ListAsync());
    }

    [InteropToolFact("tcpdump", "tshark")]
    public async Task Tshark_WithOurKeyLog_DecryptsTheNegotiation()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var keys = Path.Combine(lab.Folder, "keys");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network), "--keylog", keys);
        await using var capture = await Capture.StartAsync(lab);

        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);
        await agent.RekeyIkeAsync();
        await agent.WaitForIkeAsync("a second generation", sa => sa.IsEstablished() && sa.Generation == 2);
        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();
        await capture.StopAsync();

        Assert.Contains("KEY LOG IS ON", agent.Log);
        var table = await File.ReadAllLinesAsync(keys);
        Assert.Equal(2, table.Length);
        var identities = await capture.FieldsAsync(table, "isakmp.exchangetype == 35", "isakmp.id.data.fqdn");
        Assert.Contains(plan.AgentId, identities);
        Assert.Contains(plan.PeerId, identities);
        const string DeletePayload = "42";
        Assert.Contains(DeletePayload, await capture.FieldsAsync(table, "isakmp.exchangetype == 37", "isakmp.typepayload"));
        Assert.DoesNotContain(plan.AgentId, await capture.FieldsAsync([], "isakmp.exchangetype == 35", "isakmp.id.data.fqdn"));
    }

    [InteropFact]
    public async Task CommandLine_LiveTunnel_ShowsWhatThePeerShows()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { Suites = [Suites.AesGcm256] });
        var progress = await agent.CliAsync("cmd", "ike", "initiate", "child-sa", "security-policy", "net");
        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);

        var table = await agent.CliAsync("show", "ike", "ike-sa");
        var details = await agent.CliAsync("show", "ike", "ike-sa", "details");
        using var json = JsonDocument.Parse(await agent.CliAsync("show", "ike", "ike-sa", "--json"));

        var child = theirs.Children[0];
        Assert.Contains($"CHILD_SA net{{{ours.Children[0].UniqueId}}} established with SPIs {child.SpiOut}_i {child.SpiIn}_o and TS 10.1.0.0/16 === 10.2.0.0/16", progress);
        Assert.Equal("VPN Local-Addr Local-ID      Remote-Addr Remote-ID    State       Child-SAs", table.Split('\n')[0].TrimEnd());
        Assert.Equal("lab 192.0.2.1  agent.example 192.0.2.2   peer.example established 1", table.Split('\n')[1].TrimEnd());
        Assert.StartsWith($"lab: #{ours.UniqueId}, ESTABLISHED, IKEv2, {theirs.InitiatorSpi}_i {theirs.ResponderSpi}_r", details);
        Assert.Contains("\n  aes256-gcm-128/prf:hmac-sha384/ecp256\n", details);
        Assert.Contains($"\n    in  {child.SpiOut}, 0 bytes, 0 packets\n    out {child.SpiIn}, 0 bytes, 0 packets\n", details);
        var sa = Assert.Single(json.RootElement.GetProperty("ike-sa").EnumerateArray());
        Assert.Equal(theirs.InitiatorSpi, sa.GetProperty("initiator-spi").GetString());
        Assert.Equal(child.SpiOut, Assert.Single(sa.GetProperty("child-sa").EnumerateArray()).GetProperty("spi-in").GetString());
    }
}
