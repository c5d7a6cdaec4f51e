using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;

namespace MyIkev2.Agent.Snmp.State;

/// <summary>
/// Identity of the SNMP engine and what managers have set, in one file that is replaced as a whole. The boots are raised and
/// written before the constructor returns, so before the first message: an engine that came back with boots it has had
/// would have its answers rejected by every manager that remembers it (RFC 3414 section 2.2.2), and old messages could be
/// replayed to it. Thread-safe.
/// </summary>
public sealed class SnmpStateStore : ISnmpSettings
{
    /// <summary>Where boots stay once they have reached it: the engine must then be given a new id (RFC 3414 section 2.2.3).</summary>
    public const int LatchedBoots = int.MaxValue;

    private const int MaximumOctets = 256 * 1024;
    private const int MaximumSettings = 1_000;

    private static readonly DateTimeOffset FloorOrigin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IStateFile? _file;
    private readonly ILogger<SnmpStateStore> _log;
    private readonly Lock _writing = new();
    private readonly byte[] _engineId;
    private readonly bool _keeps = true;
    private ImmutableDictionary<string, long> _settings = ImmutableDictionary<string, long>.Empty;

    /// <summary>Reads the file and raises the boots.</summary>
    /// <param name="files">Where the file is; null, or no file there, keeps everything in memory and begins anew each time.</param>
    /// <param name="engineId">The configured engine id; empty to use the kept one, or to make one.</param>
    /// <param name="time">Only asked when the boots are lost.</param>
    /// <param name="log">Told what is wrong with the file.</param>
    public SnmpStateStore(IStateFiles? files, ReadOnlySpan<byte> engineId, TimeProvider time, ILogger<SnmpStateStore> log)
    {
        _file = files?.Find("snmp.json");
        _log = log;
        var (kept, bootsAreLost) = Load(out _keeps);
        if (kept is not null)
        {
            _settings = kept.Settings.ToImmutableDictionary(StringComparer.Ordinal);
        }

        var keptId = SnmpEngineId.TryParse(kept?.EngineId, out var id) ? id : null;
        _engineId = !engineId.IsEmpty ? engineId.ToArray() : keptId ?? SnmpEngineId.Create();
        EngineBoots = Math.Min(kept?.EngineBoots ?? 0, LatchedBoots - 1) + 1;

        // An id that managers may remember needs boots that they cannot have seen; a new one may begin again.
        if (bootsAreLost && (keptId is not null || !engineId.IsEmpty))
        {
            EngineBoots = Floor(time);
        }

        if (!TryWrite(_settings))
        {
            EngineBoots = Math.Max(EngineBoots, Floor(time));
        }

        if (EngineBoots == LatchedBoots)
        {
            SnmpStateLog.Latched(_log, _file?.Path ?? "memory");
        }
    }

    /// <summary>A store that keeps nothing over a restart, with an engine id in hexadecimal or one of its own.</summary>
    internal static SnmpStateStore InMemory(string engineId, TimeProvider time) => new(
        files: null, SnmpEngineId.TryParse(engineId, out var id) ? id : [], time, NullLogger<SnmpStateStore>.Instance);

    /// <summary>snmpEngineID.</summary>
    public ReadOnlySpan<byte> EngineId => _engineId;

    /// <summary>snmpEngineBoots of this run.</summary>
    public int EngineBoots { get; }

    /// <inheritdoc/>
    public long Get(string name, long otherwise) => Volatile.Read(ref _settings).GetValueOrDefault(name, otherwise);

    /// <inheritdoc/>
    public bool TrySet(string name, long value)
    {
        lock (_writing)
        {
            if (_settings.TryGetValue(name, out var present) && present == value)
            {
                return true;
            }

            var changed = _settings.SetItem(name, value);
            if (changed.Count > MaximumSettings || !TryWrite(changed))
            {
                return false;
            }

            Volatile.Write(ref _settings, changed);
            return true;
        }
    }

    /// <summary>
    /// Boots for an engine that has lost count: minutes since 2020, which no engine reaches by being restarted, and which rise
    /// from one loss to the next.
    /// </summary>
    private static int Floor(TimeProvider time) =>
        (int)Math.Clamp((time.GetUtcNow() - FloorOrigin).TotalMinutes, 1, LatchedBoots - 1);

    private (SnmpStateDocument? Kept, bool BootsAreLost) Load(out bool keeps)
    {
        keeps = true;
        if (_file is null)
        {
            return (null, false);
        }

        byte[]? content = null;
        string reason;
        try
        {
            content = _file.Read(MaximumOctets);
            return (content is null ? null : SnmpStateDocument.Parse(content), false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            reason = exception.Message;
        }

        var (engineId, boots) = content is null ? (null, null) : SnmpStateDocument.Salvage(content);
        if (_file.PutAside() is { } aside)
        {
            SnmpStateLog.PutAside(_log, _file.Path, reason, aside, engineId is null ? "no" : "the", boots is null ? "no" : "the");
        }
        else
        {
            // Overwriting it would destroy what somebody may still be able to save.
            keeps = false;
            SnmpStateLog.NotKept(_log, _file.Path, reason);
        }

        var salvaged = new SnmpStateDocument
        {
            Version = SnmpStateDocument.CurrentVersion,
            EngineId = engineId ?? string.Empty,
            EngineBoots = boots ?? 0,
        };
        return (salvaged, boots is null);
    }

    private bool TryWrite(ImmutableDictionary<string, long> settings)
    {
        if (_file is null || !_keeps)
        {
            return _keeps;
        }

        var document = new SnmpStateDocument
        {
            Version = SnmpStateDocument.CurrentVersion,
            EngineId = Convert.ToHexStringLower(_engineId),
            EngineBoots = EngineBoots,
            Settings = settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary(),
        };
        try
        {
            _file.Replace(document.ToOctets());
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            SnmpStateLog.NotWritten(_log, _file.Path, exception.Message);
            return false;
        }
    }
}

/// <summary>What is logged about the kept state of the SNMP engine. Event ids 130..139 are stable.</summary>
internal static partial class SnmpStateLog
{
    [LoggerMessage(130, LogLevel.Warning, "the SNMP state in {File} cannot be used: {Reason}. The file is now {Aside}; {EngineId} engine id and {Boots} boots could be read from it.")]
    public static partial void PutAside(ILogger logger, string file, string reason, string aside, string engineId, string boots);

    [LoggerMessage(131, LogLevel.Warning, "the SNMP state in {File} can be neither read nor put aside: {Reason}. Nothing that managers set will be kept over the next restart.")]
    public static partial void NotKept(ILogger logger, string file, string reason);

    [LoggerMessage(132, LogLevel.Warning, "the SNMP state cannot be written to {File}: {Reason}. snmpEngineBoots is taken from the clock, and SET of what must be kept fails.")]
    public static partial void NotWritten(ILogger logger, string file, string reason);

    [LoggerMessage(133, LogLevel.Error, "snmpEngineBoots in {File} has reached its end: every authenticated message is refused until the engine gets a new id (Snmp:EngineId) and new keys.")]
    public static partial void Latched(ILogger logger, string file);
}
