using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What a strongSwan end was configured with, imported, makes the agent a good replacement for it.</summary>
[Trait("Category", "Interop")]
public class ImportTests(ITestOutputHelper output)
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm256] };

    [InteropFact]
    public async Task ImportedEnd_BothRoles_BringsTheTunnelUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { Text = await ImportAsync(lab, Settings(lab.Network, Plan)) });

        await agent.InitiateAsync("net");
        var (tunnel, _) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.1.0.0/16"], tunnel.Children[0].LocalSelectorTexts());

        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();
        await peer.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);
    }

    [InteropFact]
    public async Task ImportedEnd_Certificates_BringsTheTunnelUpInBothRoles()
    {
        var root = TestPki.Root("lab root");
        var (own, ofPeer) = (root.Issue("CN=agent", dns: Plan.AgentId), root.Issue("CN=peer", dns: Plan.PeerId));
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [TestPki.ToPem(root.Certificate)]) });
        var text = await ImportAsync(lab, (Connection(lab.Network, "auth = pubkey\ncerts = own.pem", "auth = pubkey\ncacerts = root.pem"), "# none\n"));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            Text = text,
            Certificates = new Dictionary<string, string> { ["own.pem"] = own.Pem, ["own.key"] = own.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        });

        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();
        await peer.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);
    }

    [InteropFact]
    public async Task ImportedGateway_Eap_LetsStrongSwanIn()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: true) });
        var text = await ImportAsync(lab, (
            Connection(lab.Network, "auth = psk", "auth = eap-mschapv2\neap_id = %any"),
            Secrets + $"secrets {{ eap-carol {{ id = {User}\nsecret = \"{Password}\" }} }}\n"));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { Text = text });

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    [InteropFact(LabNeed.Radius)]
    public async Task ImportedGateway_EapRadius_AsksTheServerOfThePlugin()
    {
        var root = TestPki.Root("radius root");
        var ofServer = root.Issue("CN=radius.example", dns: "radius.example");
        await using var lab = await InteropLab.CreateAsync(output);
        var server = await FreeRadius.StartAsync(
            lab.Network.Agent, Path.Combine(lab.Folder, "radius"), $"\"{User}\" Cleartext-Password := \"{Password}\"\n", (ofServer.Pem, ofServer.KeyPem, TestPki.ToPem(root.Certificate)));
        lab.Add("freeradius", server, () => server.Log);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: true) });
        var daemon = $"charon {{ plugins {{ eap-radius {{ accounting = yes\nnas_identifier = gate\nservers {{ here {{ address = 127.0.0.1\nsecret = {FreeRadius.Secret} }} }} }} }} }}\n";
        var text = await ImportAsync(lab, (Connection(lab.Network, "auth = psk", "auth = eap-radius\neap_id = %any"), Secrets), daemon);
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { Text = text });

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        Assert.Equal("gate", (await server.WaitForAccountingAsync("Start"))["NAS-Identifier"]);
    }

    /// <summary>The agent's end with authentication of its own.</summary>
    private static string Connection(LabNetwork network, string local, string remote) =>
        $$"""
        connections {
          lab {
            version = 2
            mobike = no
            proposals = {{Plan.Suites[0].Ike}}
            local_addrs = {{network.Agent.Ipv4}}
            remote_addrs = {{network.Peer.Ipv4}}
            local { id = {{Plan.AgentId}}
                    {{local}} }
            remote { id = {{Plan.PeerId}}
                     {{remote}} }
            children {
              net { local_ts = 10.1.0.0/16
                    remote_ts = 10.2.0.0/16
                    esp_proposals = {{Plan.Suites[0].Esp}} }
            }
          }
        }
        include conf.d/*.conf

        """;

    private static string Secrets =>
        $$"""
        secrets {
          ike-lab { id-1 = {{Plan.PeerId}}
                    secret = "{{Plan.Secret}}" }
        }

        """;

    /// <summary>The agent's end as strongSwan would have it: with a file of its own for the secret, and a section to inherit from.</summary>
    private static (string Main, string Secrets) Settings(LabNetwork network, TunnelPlan plan) => (
        $$"""
        # The defaults of all connections.
        defaults {
          version = 2
          mobike = no
          proposals = {{plan.Suites[0].Ike}}
          remote { auth = psk }
        }
        connections {
          lab : defaults {
            local_addrs = {{network.Agent.Ipv4}}
            remote_addrs = {{network.Peer.Ipv4}}
            local-1 { auth = psk
                      id = {{plan.AgentId}} }
            remote { id = {{plan.PeerId}} }
            children {
              net { local_ts = 10.1.0.0/16
                    remote_ts = 10.2.0.0/16
                    esp_proposals = {{plan.Suites[0].Esp}} }
            }
          }
        }
        include conf.d/*.conf

        """,
        Secrets);

    private static async Task<string> ImportAsync(InteropLab lab, (string Main, string Secrets) settings, string? daemon = null)
    {
        var folder = Path.Combine(lab.Folder, "swanctl");
        Directory.CreateDirectory(Path.Combine(folder, "conf.d"));
        await File.WriteAllTextAsync(Path.Combine(folder, "swanctl.conf"), settings.Main);
        await File.WriteAllTextAsync(Path.Combine(folder, "conf.d", "secrets.conf"), settings.Secrets);
        if (daemon is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "strongswan.conf"), daemon);
        }

        var made = Path.Combine(lab.Folder, "imported.conf");

        // Anything but "all was carried" is a status that fails the command.
        await lab.Network.Agent.RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "myikev2.dll"), "import", folder, "--output", made);
        return await File.ReadAllTextAsync(made);
    }
}
