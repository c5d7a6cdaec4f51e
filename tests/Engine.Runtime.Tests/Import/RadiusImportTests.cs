using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Import;

/// <summary>strongSwan's plugin eap-radius as our <c>radius</c>.</summary>
public sealed class RadiusImportTests
{
    [Fact]
    public void RadiusPlugin_ServersAndWhatIsToldThem_AreCarried()
    {
        var result = SwanctlImport.FromText(
            """
            connections {
              hq {
                version = 2
                local_addrs = 192.0.2.1
                proposals = aes256gcm16-prfsha384-ecp256
                local { auth = psk
                        id = gate.example }
                remote { auth = eap-radius }
                children { net { local_ts = 10.1.0.0/16
                                 esp_proposals = aes256gcm16 } }
              }
            }
            secrets { ike-hq { secret = word } }
            charon {
              plugins {
                eap-radius {
                  load = yes
                  accounting = yes
                  accounting_interval = 300
                  class_group = yes
                  nas_identifier = gate
                  retransmit_timeout = 1.5
                  xauth { password = no }
                  servers {
                    one { address = 192.0.2.50
                          secret = first
                          preference = 10 }
                    two { address = radius.example
                          secret = second }
                  }
                  dae { enable = yes
                        secret = third
                        listen = 0.0.0.0
                        port = 3800 }
                }
              }
            }

            """,
            "strongswan.conf");

        var parsed = ConfigParser.Parse(result.Configuration!, "imported");
        Assert.Empty(parsed.Diagnostics);
        var lines = ConfigQuery.Show(parsed.Document, new ConfigurationQuery("/") { Form = ConfigurationForm.FullPath, WithDefaults = false, RevealSecrets = true }, out _)!.Split('\n');
        Assert.Equal(
            [
                "/ vrf main ike radius accounting enabled true",
                "/ vrf main ike radius accounting interim-interval 5m",
                "/ vrf main ike radius class-group true",
                "/ vrf main ike radius dynamic-authorization enabled true",
                "/ vrf main ike radius dynamic-authorization port 3800",
                "/ vrf main ike radius dynamic-authorization secret third",
                "/ vrf main ike radius nas-identifier gate",
                "/ vrf main ike radius retransmit-timeout 1.5",
                "/ vrf main ike radius server one address 192.0.2.50",
                "/ vrf main ike radius server one preference 10",
                "/ vrf main ike radius server one secret first",
            ],
            lines.Where(static line => line.Contains(" ike radius ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("/ vrf main ike ike-policy-template hq remote-auth-method eap-radius", lines);
        Assert.Contains(result.Findings, static finding => finding.ToString().Contains("charon.plugins.eap-radius.servers.two.address", StringComparison.Ordinal));
        Assert.Contains(result.Findings, static finding => finding.ToString().Contains("charon.plugins.eap-radius.xauth: XAuth belongs to IKEv1", StringComparison.Ordinal));
    }
}
