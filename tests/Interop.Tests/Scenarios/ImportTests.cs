using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What a strongSwan end was configured with, imported, makes the agent a good replacement for it.</summary>
[Trait("Category", "Interop")]
public class ImportTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task ImportedEnd_BothRoles_BringsTheTunnelUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { Text = await ImportAsync(lab, Settings(lab.Network, plan)) });

        await agent.InitiateAsync("net");
        var (tunnel, _) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.1.0.0/16"], tunnel.Children[0].LocalSelectorTexts());

        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();
        await peer.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);
    }

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
        $$"""
        secrets {
          ike-lab { id-1 = {{plan.PeerId}}
                    secret = "{{plan.Secret}}" }
        }

        """);

    private static async Task<string> ImportAsync(InteropLab lab, (string Main, string Secrets) settings)
    {
        var folder = Path.Combine(lab.Folder, "swanctl");
        Directory.CreateDirectory(Path.Combine(folder, "conf.d"));
        await File.WriteAllTextAsync(Path.Combine(folder, "swanctl.conf"), settings.Main);
        await File.WriteAllTextAsync(Path.Combine(folder, "conf.d", "secrets.conf"), settings.Secrets);
        var made = Path.Combine(lab.Folder, "imported.conf");

        // Anything but "all was carried" is a status that fails the command.
        await lab.Network.Agent.RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "myikev2.dll"), "import", folder, "--output", made);
        return await File.ReadAllTextAsync(made);
    }
}
