using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Revocation asked over HTTP of a foreign OCSP responder (openssl), while strongSwan initiates.</summary>
[Trait("Category", "Interop")]
public class RevocationTests(ITestOutputHelper output)
{
    private const int Port = 8888;

    private static readonly TunnelPlan Plan = new();

    [InteropFact]
    public async Task Ocsp_ResponderSaysGood_LetsThePeerIn()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(lab, revoked: false);

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    [InteropFact]
    public async Task Ocsp_ResponderSaysRevoked_RefusesThePeer()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(lab, revoked: true);

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("certificate 'CN=peer' is revoked", StringComparison.Ordinal));
        await peer.WaitForLogAsync("received AUTHENTICATION_FAILED notify error");
    }

    /// <summary>An agent that takes only what is known to be good, and the responder beside the peer.</summary>
    private static async Task<(Agents.RunningAgent Agent, StrongSwan Peer)> StartAsync(InteropLab lab, bool revoked)
    {
        var root = TestPki.Root("lab root");
        var authority = TestPki.ToPem(root.Certificate);
        var url = $"http://{lab.Network.Peer.Ipv4}:{Port}/";
        var ofAgent = root.Issue("CN=agent", dns: Plan.AgentId);
        var ofPeer = root.Issue("CN=peer", dns: Plan.PeerId, change: request => request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([url], null)));
        var signer = root.Issue("CN=responder", change: static request => request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.9")], critical: false)));

        var folder = Directory.CreateDirectory(Path.Combine(lab.Folder, "ocsp")).FullName;
        var serial = Convert.ToHexString(ofPeer.Certificate.SerialNumber.Span);
        await File.WriteAllTextAsync(Path.Combine(folder, "index.txt"), $"{(revoked ? "R\t470101000000Z\t250101000000Z" : "V\t470101000000Z\t")}\t{serial}\tunknown\t/CN=peer\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), authority);
        await File.WriteAllTextAsync(Path.Combine(folder, "signer.pem"), signer.Pem);
        await File.WriteAllTextAsync(Path.Combine(folder, "signer.key"), signer.KeyPem);
        var responder = lab.Network.Peer.Start(
            "ocsp",
            "openssl",
            [
                "ocsp", "-port", $"{Port}", "-index", Path.Combine(folder, "index.txt"), "-CA", Path.Combine(folder, "root.pem"),
                "-rsigner", Path.Combine(folder, "signer.pem"), "-rkey", Path.Combine(folder, "signer.key"), "-nmin", "60",
            ]);
        lab.Add("ocsp", responder, () => responder.Output);
        await Wait.UntilAsync("the responder to listen", () => responder.Output.Contains("ACCEPT", StringComparison.Ordinal) || responder.Output.Contains("waiting for OCSP client", StringComparison.Ordinal));

        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [authority]) });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            IkePolicy = ["revocation strict"],
            Certificates = new Dictionary<string, string> { ["own.pem"] = ofAgent.Pem, ["own.key"] = ofAgent.KeyPem, ["root.pem"] = authority },
        });
        return (agent, peer);
    }
}
