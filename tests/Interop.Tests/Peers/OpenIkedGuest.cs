using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>OpenIKED on a kernel with IPsec of its own, which it steers over PF_KEY.</summary>
internal sealed class OpenIkedGuest : GuestMachine
{
    /// <summary>The daemon.</summary>
    public const string Program = "/usr/sbin/iked";

    private const string Nothing = "# no policy yet\n";
    private const string Established = "ESTABLISHED";

    private string _folder = "";

    private OpenIkedGuest(GuestLink link)
        : base(link)
    {
    }

    private string Policy => Path.Combine(_folder, "policy.conf");

    public static Task<OpenIkedGuest> BootAsync(string name, string folder) => BootAsync(name, folder, static link => new OpenIkedGuest(link));

    /// <summary>Gives it a policy in place of the one it had.</summary>
    public async Task LoadAsync(OpenIkedConnection connection)
    {
        if (connection.Certificates is { } certificates)
        {
            // The process that judges certificates has no rights; another one reads the key.
            await InstallAsync("own.pem", certificates.Certificate, "/etc/iked/certs/own.crt", "644");
            await InstallAsync("own.key", certificates.Key, "/etc/iked/private/local.key", "600");
            await InstallAsync("root.pem", certificates.Authority, "/etc/iked/ca/root.crt", "644");
            await RunAsync("sh", "-ec", "openssl pkey -in /etc/iked/private/local.key -pubout -out /etc/iked/local.pub; ikectl reset ca");
        }

        await WriteAsync(Policy, connection.ToConfiguration());
        await RunAsync("ikectl", "load", Policy);
    }

    /// <summary>Deletes its SAs with the peer of that name, and tells the peer.</summary>
    public Task TerminateAsync(string remoteName) => RunAsync("ikectl", "reset", "id", "FQDN/" + remoteName);

    /// <summary>Waits for so many established IKE SAs, and no others.</summary>
    public Task WaitForAsync(int ikeSas) => Wait.UntilAsync($"OpenIKED: {ikeSas} IKE SAs", async () =>
    {
        var all = (await RunAsync("ikectl", "show", "sa")).Split('\n').Where(static line => line.StartsWith("iked_sas:", StringComparison.Ordinal)).ToList();
        return all.Count == ikeSas && all.TrueForAll(static line => line.Contains(Established, StringComparison.Ordinal));
    });

    public override async Task ResetAsync()
    {
        await WriteAsync(Policy, Nothing);
        await RunAsync("ikectl", "load", Policy);
        await RunAsync("ikectl", "reset", "sa");
        await WaitForAsync(ikeSas: 0);
        await base.ResetAsync();
    }

    protected override async Task<IReadOnlyList<string>> PrepareAsync(string folder)
    {
        _folder = folder;
        await WriteAsync(Policy, Nothing);
        return ["IKED_CONF=" + Policy];
    }

    protected override async Task<bool> IsReadyAsync()
    {
        if (!(await TryRunAsync("ikectl", ["show", "sa"])).Succeeded)
        {
            return false;
        }

        // It makes no routes: packets for the agent's side leave by the link, where the policies are.
        await RunAsync("ip", "route", "replace", "10.1.0.0/16", "via", AgentHost.Ipv4);
        return true;
    }

    private async Task InstallAsync(string name, string text, string there, string mode)
    {
        var file = Path.Combine(_folder, name);
        await WriteAsync(file, text);
        await RunAsync("install", "-m", mode, file, there);
    }

    /// <summary>The daemon reads no file that others may read.</summary>
    private static async Task WriteAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
