using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>A strongSwan daemon on one host of the lab, with kernel IPsec played by <see cref="XfrmStub"/>.</summary>
internal sealed class StrongSwan : IAsyncDisposable
{
    /// <summary>Where Debian and Ubuntu put the daemon.</summary>
    public const string Daemon = "/usr/lib/ipsec/charon";

    // No "resolve", "updown", "attr": nothing that would touch the machine outside its namespace.
    private const string Plugins =
        "random nonce aes sha1 sha2 md5 mgf1 hmac kdf gmp curve25519 openssl xcbc cmac ctr ccm gcm chapoly drbg kernel-netlink socket-default vici";

    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly LabProcess _process;

    private StrongSwan(string folder, LabProcess process)
    {
        _folder = folder;
        _process = process;
    }

    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : _process.Output;

    /// <summary>What it handed to its kernel so far.</summary>
    public IReadOnlyList<InstalledSa> Installed => XfrmStub.ReadLog(Path.Combine(_folder, "xfrm.log"));

    private string LogFile => Path.Combine(_folder, "charon.log");

    private string ControlSocket => Path.Combine(_folder, "vici");

    /// <summary>Starts the daemon and waits until its control socket answers.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="options">More lines for the <c>charon</c> section of its configuration.</param>
    public static async Task<StrongSwan> StartAsync(LabNamespace host, string folder, string options = "")
    {
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        var configuration = Path.Combine(folder, "strongswan.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder, options));

        // The daemon's pid file has a fixed name: it gets a /run of its own in the mount namespace that "ip netns exec" makes.
        var process = host.Start(
            "charon",
            "sh",
            ["-c", "mount --bind \"$1\" /run && LD_PRELOAD=$2 exec \"$3\"", "sh", Path.Combine(folder, "run"), await XfrmStub.BuiltAsync(), Daemon],
            new Dictionary<string, string>
            {
                ["STRONGSWAN_CONF"] = configuration,
                ["XFRM_STUB_LOG"] = Path.Combine(folder, "xfrm.log"),
            });
        var daemon = new StrongSwan(folder, process);
        try
        {
            await Wait.UntilAsync("strongSwan's control socket", daemon.AnswersAsync);
            return daemon;
        }
        catch (LabException exception)
        {
            await daemon.KillAsync();
            throw new LabException($"{exception.Message}\n{process.Output}{daemon.Log}");
        }
    }

    /// <summary>Loads a connection and its preshared key.</summary>
    public async Task LoadAsync(StrongSwanConnection connection)
    {
        await CommandAsync("load-shared", connection.ToSecret());
        await CommandAsync("load-conn", connection.ToConnection());
    }

    /// <summary>Negotiates a child, its IKE SA if need be, and waits for the outcome; throws when it failed.</summary>
    public Task InitiateAsync(string child) => CommandAsync("initiate", Initiation("child", child));

    public Task InitiateIkeAsync(string connection = "lab") => CommandAsync("initiate", Initiation("ike", connection));

    /// <summary>Negotiates a child and returns why it failed, or null when it came up.</summary>
    public Task<string?> TryInitiateAsync(string child) => TryCommandAsync("initiate", Initiation("child", child));

    public Task RekeyIkeAsync(string connection = "lab") => CommandAsync("rekey", new ViciSection().Set("ike", connection));

    public Task RekeyChildAsync(string child) => CommandAsync("rekey", new ViciSection().Set("child", child));

    public Task TerminateIkeAsync(string connection = "lab") => CommandAsync("terminate", new ViciSection().Set("ike", connection).Set("timeout", "10000"));

    public Task TerminateChildAsync(string child) => CommandAsync("terminate", new ViciSection().Set("child", child).Set("timeout", "10000"));

    public async Task<IReadOnlyList<PeerIkeSa>> ListAsync()
    {
        using var limit = new CancellationTokenSource(CommandTimeout);
        using var connection = await ViciConnection.OpenAsync(ControlSocket, limit.Token);
        var events = await connection.StreamAsync("list-sas", "list-sa", limit.Token);
        return [.. events.SelectMany(item => item.Sections).Select(sa => new PeerIkeSa(sa.Key, sa.Value))];
    }

    /// <summary>Waits until one IKE SA satisfies the condition and returns it.</summary>
    public Task<PeerIkeSa> WaitForIkeAsync(string what, Func<PeerIkeSa, bool> condition, TimeSpan? timeout = null) =>
        Wait.ForAsync("strongSwan: " + what, async () => (await ListAsync()).FirstOrDefault(condition), timeout);

    /// <summary>Waits for an established IKE SA with the given number of installed children.</summary>
    public Task<PeerIkeSa> WaitForTunnelAsync(int children = 1, TimeSpan? timeout = null) =>
        WaitForIkeAsync($"an IKE SA with {children} children", sa => sa.IsEstablished && sa.InstalledChildren.Count() == children, timeout);

    public Task WaitUntilEmptyAsync(TimeSpan? timeout = null) =>
        Wait.UntilAsync("strongSwan: no IKE SA", async () => (await ListAsync()).Count == 0, timeout);

    public Task WaitForLogAsync(string text, TimeSpan? timeout = null) =>
        Wait.UntilAsync($"strongSwan's log to say: {text}", () => Log.Contains(text, StringComparison.Ordinal), timeout);

    /// <summary>Ends it without a word to its peer.</summary>
    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ViciSection Initiation(string kind, string name) =>
        new ViciSection().Set(kind, name).Set("timeout", "15000").Set("loglevel", "-1");

    private static string Configuration(string folder, string options) =>
        $$"""
        charon {
          load = {{Plugins}}
          install_routes = no
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

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
        {
            throw new LabException("strongSwan ended");
        }

        if (!File.Exists(ControlSocket))
        {
            return false;
        }

        try
        {
            await CommandAsync("version", null);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private async Task CommandAsync(string command, ViciSection? body)
    {
        if (await TryCommandAsync(command, body) is { } error)
        {
            throw new LabException($"strongSwan: {command}: {error}");
        }
    }

    private async Task<string?> TryCommandAsync(string command, ViciSection? body)
    {
        using var limit = new CancellationTokenSource(CommandTimeout);
        using var connection = await ViciConnection.OpenAsync(ControlSocket, limit.Token);
        var answer = await connection.RequestAsync(command, body, limit.Token);
        return answer["success"] == "no" ? answer["errmsg"] ?? "refused" : null;
    }
}
