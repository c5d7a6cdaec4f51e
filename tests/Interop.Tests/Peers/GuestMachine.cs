using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>
/// A kernel with IPsec of its own, whatever the machine's kernel has, and an IKE daemon on it: a user-mode-linux guest, which is one ordinary process.
/// The guest's root is this machine's file system, read-only; a tap device in the agent's namespace is its link. Commands reach it over a
/// second pair of addresses that no policy ever covers.
/// </summary>
internal abstract class GuestMachine : LabHost, IAsyncDisposable
{
    /// <summary>The guest's kernel.</summary>
    public const string Kernel = "linux.uml";

    /// <summary>The guest's address for whoever steers it.</summary>
    protected const string ManagementThere = "198.18.0.2";

    private const string Tap = "tap0";
    private const string ManagementHere = "198.18.0.1";
    private const int ControlPort = 4503;

    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    private readonly Socket _commands;
    private LabProcess? _machine;

    protected GuestMachine(GuestLink link)
        : base("192.0.2.2", "2001:db8::2", "10.2.0.1", "2001:db8:2::1")
    {
        AgentHost = link.Host;
        _commands = link.Commands;
    }

    /// <summary>The host at the other end of the guest's link: where the agent runs.</summary>
    public LabNamespace AgentHost { get; }

    /// <summary>What the kernel and the daemon printed.</summary>
    public string Output => _machine?.Output ?? "";

    /// <summary>The guest has ended.</summary>
    protected bool HasExited => _machine is { HasExited: true };

    /// <summary>Runs a program in the guest. A few at a time may run; none gets input.</summary>
    public override async Task<CommandOutcome> TryRunAsync(string file, IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null)
    {
        if (input is not null)
        {
            throw new NotSupportedException("programs in the guest get no input");
        }

        var limit = timeout ?? CommandTimeout;
        var line = string.Join(' ', arguments.Prepend(file).Select(Quote));
        using var cancellation = new CancellationTokenSource(limit + TimeSpan.FromSeconds(5));
        try
        {
            using var worker = await _commands.AcceptAsync(cancellation.Token);
            await worker.SendAsync(Encoding.UTF8.GetBytes($"timeout -k 1 {limit.TotalSeconds:0} {line}\n"), cancellation.Token);
            return Outcome(line, await ReadToEndAsync(worker, cancellation.Token));
        }
        catch (OperationCanceledException)
        {
            throw new LabException($"guest: {line}\ndid not end in time\n{Output}");
        }
    }

    /// <summary>Closes what is left of an earlier test, in the daemon and in the kernel.</summary>
    public virtual async Task ResetAsync()
    {
        await RunAsync("ip", "xfrm", "state", "flush");
        await RunAsync("ip", "xfrm", "policy", "flush");
    }

    /// <summary>The kernel's SAs with their counters, as <c>ip -s xfrm state</c> prints them.</summary>
    public async Task<IReadOnlyList<KernelSa>> StatesAsync() => KernelSa.ParseAll(await RunAsync("ip", "-s", "xfrm", "state"));

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
        {
            await _machine.KillAsync();
            await _machine.DisposeAsync();
        }

        _commands.Dispose();
        await LabNetwork.RemoveAsync(AgentHost.Name);
    }

    /// <summary>Makes the namespace and its link, lets a guest be made for it, and boots it.</summary>
    /// <param name="name">Name of the namespace.</param>
    /// <param name="folder">For its files; created.</param>
    /// <param name="create">Makes the guest, not booted yet.</param>
    protected static async Task<TGuest> BootAsync<TGuest>(string name, string folder, Func<GuestLink, TGuest> create)
        where TGuest : GuestMachine
    {
        var host = new LabNamespace(name, "192.0.2.1", "2001:db8::1", "10.1.0.1", "2001:db8:1::1");
        await MakeNamespaceAsync(host);
        var guest = create(new GuestLink(host, await host.CreateSocketAsync(Listen)));
        try
        {
            await guest.StartAsync(folder);
            return guest;
        }
        catch (LabException exception)
        {
            var output = guest.Output;
            await guest.DisposeAsync();
            throw new LabException($"{exception.Message}\n{output}");
        }
    }

    /// <summary>Writes the daemon's files and gives the settings of the guest's first process that concern it, <c>NAME=value</c>.</summary>
    protected abstract Task<IReadOnlyList<string>> PrepareAsync(string folder);

    /// <summary>True when the daemon in the booted guest can be talked to.</summary>
    protected abstract Task<bool> IsReadyAsync();

    private static async Task MakeNamespaceAsync(LabNamespace host)
    {
        var script = $"""
            ip netns add {host.Name}
            ip -n {host.Name} link set lo up
            ip netns exec {host.Name} sh -c 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done'
            ip netns exec {host.Name} ip tuntap add {Tap} mode tap vnet_hdr
            ip -n {host.Name} addr add {host.Ipv4}/24 dev {Tap}
            ip -n {host.Name} addr add {ManagementHere}/30 dev {Tap}
            ip -n {host.Name} addr add {host.Ipv6}/64 dev {Tap} nodad
            ip -n {host.Name} addr add {host.InnerIpv4}/32 dev lo
            ip -n {host.Name} addr add {host.InnerIpv6}/128 dev lo nodad
            ip -n {host.Name} link set {Tap} up
            """;
        var outcome = await Command.TryRunAsync("sh", ["-e"], script);
        if (!outcome.Succeeded)
        {
            await LabNetwork.RemoveAsync(host.Name);
            throw new LabException($"the guest's network: {outcome}");
        }
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(ManagementHere), ControlPort));
        socket.Listen(8);
        return socket;
    }

    private async Task StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var ofDaemon = await PrepareAsync(folder);
        _machine = AgentHost.Start("guest", Kernel,
        [
            "mem=256M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet", "con=null", "con0=null,fd:2", "ssl=null",
            $"umid={AgentHost.Name}", $"uml_dir={folder}/", $"vec0:transport=tap,ifname={Tap},depth=128,gro=1",
            "init=" + Path.Combine(AppContext.BaseDirectory, "Native", "guest-init.sh"),
            $"GUEST_ADDRESSES={Ipv4}/24,{ManagementThere}/30,{Ipv6}/64", $"GUEST_INNER={InnerIpv4}/32,{InnerIpv6}/128",
            $"GUEST_CONTROL={ManagementHere}/{ControlPort}", .. ofDaemon,
        ]);
        await Wait.UntilAsync("the guest's daemon", IsUpAsync, BootTimeout);
    }

    private static async Task<string> ReadToEndAsync(Socket socket, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var room = new byte[16 * 1024];
        for (int read; (read = await socket.ReceiveAsync(room, cancellation)) > 0;)
        {
            all.Write(room, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    // The last line is the worker's own.
    private static CommandOutcome Outcome(string line, string answer)
    {
        const string Mark = "exit ";
        var end = answer.LastIndexOf(Mark, StringComparison.Ordinal);
        return end >= 0 && int.TryParse(answer[(end + Mark.Length)..], out var status)
            ? new CommandOutcome("guest: " + line, status, answer[..end], "")
            : throw new LabException($"guest: {line}\nended without a status\n{answer}");
    }

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private async Task<bool> IsUpAsync()
    {
        if (HasExited)
        {
            throw new LabException("the guest ended");
        }

        return Output.Contains("guest: up", StringComparison.Ordinal) && await IsReadyAsync();
    }
}

/// <summary>Where a guest is reached.</summary>
/// <param name="Host">The namespace with its link.</param>
/// <param name="Commands">Where the guest fetches its commands.</param>
internal sealed record GuestLink(LabNamespace Host, Socket Commands);
