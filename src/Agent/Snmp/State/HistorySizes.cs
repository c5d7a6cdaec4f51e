using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.State;

/// <summary>
/// How many ended tunnels and failures the registry remembers, as managers set it. MYIKEV2-MIB and the Cisco layout have
/// an object each for it and both mean these. The sizes are kept over restarts. Thread-safe.
/// </summary>
public sealed class HistorySizes
{
    /// <summary>The setting behind myikev2HistSize and cipSecHistTableSize.</summary>
    public const string TunnelsName = "myikev2HistSize";

    /// <summary>The setting behind myikev2FailSize and cipSecFailTableSize.</summary>
    public const string FailuresName = "myikev2FailSize";

    private readonly ITunnelRegistry _registry;
    private readonly ISnmpSettings? _settings;
    private readonly Lock _setting = new();

    /// <summary>Tells the registry what was set in earlier runs.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="settings">Where the sizes are kept; null keeps them for as long as the process runs.</param>
    public HistorySizes(ITunnelRegistry registry, ISnmpSettings? settings = null)
    {
        _registry = registry;
        _settings = settings;
        Tunnels = Read(TunnelsName);
        Failures = Read(FailuresName);
        registry.SetHistoryDepth(Tunnels, Failures);
    }

    /// <summary>Rows of either history table.</summary>
    public int Tunnels { get; private set; }

    /// <summary>Failures.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether a size can be set.</summary>
    public static bool IsPossible(long size) => size is >= 0 and <= ITunnelRegistry.MaximumHistoryDepth;

    /// <summary>Sets <see cref="Tunnels"/>; false if it could not be kept, and then nothing has changed.</summary>
    public bool TrySetTunnels(int size)
    {
        lock (_setting)
        {
            if (!IsPossible(size) || (_settings is not null && !_settings.TrySet(TunnelsName, size)))
            {
                return false;
            }

            Tunnels = size;
            _registry.SetHistoryDepth(Tunnels, Failures);
            return true;
        }
    }

    /// <summary>Sets <see cref="Failures"/>; false if it could not be kept, and then nothing has changed.</summary>
    public bool TrySetFailures(int size)
    {
        lock (_setting)
        {
            if (!IsPossible(size) || (_settings is not null && !_settings.TrySet(FailuresName, size)))
            {
                return false;
            }

            Failures = size;
            _registry.SetHistoryDepth(Tunnels, Failures);
            return true;
        }
    }

    private int Read(string name) => (int)Math.Clamp(
        _settings?.Get(name, ITunnelRegistry.DefaultHistoryDepth) ?? ITunnelRegistry.DefaultHistoryDepth, 0, ITunnelRegistry.MaximumHistoryDepth);
}
