using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Lab;
using Client = MyIkev2.Agent.Grpc.V1.Agent.AgentClient;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary>The agent under test, as a process of its own on one host of the lab, steered and read over its Unix socket.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "myikev2.dll");
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    private readonly LabNamespace _host;
    private readonly AgentConfiguration _configuration;
    private readonly string _folder;
    private readonly LabProcess _process;
    private readonly GrpcChannel _channel;
    private readonly Client _client;

    private RunningAgent(LabNamespace host, AgentConfiguration configuration, string folder, LabProcess process)
    {
        _host = host;
        _configuration = configuration;
        _folder = folder;
        _process = process;
        _channel = GrpcChannel.ForUnixSocket(SocketIn(folder));
        _client = new Client(_channel);
    }

    /// <summary>What the agent printed and logged.</summary>
    public string Log => _process.Output;

    public int ProcessId => _process.Id;

    public string KeyLog => Path.Combine(_folder, "keys");

    /// <summary>The way to its gRPC services, with every right.</summary>
    public GrpcChannel Channel => _channel;

    /// <summary>Path of its configuration file.</summary>
    public string ConfigurationFile => ConfigurationIn(_folder);

    /// <summary>Path of its NMsec socket.</summary>
    public string NmsecSocket => NmsecSocketIn(_folder);

    /// <summary>Files and sockets that its process has open.</summary>
    public int OpenFiles => Directory.EnumerateFileSystemEntries($"/proc/{ProcessId}/fd").Count();

    /// <summary>Octets of memory that its process occupies.</summary>
    public long ResidentOctets
    {
        get
        {
            var line = File.ReadLines($"/proc/{ProcessId}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts the agent and waits until it serves its vpns.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="configuration">Its vpn.</param>
    /// <param name="arguments">More arguments of the run command.</param>
    public static async Task<RunningAgent> StartAsync(LabNamespace host, string folder, AgentConfiguration configuration, params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        var file = ConfigurationIn(folder);
        await File.WriteAllTextAsync(file, configuration.ToLines());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite); // it holds a secret
        await WriteCertificatesAsync(Path.Combine(folder, "certificates"), configuration.Certificates);
        string[] line = ["dotnet", Program, "run", "--config", file, .. arguments];
        if (configuration.HideTunnelDevice)
        {
            // In the mount namespace that "ip netns exec" makes; nobody else sees it.
            line = ["sh", "-c", "mount --bind /dev/null /dev/net/tun && exec \"$@\"", "sh", .. line];
        }

        var process = host.Start("agent", line[0], line[1..], Environment(folder, configuration));
        var agent = new RunningAgent(host, configuration, folder, process);
        try
        {
            await Wait.UntilAsync("the agent's socket", agent.AnswersAsync);
            return agent;
        }
        catch (LabException exception)
        {
            await process.KillAsync();
            throw new LabException($"{exception.Message}\n{configuration.ToLines()}\n{process.Output}");
        }
    }

    /// <summary>Writes files into its certificate folder; it does not know of them until it is told to reload.</summary>
    public Task WriteCertificatesAsync(IReadOnlyDictionary<string, string> files) => WriteCertificatesAsync(Path.Combine(_folder, "certificates"), files);

    /// <summary>Makes it read its files again, and waits until it has; only the first time in a test.</summary>
    public async Task ReloadAsync()
    {
        await _host.TryRunAsync("kill", ["-HUP", ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await Wait.UntilAsync("the agent's reload", () => Log.Contains("configuration reloaded", StringComparison.Ordinal));
    }

    /// <summary>Writes its configuration file anew; it does not know of it until it is told.</summary>
    public Task WriteConfigurationAsync(string lines) => File.WriteAllTextAsync(ConfigurationIn(_folder), lines);

    /// <summary>Negotiates a child and its IKE SA, expects success, and waits for its routes when it is to carry packets.</summary>
    public async Task InitiateAsync(string child)
    {
        await ExpectAsync(InitiateChild(child));
        await WaitForRoutesAsync(child);
    }

    /// <summary>Waits until packets to the child's remote selectors go to the tunnel device: routes follow an SA or a trap, they do not come with it.</summary>
    public async Task WaitForRoutesAsync(string child)
    {
        if (!_configuration.NeedsTunnelDevice)
        {
            return;
        }

        foreach (var subnet in _configuration.Children.Single(one => one.Name == child).RemoteSubnets)
        {
            await WaitForRouteAsync(subnet);
        }
    }

    /// <summary>Waits until packets to a subnet go to the tunnel device.</summary>
    public Task WaitForRouteAsync(string subnet)
    {
        var family = subnet.Contains(':', StringComparison.Ordinal) ? "-6" : "-4";
        var start = subnet.Replace("/32", "", StringComparison.Ordinal) + " dev ";
        return Wait.UntilAsync(
            $"the route to {subnet}",
            async () => (await _host.TryRunAsync("ip", [family, "route", "show", "table", "220"])).Output.Contains(start, StringComparison.Ordinal));
    }

    /// <summary>Negotiates a child in one VRF, or in any, and returns how that ended.</summary>
    public Task<CommandResult> TryInitiateInAsync(string? vrf, string child)
    {
        var request = InitiateChild(child);
        if (vrf is not null)
        {
            request.Vrf = vrf;
        }

        return ExecuteAsync(request);
    }

    public Task InitiateIkeAsync(string vpn = "lab") => ExpectAsync(new ExecuteRequest { InitiateIke = new InitiateIke { Vpn = vpn } });

    /// <summary>Negotiates a child and returns how that ended.</summary>
    public Task<CommandResult> TryInitiateAsync(string child) => ExecuteAsync(InitiateChild(child));

    public Task RekeyIkeAsync(string vpn = "lab") => ExpectAsync(new ExecuteRequest { RekeyIke = Named(vpn) });

    public Task RekeyChildAsync(string child) => ExpectAsync(new ExecuteRequest { RekeyChild = Named(child) });

    public Task ReauthenticateAsync(string vpn = "lab") => ExpectAsync(new ExecuteRequest { ReauthenticateIke = Named(vpn) });

    public Task FlushIkeAsync(string vpn = "lab") => ExpectAsync(new ExecuteRequest { FlushIke = Named(vpn) });

    public Task FlushChildAsync(string child) => ExpectAsync(new ExecuteRequest { FlushChild = Named(child) });

    public async Task<IReadOnlyList<IkeTunnel>> ListAsync()
    {
        using var call = _client.ListTunnels(new ListTunnelsRequest(), deadline: DateTime.UtcNow + CallTimeout);
        var tunnels = new List<IkeTunnel>();
        await foreach (var batch in call.ResponseStream.ReadAllAsync())
        {
            tunnels.AddRange(batch.Tunnels);
        }

        return tunnels;
    }

    public async Task<IReadOnlyList<ManualTunnel>> ListManualTunnelsAsync()
    {
        using var call = _client.ListManualTunnels(new ListManualTunnelsRequest(), deadline: DateTime.UtcNow + CallTimeout);
        var tunnels = new List<ManualTunnel>();
        await foreach (var batch in call.ResponseStream.ReadAllAsync())
        {
            tunnels.AddRange(batch.Tunnels);
        }

        return tunnels;
    }

    public async Task<IReadOnlyList<AddressPool>> ListPoolsAsync() =>
        (await _client.ListAddressPoolsAsync(new ListAddressPoolsRequest(), deadline: DateTime.UtcNow + CallTimeout)).Pools;

    public async Task<IReadOnlyList<AddressLease>> ListLeasesAsync()
    {
        using var call = _client.ListAddressLeases(new ListAddressLeasesRequest(), deadline: DateTime.UtcNow + CallTimeout);
        var leases = new List<AddressLease>();
        await foreach (var batch in call.ResponseStream.ReadAllAsync())
        {
            leases.AddRange(batch.Leases);
        }

        return leases;
    }

    public async Task<StatusResponse> StatusAsync() => await _client.StatusAsync(new StatusRequest(), deadline: DateTime.UtcNow + CallTimeout);

    public async Task<RevealKeysResponse> KeysAsync(IkeTunnel tunnel) =>
        await _client.RevealKeysAsync(new RevealKeysRequest { UniqueId = tunnel.UniqueId }, deadline: DateTime.UtcNow + CallTimeout);

    public Task<IkeTunnel> WaitForIkeAsync(string what, Func<IkeTunnel, bool> condition, TimeSpan? timeout = null) =>
        Wait.ForAsync("agent: " + what, async () => (await ListAsync()).FirstOrDefault(condition), timeout);

    /// <summary>Waits for an established IKE SA with the given number of installed children.</summary>
    public Task<IkeTunnel> WaitForTunnelAsync(int children = 1, TimeSpan? timeout = null) =>
        WaitForIkeAsync($"an IKE SA with {children} children", sa => sa.IsEstablished() && sa.InstalledChildren().Count() == children, timeout);

    public Task WaitUntilEmptyAsync(TimeSpan? timeout = null) =>
        Wait.UntilAsync("agent: no IKE SA", async () => (await ListAsync()).Count == 0, timeout);

    /// <summary>Waits until the engine's counters satisfy the condition.</summary>
    public Task WaitForCountersAsync(string what, Func<EngineCounters, bool> condition, TimeSpan? timeout = null) =>
        Wait.UntilAsync("agent: " + what, async () => condition((await StatusAsync()).Counters), timeout);

    /// <summary>The counters of tunnels and engine in one piece of text, for a failure report; never throws.</summary>
    public async Task<string> DescribeCountersAsync()
    {
        if (_process.HasExited)
        {
            return "";
        }

        try
        {
            var tunnels = (await ListAsync()).SelectMany(tunnel => tunnel.Children).Select(child => $"{child.SecurityPolicy}: {child.Counters}");
            return $"engine: {(await StatusAsync()).Counters}\n{string.Join('\n', tunnels)}\n";
        }
        catch (RpcException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Runs the command line, as an operator on that host would.</summary>
    public async Task<string> CliAsync(params string[] arguments)
    {
        var outcome = await Command.TryRunAsync("dotnet", [Program, .. arguments], environment: Environment(_folder));
        return outcome.Succeeded ? outcome.Output : throw new LabException(outcome.ToString());
    }

    /// <summary>Ends it as a service manager would, and returns the exit code.</summary>
    public Task<int> StopAsync() => _process.StopAsync();

    /// <summary>Ends it without a word to its peer.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _process.DisposeAsync();
    }

    private static ExecuteRequest InitiateChild(string child) => new() { InitiateChild = new InitiateChild { SecurityPolicy = child } };

    private static SaSelector Named(string name) => new() { Name = name };

    private static async Task WriteCertificatesAsync(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, content) in files)
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, name);
            await File.WriteAllTextAsync(file, content);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static string ConfigurationIn(string folder) => Path.Combine(folder, "ike.conf");

    private static string SocketIn(string folder) => Path.Combine(folder, "grpc.sock");

    private static string NmsecSocketIn(string folder) => Path.Combine(folder, "nmsec.sock");

    // Nothing of the machine's own settings: the lab's agent must not meet a real one's sockets.
    private static Dictionary<string, string> Environment(string folder, AgentConfiguration? configuration = null) => new()
    {
        ["MYIKEV2_RUNTIME_DIR"] = folder,
        ["MYIKEV2_Grpc__SocketPath"] = SocketIn(folder),
        ["MYIKEV2_Nmsec__SocketPath"] = NmsecSocketIn(folder),
        ["MYIKEV2_Engine__Tunnel__Enabled"] = configuration is { NeedsTunnelDevice: true } ? "always" : "auto",
        ["MYIKEV2_Engine__ShardCount"] = $"{configuration?.Shards ?? 0}",
        ["MYIKEV2_SOCKET"] = SocketIn(folder),
        ["DOTNET_TieredPGO"] = "0",
    };

    private async Task ExpectAsync(ExecuteRequest request)
    {
        var result = await ExecuteAsync(request);
        if (result.Status != CommandStatus.Succeeded)
        {
            throw new LabException($"agent: {request}: {result.Status}: {result.Message}\n{string.Join('\n', result.Lines)}");
        }
    }

    private async Task<CommandResult> ExecuteAsync(ExecuteRequest request)
    {
        using var call = _client.Execute(request, deadline: DateTime.UtcNow + CallTimeout);
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            if (message.Result is { } result)
            {
                return result;
            }
        }

        throw new LabException($"agent: {request}: ended without a result");
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
        {
            throw new LabException("the agent ended");
        }

        if (!File.Exists(SocketIn(_folder)))
        {
            return false;
        }

        try
        {
            var status = await StatusAsync();
            return status.ConfiguredVpns > 0 && status.Listeners.Count > 0;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }
}
