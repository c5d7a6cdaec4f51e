using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>Steers a strongSwan daemon and reads it, over its control socket, wherever that is.</summary>
internal class StrongSwanControl(Func<CancellationToken, Task<ViciConnection>> open, Func<string> log)
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    /// <summary>What the daemon logged so far.</summary>
    public string Log => log();

    /// <summary>Loads a connection, its pools and its preshared key.</summary>
    public async Task LoadAsync(StrongSwanConnection connection)
    {
        foreach (var pool in connection.Pools)
        {
            await CommandAsync("load-pool", pool.ToSection());
        }

        if (connection.Certificates is { } certificates)
        {
            foreach (var authority in certificates.Authorities)
            {
                await CommandAsync("load-cert", new ViciSection().Set("type", "X509").Set("flag", "CA").Set("data", authority));
            }

            await CommandAsync("load-key", new ViciSection().Set("type", "any").Set("data", certificates.Key));
        }
        else
        {
            await CommandAsync("load-shared", connection.ToSecret());
        }

        if (connection.Eap is { } eap)
        {
            await CommandAsync("load-shared", eap.ToSecret());
        }

        if (connection.SecondProof is { } second)
        {
            await CommandAsync("load-shared", second.ToSecret());
        }

        if (connection.Ppk is { } ppk)
        {
            await CommandAsync("load-shared", ppk.ToSection());
        }

        await CommandAsync("load-conn", connection.ToConnection());
    }

    /// <summary>Forgets a connection; its SAs stay.</summary>
    public Task UnloadAsync(string connection = "lab") => CommandAsync("unload-conn", new ViciSection().Set("name", connection));

    /// <summary>Negotiates a child, its IKE SA if need be, and waits for the outcome; throws when it failed.</summary>
    public Task InitiateAsync(string child) => CommandAsync("initiate", Initiation("child", child));

    public Task InitiateIkeAsync(string connection = "lab") => CommandAsync("initiate", Initiation("ike", connection));

    /// <summary>Negotiates a child and returns why it failed, or null when it came up.</summary>
    public Task<string?> TryInitiateAsync(string child) => TryCommandAsync("initiate", Initiation("child", child));

    /// <summary>Begins to negotiate a child of a connection, and does not wait for the outcome: one of many.</summary>
    public Task BeginInitiateAsync(string child, string connection) =>
        CommandAsync("initiate", new ViciSection().Set("child", child).Set("ike", connection).Set("timeout", "-1").Set("init-limits", "no").Set("loglevel", "-1"));

    /// <summary>How many IKE SAs it has, and how many of them are not established yet; cheap, however many there are.</summary>
    public async Task<(int Total, int HalfOpen)> CountAsync()
    {
        using var limit = new CancellationTokenSource(CommandTimeout);
        using var connection = await open(limit.Token);
        var counts = (await connection.RequestAsync("stats", null, limit.Token)).Section("ikesas");
        return (Number(counts?["total"]), Number(counts?["half-open"]));
    }

    /// <summary>Sends the other side of an SA to another gateway.</summary>
    public Task RedirectAsync(string gateway, string connection = "lab") =>
        CommandAsync("redirect", new ViciSection().Set("ike", connection).Set("gateway", gateway));

    public Task RekeyIkeAsync(string connection = "lab") => CommandAsync("rekey", new ViciSection().Set("ike", connection));

    public Task RekeyChildAsync(string child) => CommandAsync("rekey", new ViciSection().Set("child", child));

    /// <summary>
    /// Closes the IKE SAs of a connection. One that is on its way out after its rekeying is waited for: the command would count as failed when it ends by itself
    /// meanwhile.
    /// </summary>
    public async Task TerminateIkeAsync(string connection = "lab")
    {
        await Wait.UntilAsync("strongSwan: no IKE SA in transition", async () => (await ListAsync()).All(static sa => sa.IsEstablished));
        await CommandAsync("terminate", new ViciSection().Set("ike", connection).Set("timeout", "45000"));
    }

    /// <summary>Closes whatever there is of a connection, if anything, without waiting for the peer.</summary>
    public Task ForceTerminateAsync(string connection = "lab") =>
        TryCommandAsync("terminate", new ViciSection().Set("ike", connection).Set("force", "yes").Set("timeout", "45000"));

    public Task TerminateChildAsync(string child) => CommandAsync("terminate", new ViciSection().Set("child", child).Set("timeout", "45000"));

    public async Task<IReadOnlyList<PeerIkeSa>> ListAsync()
    {
        using var limit = new CancellationTokenSource(CommandTimeout);
        using var connection = await open(limit.Token);
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

    /// <summary>Whether its control socket answers yet.</summary>
    public async Task<bool> AnswersAsync()
    {
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

    private static int Number(string? text) => int.Parse(text ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static ViciSection Initiation(string kind, string name) =>
        new ViciSection().Set(kind, name).Set("timeout", "45000").Set("loglevel", "-1");

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
        using var connection = await open(limit.Token);
        var answer = await connection.RequestAsync(command, body, limit.Token);
        return answer["success"] == "no" ? answer["errmsg"] ?? "refused" : null;
    }
}
