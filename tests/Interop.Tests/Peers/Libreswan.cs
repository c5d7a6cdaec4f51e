using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Testing;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>
/// A libreswan daemon (pluto) as a process on one host of the lab, with <see cref="XfrmStub"/> as its kernel. Its package cannot stand beside strongSwan's, so
/// <c>./test</c> unpacks it into a folder of the repository.
/// </summary>
internal sealed class Libreswan : IAsyncDisposable
{
    private const string Connection = "lab";
    private const string Password = "of no use but to the tools";

    private readonly LabNamespace _host;
    private readonly string _folder;
    private readonly LabProcess _process;

    private Libreswan(LabNamespace host, string folder, LabProcess process)
    {
        _host = host;
        _folder = folder;
        _process = process;
    }

    /// <summary>Where the unpacked daemon is, whether it is or not.</summary>
    public static string Daemon { get; } = Path.Combine(Programs, "ipsec", "pluto");

    /// <summary>What the daemon logged so far.</summary>
    public string Log => _process.Output;

    /// <summary>What it handed to its kernel so far.</summary>
    public IReadOnlyList<InstalledSa> Installed => XfrmStub.ReadLog(Path.Combine(_folder, "xfrm.log"));

    private static string Programs => Path.Combine(Repository.Folder, "artifacts", "peers", "libreswan");

    private string Socket => Path.Combine(_folder, "run", "pluto.ctl");

    /// <summary>Starts the daemon and waits until it has the connection.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="connection">Its one connection.</param>
    public static async Task<Libreswan> StartAsync(LabNamespace host, string folder, LibreswanConnection connection)
    {
        Directory.CreateDirectory(Path.Combine(folder, "run"));
        Directory.CreateDirectory(Path.Combine(folder, "d", "policies"));
        var configuration = Path.Combine(folder, "ipsec.conf");
        var secrets = Path.Combine(folder, "ipsec.secrets");
        await File.WriteAllTextAsync(configuration, connection.ToConfiguration(Connection));
        await File.WriteAllTextAsync(secrets, connection.ToSecrets());
        await FillStoreAsync(Path.Combine(folder, "nss"), connection.Certificates);

        // Programs look for each other where the package would have put them: a mount that only this daemon sees.
        var process = host.Start(
            "pluto",
            "sh",
            [
                "-c", "mount --bind \"$1\" /usr/libexec && shift && LD_PRELOAD=$1 && export LD_PRELOAD && shift && exec /usr/libexec/ipsec/pluto \"$@\"", "sh",
                Programs, await XfrmStub.BuiltAsync(),
                "--nofork", "--stderrlog", "--use-xfrm", "--no-dnssec", "--nhelpers", "1",
                "--config", configuration, "--secretsfile", secrets,
                "--nssdir", Path.Combine(folder, "nss"), "--rundir", Path.Combine(folder, "run"), "--ipsecdir", Path.Combine(folder, "d"),
            ],
            new Dictionary<string, string> { ["XFRM_STUB_LOG"] = Path.Combine(folder, "xfrm.log") });
        var daemon = new Libreswan(host, folder, process);
        try
        {
            await daemon.WaitForLogAsync("loading secrets from");
            await daemon.RunAsync("addconn", "--config", configuration, "--ctlsocket", daemon.Socket, Connection);
            return daemon;
        }
        catch (LabException exception)
        {
            await process.KillAsync();
            throw new LabException($"{exception.Message}\n{process.Output}");
        }
    }

    /// <summary>Negotiates the connection, and waits until its child stands.</summary>
    public async Task InitiateAsync()
    {
        var said = await WhackAsync("--initiate");
        if (!said.Contains("established Child SA", StringComparison.Ordinal))
        {
            throw new LabException(said);
        }
    }

    public Task RekeyIkeAsync() => WhackAsync("--rekey-ike");

    public Task RekeyChildAsync() => WhackAsync("--rekey-ipsec");

    public Task TerminateAsync() => WhackAsync("--terminate");

    /// <summary>Waits for so many Child SAs on so many IKE SAs.</summary>
    public Task WaitForAsync(int ikeSas, int children) => Wait.UntilAsync(
        $"libreswan: {ikeSas} IKE SAs and {children} children",
        async () =>
        {
            var status = await RunAsync("whack", "--ctlsocket", Socket, "--globalstatus");
            return Total(status, "current.states.enumerate.STATE_V2_ESTABLISHED_IKE_SA=") == ikeSas
                && Total(status, "current.states.enumerate.STATE_V2_ESTABLISHED_CHILD_SA=") == children;
        });

    public Task WaitForLogAsync(string text) => Wait.UntilAsync(
        $"libreswan's log to say: {text}",
        () => _process.HasExited ? throw new LabException("libreswan ended") : Log.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static int Total(string status, string name)
    {
        var line = status.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line?[name.Length..] ?? throw new LabException(status), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task FillStoreAsync(string store, LibreswanCertificates? certificates)
    {
        Directory.CreateDirectory(store);
        await Command.RunAsync("certutil", "-N", "-d", "sql:" + store, "--empty-password");
        if (certificates is null)
        {
            return;
        }

        var authority = Path.Combine(store, "authority.pem");
        var own = Path.Combine(store, "own.p12");
        await File.WriteAllTextAsync(authority, certificates.Authority);
        await File.WriteAllTextAsync(Path.Combine(store, "own.pem"), certificates.Certificate + certificates.Key);
        await Command.RunAsync(
            "openssl", "pkcs12", "-export", "-in", Path.Combine(store, "own.pem"), "-name", LibreswanConnection.CertificateName, "-out", own, "-passout", "pass:" + Password);
        await Command.RunAsync("certutil", "-A", "-d", "sql:" + store, "-n", "authority", "-t", "CT,,", "-i", authority);
        await Command.RunAsync("pk12util", "-i", own, "-d", "sql:" + store, "-W", Password);
    }

    private Task<string> WhackAsync(string action) => RunAsync("whack", "--ctlsocket", Socket, "--name", Connection, action);

    private Task<string> RunAsync(string program, params string[] arguments) => _host.RunAsync(Path.Combine(Programs, "ipsec", program), arguments);
}
