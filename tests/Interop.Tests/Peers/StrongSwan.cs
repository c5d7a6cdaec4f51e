using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>What carries a strongSwan daemon's packets.</summary>
internal enum StrongSwanDataPlane
{
    /// <summary>Nothing: <see cref="XfrmStub"/> plays the kernel's IPsec and records the keys. Negotiates everything, at little cost.</summary>
    Stub,

    /// <summary>
    /// The daemon itself, over a TUN device of its own. It cannot do without UDP encapsulation, so it claims to be behind a NAT; tunnel mode
    /// only, no ESN, no AH. A child needs one of the host's addresses inside its local selectors.
    /// </summary>
    Libipsec,
}

/// <summary>A strongSwan daemon as a process on one host of the lab.</summary>
internal sealed class StrongSwan : StrongSwanControl, IAsyncDisposable
{
    /// <summary>Where Debian and Ubuntu put the daemon.</summary>
    public const string Daemon = "/usr/lib/ipsec/charon";

    // No "resolve", "updown", "attr": nothing that would touch the machine outside its namespace.
    private const string Plugins =
        "random nonce aes sha1 sha2 md5 mgf1 hmac kdf gmp curve25519 openssl xcbc cmac ctr ccm gcm chapoly drbg x509 constraints revocation pubkey pkcs1 pkcs8 pem";

    private const string EapPlugins = "md4 eap-identity eap-mschapv2 eap-md5 eap-tls eap-ttls";

    private readonly string _folder;
    private readonly LabProcess _process;

    private StrongSwan(string folder, LabProcess process)
        : base(cancellation => ViciConnection.OpenAsync(ControlSocketIn(folder), cancellation), () => ReadLog(folder, process))
    {
        _folder = folder;
        _process = process;
    }

    public int ProcessId => _process.Id;

    /// <summary>What it handed to its kernel so far; only with <see cref="StrongSwanDataPlane.Stub"/>.</summary>
    public IReadOnlyList<InstalledSa> Installed => XfrmStub.ReadLog(Path.Combine(_folder, "xfrm.log"));

    /// <summary>Starts the daemon and waits until its control socket answers.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="options">More lines for the <c>charon</c> section of its configuration.</param>
    /// <param name="dataPlane">What carries its packets.</param>
    public static async Task<StrongSwan> StartAsync(
        LabNamespace host, string folder, string options = "", StrongSwanDataPlane dataPlane = StrongSwanDataPlane.Stub)
    {
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        var configuration = Path.Combine(folder, "strongswan.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, options, dataPlane));
        var preload = dataPlane == StrongSwanDataPlane.Stub ? await XfrmStub.BuiltAsync() : "";

        // The daemon's pid file has a fixed name: it gets a /run of its own in the mount namespace that "ip netns exec" makes.
        var process = host.Start(
            "charon",
            "sh",
            ["-c", "mount --bind \"$1\" /run && LD_PRELOAD=$2 exec \"$3\"", "sh", Path.Combine(folder, "run"), preload, Daemon],
            new Dictionary<string, string>
            {
                ["STRONGSWAN_CONF"] = configuration,
                ["XFRM_STUB_LOG"] = Path.Combine(folder, "xfrm.log"),
            });
        var daemon = new StrongSwan(folder, process);
        try
        {
            await Wait.UntilAsync("strongSwan's control socket", daemon.IsReadyAsync);
            return daemon;
        }
        catch (LabException exception)
        {
            await daemon.KillAsync();
            throw new LabException($"{exception.Message}\n{process.Output}{daemon.Log}");
        }
    }

    /// <summary>Its SAs in one piece of text, for a failure report; never throws.</summary>
    public async Task<string> DescribeCountersAsync()
    {
        if (_process.HasExited)
        {
            return "";
        }

        try
        {
            return string.Join('\n', (await ListAsync()).SelectMany(sa => sa.Children).Select(child => child.Values.ToString())) + "\n";
        }
        catch (Exception exception) when (exception is LabException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return exception.Message;
        }
    }

    /// <summary>Ends it without a word to its peer.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string ControlSocketIn(string folder) => Path.Combine(folder, "vici");

    private static string ReadLog(string folder, LabProcess process)
    {
        var file = Path.Combine(folder, "charon.log");
        return File.Exists(file) ? File.ReadAllText(file) : process.Output;
    }

    // The order matters: loaded before kernel-netlink, kernel-libipsec becomes the data plane and leaves addresses and routes to the other.
    private static string Configuration(string folder, string options, StrongSwanDataPlane dataPlane) =>
        $$"""
        charon {
          load = {{Plugins}} {{EapPlugins}} {{(dataPlane == StrongSwanDataPlane.Libipsec ? "kernel-libipsec " : "")}}kernel-netlink socket-default vici
          install_routes = {{(dataPlane == StrongSwanDataPlane.Libipsec ? "yes" : "no")}}
          install_virtual_ip = no
          filelog {
            main {
              path = {{folder}}/charon.log
              time_format = %H:%M:%S
              time_add_ms = yes
              flush_line = yes
              ike_name = yes
              default = 1
            }
          }
          plugins {
            vici { socket = unix://{{folder}}/vici }
          }
          {{options}}
        }
        """;

    private async Task<bool> IsReadyAsync()
    {
        if (_process.HasExited)
        {
            throw new LabException("strongSwan ended");
        }

        return File.Exists(ControlSocketIn(_folder)) && await AnswersAsync();
    }
}
