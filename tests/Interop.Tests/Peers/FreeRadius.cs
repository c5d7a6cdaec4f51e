using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>A FreeRADIUS server as a process on one host of the lab, on the loopback of that host alone; with radclient, its own client.</summary>
internal sealed class FreeRadius : IAsyncDisposable
{
    public const string Daemon = "/usr/sbin/freeradius";
    public const string Client = "radclient";
    public const string Secret = "radius-lab-secret";

    private readonly LabNamespace _host;
    private readonly string _folder;
    private readonly LabProcess _process;

    private FreeRadius(LabNamespace host, string folder, LabProcess process)
    {
        _host = host;
        _folder = folder;
        _process = process;
    }

    /// <summary>What it logged so far.</summary>
    public string Log => _process.Output;

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="users">Its users file.</param>
    /// <param name="tls">Certificate and key of the server and its authority, all in PEM, for methods with TLS.</param>
    /// <param name="tlsVersion">The one version of TLS that it speaks.</param>
    public static async Task<FreeRadius> StartAsync(
        LabNamespace host, string folder, string users, (string Certificate, string Key, string Authority) tls, string tlsVersion = "1.2")
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), users);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), tls.Certificate);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), tls.Key);
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), tls.Authority);
        await File.WriteAllTextAsync(Path.Combine(folder, "radiusd.conf"), Configuration(folder, tlsVersion));
        var process = host.Start("freeradius", Daemon, ["-X", "-d", folder, "-D", "/usr/share/freeradius"]);
        var server = new FreeRadius(host, folder, process);
        try
        {
            await Wait.UntilAsync("FreeRADIUS to listen", () => server.Log.Contains("Ready to process requests", StringComparison.Ordinal) || process.HasExited);
            return process.HasExited ? throw new LabException($"FreeRADIUS ended\n{server.Log}") : server;
        }
        catch (LabException)
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The accounting records so far, attribute by attribute as the server wrote them down.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Accounting()
    {
        var file = Path.Combine(_folder, "detail");
        return !File.Exists(file)
            ? []
            :
            [
                .. File.ReadAllText(file).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                    .Select(static block => block.Split('\n')
                        .Where(static line => line.StartsWith('\t'))
                        .Select(static line => line.Split(" = ", 2))
                        .GroupBy(static pair => pair[0].Trim(), static pair => pair[^1].Trim().Trim('"'))
                        .ToDictionary(static attribute => attribute.Key, static attribute => string.Join(' ', attribute))),
            ];
    }

    /// <summary>Waits for a record and gives it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> WaitForAccountingAsync(string status)
    {
        // The server writes a record in pieces: the time of its writing comes last.
        bool Fits(IReadOnlyDictionary<string, string> record) => record.GetValueOrDefault("Acct-Status-Type") == status && record.ContainsKey("Timestamp");
        await Wait.UntilAsync($"the accounting record {status}", () => Accounting().Any(Fits));
        return Accounting().Last(Fits);
    }

    /// <summary>Sends a request to a gateway and gives what radclient says of the answer.</summary>
    /// <param name="kind"><c>disconnect</c> or <c>coa</c>.</param>
    /// <param name="to">Address and port of the gateway.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="attributes">The attributes, separated by commas.</param>
    public async Task<string> RequestAsync(string kind, string to, string secret, string attributes)
    {
        var file = Path.Combine(_folder, $"{kind}.txt");
        await File.WriteAllTextAsync(file, attributes + "\n");
        return (await _host.TryRunAsync(Client, ["-x", "-r", "1", "-t", "10", "-f", file, to, kind, secret])).ToString();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Configuration(string folder, string tlsVersion) =>
        $$"""
        prefix = /usr
        sysconfdir = {{folder}}
        localstatedir = {{folder}}
        logdir = {{folder}}
        run_dir = {{folder}}
        raddbdir = {{folder}}
        libdir = /usr/lib/freeradius
        pidfile = {{folder}}/radiusd.pid
        max_request_time = 30
        cleanup_delay = 1
        max_requests = 1024
        hostname_lookups = no
        log {
          destination = stdout
          auth = yes
        }
        security {
          max_attributes = 200
          reject_delay = 0
          status_server = yes
        }
        client gateway {
          ipaddr = 127.0.0.1
          secret = {{Secret}}
          require_message_authenticator = yes
        }
        modules {
          pap {
          }
          mschap {
            use_mppe = yes
          }
          files {
            usersfile = {{folder}}/users
          }
          detail {
            filename = {{folder}}/detail
            permissions = 0600
          }
          eap {
            default_eap_type = mschapv2
            timer_expire = 60
            ignore_unknown_eap_types = no
            max_sessions = 1024
            md5 {
            }
            mschapv2 {
            }
            tls-config tls-common {
              private_key_file = {{folder}}/server.key
              certificate_file = {{folder}}/server.pem
              ca_file = {{folder}}/ca.pem
              tls_min_version = "{{tlsVersion}}"
              tls_max_version = "{{tlsVersion}}"
              cipher_list = "DEFAULT"
              ecdh_curve = "prime256v1"
            }
            tls {
              tls = tls-common
            }
            ttls {
              tls = tls-common
              default_eap_type = mschapv2
              virtual_server = inner
            }
          }
        }
        instantiate {
        }
        server lab {
          listen {
            type = auth
            ipaddr = 127.0.0.1
            port = 1812
          }
          listen {
            type = acct
            ipaddr = 127.0.0.1
            port = 1813
          }
          authorize {
            files
            eap {
              ok = return
            }
          }
          authenticate {
            eap
            Auth-Type MS-CHAP {
              mschap
            }
          }
          accounting {
            detail
          }
        }
        server inner {
          authorize {
            files
            eap {
              ok = return
            }
            mschap
          }
          authenticate {
            eap
            Auth-Type MS-CHAP {
              mschap
            }
          }
        }
        """;
}
