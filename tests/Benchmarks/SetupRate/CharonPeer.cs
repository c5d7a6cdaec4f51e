using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>strongSwan set up for speed: no flood protection, tables for many SAs, no log, OpenSSL's algorithms before its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CharonPeer : IAsyncDisposable
{
    private const string Options =
        """
        load = random nonce openssl aes sha1 sha2 hmac kdf pem pkcs1 pkcs8 x509 pubkey constraints revocation gmp curve25519 gcm drbg kernel-netlink socket-default vici
          threads = 16
          dos_protection = no
          reuse_ikesa = no
          ikesa_table_size = 16384
          ikesa_table_segments = 64
          half_open_timeout = 120
          filelog { main { default = -1 } }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(3);

    private readonly StrongSwan _daemon;
    private readonly ViciConnection _control;
    private readonly InstalledTunnels _installed;

    private CharonPeer(StrongSwan daemon, ViciConnection control, InstalledTunnels installed, int process)
    {
        _daemon = daemon;
        _control = control;
        _installed = installed;
        Process = process;
    }

    public int Process { get; }

    public static async Task<CharonPeer> StartAsync(LabNamespace host, string folder)
    {
        var daemon = await StrongSwan.StartAsync(host, folder, Options);
        var control = await ViciConnection.OpenAsync(Path.Combine(folder, "vici"), CancellationToken.None);
        return new CharonPeer(daemon, control, new InstalledTunnels(Path.Combine(folder, "xfrm.log")), await LabProcesses.OnlyOneInAsync(host));
    }

    /// <summary>Answers any initiator.</summary>
    public async Task LoadResponderAsync(SetupSuite suite, LabNamespace own, BenchmarkPki? pki)
    {
        var certificates = await LoadSecretsAsync(pki, pki?.Responder);
        await CommandAsync("load-conn", Connection(suite, own, null, certificates, "any", EngineConfigurations.ResponderId, "%any",
            "any", EngineConfigurations.ResponderSubnet, EngineConfigurations.InitiatorSubnets));
    }

    /// <summary>A connection for each number below the count.</summary>
    public async Task LoadInitiatorAsync(SetupSuite suite, LabNamespace own, LabNamespace responder, int count, BenchmarkPki? pki)
    {
        var certificates = await LoadSecretsAsync(pki, pki?.Initiator);
        var initiator = pki is null ? null : BenchmarkPki.InitiatorId;
        for (var number = 0; number < count; number++)
        {
            await CommandAsync("load-conn", Connection(
                suite, own, responder, certificates, EngineConfigurations.VpnName(number), initiator ?? EngineConfigurations.InitiatorId(number), EngineConfigurations.ResponderId,
                EngineConfigurations.ChildName(number), EngineConfigurations.InitiatorHost(number) + "/32", EngineConfigurations.ResponderSubnet));
        }
    }

    /// <summary>Brings connections up, a window of them at a time.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="established">How many the responder has in all; asked often.</param>
    public async Task InitiateAsync(int first, int count, Func<int> established)
    {
        var sent = 0;
        await UntilAsync($"{first + count} established SAs", async () =>
        {
            var done = established() - first;
            for (; sent < count && sent - done < SetupPlan.Window; sent++)
            {
                await CommandAsync("initiate", Initiation(first + sent));
            }

            return done >= count;
        });
    }

    /// <summary>Tunnels so far, without disturbing it.</summary>
    public int Installed() => _installed.Count();

    /// <summary>Waits until it has that many IKE SAs, and returns what it says: the last ones get there after their children.</summary>
    public async Task<int> WaitForEstablishedAsync(int count)
    {
        var established = 0;
        await UntilAsync($"{count} established IKE SAs", async () => (established = await EstablishedAsync()) >= count);
        return established;
    }

    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        _installed.Dispose();

        // A thousand farewells to a peer that is about to go too are not worth their time.
        return new ValueTask(_daemon.KillAsync());
    }

    /// <summary>Looks again and again, so often that looking does not stretch the round.</summary>
    internal static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var limit = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            if (DateTime.UtcNow > limit)
            {
                throw new LabException($"waited {Patience.TotalSeconds} s in vain for: {what}");
            }

            await Task.Delay(Interval);
        }
    }

    private async Task<int> EstablishedAsync()
    {
        var counts = (await RequestAsync("stats", null)).Section("ikesas");
        return int.Parse(counts?["total"] ?? "0") - int.Parse(counts?["half-open"] ?? "0");
    }

    private static ViciSection Connection(
        SetupSuite suite, LabNamespace own, LabNamespace? remote, StrongSwanCertificates? certificates, string name, string localId, string remoteId, string child, string localSubnet, string remoteSubnet) =>
        new StrongSwanConnection
        {
            Name = name,
            LocalAddress = own.Ipv4,
            RemoteAddress = remote?.Ipv4,
            LocalId = localId,
            RemoteId = remoteId,
            Proposals = [suite.Proposal],
            Secret = EngineConfigurations.Secret,
            Certificates = certificates,
            Unique = "never",
            Children =
            [
                new StrongSwanChild { Name = child, LocalSelectors = [localSubnet], RemoteSelectors = [remoteSubnet], Proposals = [SetupSuite.EspProposal] },
            ],
        }.ToConnection();

    // A negative timeout: the answer does not wait for the outcome.
    private static ViciSection Initiation(int number) => new ViciSection()
        .Set("child", EngineConfigurations.ChildName(number))
        .Set("ike", EngineConfigurations.VpnName(number))
        .Set("timeout", "-1")
        .Set("init-limits", "no")
        .Set("loglevel", "-1");

    private async Task<StrongSwanCertificates?> LoadSecretsAsync(BenchmarkPki? pki, TestCertificate? own)
    {
        if (pki is null || own is null)
        {
            await CommandAsync("load-shared", new ViciSection().Set("id", "all").Set("type", "IKE").Set("data", EngineConfigurations.Secret));
            return null;
        }

        var root = TestPki.ToPem(pki.Root);
        await CommandAsync("load-cert", new ViciSection().Set("type", "X509").Set("flag", "CA").Set("data", root));
        await CommandAsync("load-key", new ViciSection().Set("type", "any").Set("data", own.KeyPem));
        return new StrongSwanCertificates(own.Pem, own.KeyPem, [root]);
    }

    private async Task CommandAsync(string command, ViciSection? body)
    {
        if ((await RequestAsync(command, body)) is var answer && answer["success"] == "no")
        {
            throw new LabException($"strongSwan: {command}: {answer["errmsg"]}");
        }
    }

    private async Task<ViciSection> RequestAsync(string command, ViciSection? body)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _control.RequestAsync(command, body, limit.Token);
    }
}
