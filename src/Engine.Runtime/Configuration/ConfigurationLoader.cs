using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Typed tree to the engine's policies, the monitors' view of the vpns and the log levels.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads a document that has no errors. Null, with the errors among the findings, otherwise.</summary>
    /// <param name="document">The document.</param>
    /// <param name="requestIds">Numbers so far; in return, the numbers of this configuration.</param>
    /// <param name="diagnostics">All findings.</param>
    /// <param name="certificates">What vpns may name; null for none.</param>
    public static LoadedConfiguration? Load(
        ConfigDocument document, ref RequestIds requestIds, out IReadOnlyList<ConfigDiagnostic> diagnostics, CertificateCollection? certificates = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(requestIds);
        diagnostics = ConfigValidator.Validate(document);
        if (diagnostics.Any(diagnostic => diagnostic.IsError))
        {
            return null;
        }

        certificates ??= CertificateCollection.Empty;
        var services = document.Services.OrderBy(static service => service.Vrf != VrfConfiguration.Main).ToList();
        foreach (var (_, ike) in services)
        {
            diagnostics = [.. diagnostics, .. CertificateRules.Check(ike, ike.Entries("vpn"), certificates)];
        }

        var numbers = requestIds = requestIds.For(services.SelectMany(Policies), services.SelectMany(ManualTunnels));
        var vrfs = services.Select(service => new VrfConfiguration(
            service.Vrf,
            LoadEngine(service.Ike, numbers, certificates),
            service.Ike.Container("global-options") is { } options ? LoadRouting(options) : TunnelRouting.Unsaid)).ToList();
        if (vrfs is not [{ Vrf: VrfConfiguration.Main }, ..])
        {
            vrfs.Insert(0, VrfConfiguration.OfMain(EngineConfiguration.Empty));
        }

        return new LoadedConfiguration
        {
            Vrfs = vrfs,
            LogLevels = services is [{ Vrf: VrfConfiguration.Main, Ike: var main }, ..] ? LoadLogLevels(main) : EngineLogLevels.Default,
            Warnings = diagnostics,
        };
    }

    private static IEnumerable<(string Vpn, string Policy)> Policies((string Vrf, ConfigNode Ike) service) =>
        service.Ike.Entries("vpn").SelectMany(vpn => vpn.Entries("security-policy").Select(policy => (RequestIds.Qualify(service.Vrf, vpn.Key!), policy.Key!)));

    private static IEnumerable<string> ManualTunnels((string Vrf, ConfigNode Ike) service) =>
        service.Ike.Entries("manual-tunnel").Select(tunnel => RequestIds.Qualify(service.Vrf, tunnel.Key!));

    private static EngineConfiguration LoadEngine(ConfigNode ike, RequestIds requestIds, CertificateCollection certificates)
    {
        var options = ChildOrDefaults(ike, "global-options");
        return new EngineConfiguration
        {
            Peers = ike.Entries("vpn").Select(new VpnLoader(ike, requestIds).Load).ToValueList(),
            AddressPools = ike.Entries("pool").Select(AddressPoolLoader.Load).ToValueList(),
            Radius = RadiusLoader.Load(ike.Container("radius")),
            VirtualAddressInterface = options.Value("install-vip-on")?.Text ?? string.Empty,
            ManualTunnels = ike.Entries("manual-tunnel").Select(tunnel => ManualTunnelLoader.Load(tunnel, requestIds)).ToValueList(),
            PreSharedKeys = ike.Entries("pre-shared-key").Select(LoadKey).ToValueList(),
            Credentials = certificates.Credentials.ToValueList(),
            Certificates = certificates.Known.ToValueList(),
            RevocationLists = certificates.RevocationLists.ToValueList(),
            EapSecrets = ike.Entries("eap-secret").Select(LoadEapSecret).ToValueList(),
            PostQuantumKeys = ike.Entries("ppk").Select(LoadPostQuantumKey).ToValueList(),
            Limits = LoadLimits(options),
            IsInSnmp = !options.TryGet<bool>("snmp", out var isInSnmp) || isInSnmp,

            // 16, the default that a listing with defaults writes down, says no more than nothing does.
            JobThreads = options.Value("threads")?.Data is long threads and not 16L ? (int)Math.Min(threads, CryptoJobPool.MostThreads) : 0,
            Retransmission = LoadRetransmission(options),
            SelectorHash = LoadThresholds(ChildOrDefaults(options, "sp-hash-ipv4"), ChildOrDefaults(options, "sp-hash-ipv6")),
        };
    }

    /// <summary>Only what is written counts: the defaults of these options give way to the service's settings.</summary>
    private static TunnelRouting LoadRouting(ConfigNode options) => new(
        options.Value("routing-table")?.Data is long table ? (uint)table : null,
        options.Value("routing-table-prio")?.Data is long priority ? (int)priority : null,
        options.Get<bool>("install-routes"));

    private static PreSharedKey LoadKey(ConfigNode key) => new(
        key.Key!,
        key.Values("id").Select(id => (IdentityPattern)id.Data).ToValueList(),
        ValueList.Create<byte>((byte[])key.Value("secret")!.Data));

    private static EapSecret LoadEapSecret(ConfigNode secret) => new(
        secret.Key!,
        secret.Values("id").Select(id => id.Text).ToValueList(),
        ValueList.Create<byte>((byte[])secret.Value("secret")!.Data));

    private static PostQuantumKey LoadPostQuantumKey(ConfigNode ppk) => new(
        ppk.Key!,
        ValueList.Create<byte>(KeyRules.IdentityOf(ppk)),
        ValueList.Create<byte>((byte[])ppk.Value("secret")!.Data));

    private static EngineLimits LoadLimits(ConfigNode options)
    {
        var protection = ChildOrDefaults(options, "dos-protection");
        return new EngineLimits
        {
            CookieThreshold = (int)protection.Get<long>("cookie-threshold"),
            BlockThreshold = (int)protection.Get<long>("block-threshold"),
            HalfOpenLimit = (int)protection.Get<long>("init-limit-half-open"),
            JobLimit = (int)protection.Get<long>("init-limit-job-load"),
            IkeSaLimit = (int)protection.Get<long>("ike-sa-limit"),
            InitiatorOnly = options.Get<bool>("initiator-only"),
            MakeBeforeBreak = options.Get<bool>("make-before-break"),
            MobikePrefersBestPath = options.Get<bool>("mobike-prefer-best-path"),
            AcquireTimeout = TimeSpan.FromSeconds(options.Get<long>("acquire-timeout")),
            HalfOpenTimeout = options.Get<TimeSpan>("half-open-timeout"),
            NatKeepalive = options.Get<TimeSpan>("nat-keepalive"),
            DeleteRekeyedDelay = options.Get<TimeSpan>("delete-rekeyed-delay"),
            FragmentSize = (int)options.Get<long>("fragment-size"),
            SaTableSize = (int)options.Get<long>("sa-table-size"),
        };
    }

    private static RetransmissionOptions LoadRetransmission(ConfigNode options) => new()
    {
        Tries = (int)options.Get<long>("retransmit-tries"),
        Timeout = options.Get<double>("retransmit-timeout"),
        Base = options.Get<double>("retransmit-base"),
        Jitter = (int)options.Get<long>("retransmit-jitter"),
        Limit = (int)options.Get<long>("retransmit-limit"),
    };

    private static SelectorHashThresholds LoadThresholds(ConfigNode ipv4, ConfigNode ipv6) =>
        new((int)ipv4.Get<long>("local"), (int)ipv4.Get<long>("remote"), (int)ipv6.Get<long>("local"), (int)ipv6.Get<long>("remote"));

    private static EngineLogLevels LoadLogLevels(ConfigNode ike)
    {
        var levels = EngineLogLevels.Default;
        var logging = ChildOrDefaults(ike, "logging");
        foreach (var facility in Enum.GetValues<LogFacility>())
        {
            var options = ChildOrDefaults(logging, NameOf(facility));
            levels = levels.WithAll(facility, Level(options.Get<string>("default")));
            foreach (var subsystem in Enum.GetValues<LogSubsystem>())
            {
                if (options.TryGet<string>(NameOf(subsystem), out var level))
                {
                    levels = levels.With(facility, subsystem, Level(level));
                }
            }
        }

        return levels;
    }

    private static int Level(string word) => int.TryParse(word, out var level) ? level : EngineLogLevels.Disabled;

    /// <summary>Facilities and subsystems are called in configuration what they are called here.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum => Enum.GetName(value)!.ToLowerInvariant();

    private static ConfigNode ChildOrDefaults(ConfigNode parent, string container) =>
        parent.Container(container) ?? new ConfigNode(parent.Definition.Find(container)!, parent, null, default);
}
