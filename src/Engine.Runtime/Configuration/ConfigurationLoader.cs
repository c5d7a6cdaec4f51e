using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Typed tree to the engine's policies, the monitors' view of the vpns and the log levels.</summary>
public static class ConfigurationLoader
{
    /// <summary>Loads a document that has no errors. Null, with the errors among the findings, otherwise.</summary>
    /// <param name="requestIds">Numbers so far; in return, the numbers of this configuration.</param>
    public static LoadedConfiguration? Load(ConfigDocument document, ref RequestIds requestIds, out IReadOnlyList<ConfigDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(requestIds);
        diagnostics = ConfigValidator.Validate(document);
        if (diagnostics.Any(diagnostic => diagnostic.IsError))
        {
            return null;
        }

        var ike = document.Services.FirstOrDefault(service => service.Vrf == ConfigValidator.ServedVrf).Ike;
        var vpns = ike?.Entries("vpn") ?? [];
        requestIds = requestIds.For(vpns.SelectMany(vpn => vpn.Entries("security-policy").Select(policy => (vpn.Key!, policy.Key!))));
        var ids = requestIds;
        return new LoadedConfiguration
        {
            Engine = ike is null ? EngineConfiguration.Empty : new EngineConfiguration
            {
                Peers = vpns.Select(vpn => VpnLoader.Load(ike, vpn, ids)).ToValueList(),
                PreSharedKeys = ike.Entries("pre-shared-key").Select(LoadKey).ToValueList(),
                Limits = LoadLimits(GlobalOptions(ike)),
                Retransmission = LoadRetransmission(GlobalOptions(ike)),
            },
            Vpns = [.. vpns.Select(VpnLoader.Describe)],
            Logging = [.. LoadLogging(ike)],
            Warnings = diagnostics,
        };
    }

    private static ConfigNode GlobalOptions(ConfigNode ike) => ChildOrDefaults(ike, "global-options");

    private static PreSharedKey LoadKey(ConfigNode key) => new(
        key.Key!,
        key.Values("id").Select(id => (IdentityPattern)id.Data).ToValueList(),
        ValueList.Create<byte>((byte[])key.Value("secret")!.Data));

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
            AcquireTimeout = TimeSpan.FromSeconds(options.Get<long>("acquire-timeout")),
            HalfOpenTimeout = options.Get<TimeSpan>("half-open-timeout"),
            NatKeepalive = options.Get<TimeSpan>("nat-keepalive"),
            DeleteRekeyedDelay = options.Get<TimeSpan>("delete-rekeyed-delay"),
            FragmentSize = (int)options.Get<long>("fragment-size"),
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

    private static IEnumerable<LogLevelSetting> LoadLogging(ConfigNode? ike)
    {
        // Without any service the defaults hold: the process itself logs too.
        var logging = ike is null
            ? new ConfigNode(ConfigTree.Root.Find("vrf")!.Find("ike")!.Find("logging")!, null, null, default)
            : ChildOrDefaults(ike, "logging");
        foreach (var definition in logging.Definition.Children)
        {
            var facility = ChildOrDefaults(logging, definition.Name);
            var defaultLevel = facility.Get<string>("default");
            foreach (var subsystem in definition.Children)
            {
                var level = facility.TryGet<string>(subsystem.Name, out var own) ? own : defaultLevel;
                yield return new LogLevelSetting(definition.Name, subsystem.Name, int.TryParse(level, out var number) ? number : null);
            }
        }
    }

    private static ConfigNode ChildOrDefaults(ConfigNode parent, string container) =>
        parent.Container(container) ?? new ConfigNode(parent.Definition.Find(container)!, parent, null, default);
}
