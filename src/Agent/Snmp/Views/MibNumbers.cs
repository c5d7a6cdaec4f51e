using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// The numbers of vpns and children, kept in a file. A name that is no longer configured keeps its number for
/// <see cref="Grace"/>, so that a vpn that is renamed and renamed back keeps its graphs; then the number is free again.
/// Numbers of rows that no configured name stands for begin at <see cref="FirstDynamic"/>.
/// </summary>
public sealed class MibNumbers : IMibNumbers
{
    /// <summary>First index of rows that no configured name stands for.</summary>
    public const uint FirstDynamic = 1_000_000_000;

    /// <summary>Name of the file.</summary>
    public const string FileName = "snmp-indexes";

    /// <summary>How long the number of a name that is gone is kept for it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private const uint LastIndex = int.MaxValue;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly IStateFile? _file;
    private readonly ILogger? _log;
    private readonly NumberSpace<(string Vrf, string Vpn)> _vpns = new();
    private readonly NumberSpace<(uint Vpn, string Child)> _children = new();
    private IReadOnlyList<VpnConfiguration>? _settled;
    private bool _changed;
    private long? _failedAt;

    /// <summary>Numbers that are kept for as long as the process runs.</summary>
    public MibNumbers(TimeProvider time) => _time = time;

    private MibNumbers(TimeProvider time, IStateFile? file, ILogger log)
        : this(time)
    {
        _file = file;
        _log = log;
    }

    /// <summary>
    /// Reads the numbers of earlier runs. A file that is lost, damaged or out of reach is warned of and never keeps the
    /// agent from running; what can be read of a damaged one is used.
    /// </summary>
    public static MibNumbers Open(TimeProvider time, IStateFiles? files, ILogger log)
    {
        var file = files?.Find(FileName);
        if (file is null)
        {
            return new MibNumbers(time);
        }

        byte[]? content;
        try
        {
            content = file.Read(MibNumberFile.MaximumOctets);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (file.PutAside() is { } name)
            {
                MibNumbersLog.PutAside(log, file.Path, exception.Message, name, 0);
                return new MibNumbers(time, file, log);
            }

            // Overwriting it would destroy what somebody may still be able to save.
            MibNumbersLog.OutOfReach(log, file.Path, exception.Message);
            return new MibNumbers(time);
        }

        var numbers = new MibNumbers(time, file, log);
        if (content is not null && MibNumberFile.Read(content, numbers._vpns, numbers._children) is { } damage)
        {
            numbers._changed = true;
            MibNumbersLog.PutAside(log, file.Path, damage, file.PutAside() ?? file.Path, numbers._vpns.Count);
        }

        return numbers;
    }

    /// <summary>The index of a row that belongs to one live tunnel only; not used again before the numbers wrap.</summary>
    public static uint Dynamic(ulong tunnelId) => FirstDynamic + (uint)(tunnelId % (LastIndex - FirstDynamic + 1));

    /// <inheritdoc/>
    public uint Vpn(string vrf, string name) => Ask(_vpns, (vrf, name));

    /// <inheritdoc/>
    public uint Child(uint vpnIndex, string policy) => Ask(_children, (vpnIndex, policy));

    /// <inheritdoc/>
    public void Settle(IReadOnlyList<VpnConfiguration> configuration)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(configuration, _settled))
            {
                var now = _time.GetUtcNow();
                _changed |= _vpns.BeginPass(now - Grace) | _children.BeginPass(now - Grace);
                foreach (var vpn in configuration)
                {
                    var index = _vpns.Use((vpn.Vrf, vpn.Name), ref _changed);
                    foreach (var policy in vpn.SecurityPolicies)
                    {
                        _children.Use((index, policy), ref _changed);
                    }
                }

                _changed |= _vpns.EndPass(now) | _children.EndPass(now);
                _settled = configuration;
            }

            Save();
        }
    }

    /// <summary>A name outside the configuration has a tunnel that outlived it: it is one that is gone, as of now.</summary>
    private uint Ask<TKey>(NumberSpace<TKey> space, TKey key)
        where TKey : notnull
    {
        lock (_lock)
        {
            return space.Ask(key, _time, ref _changed);
        }
    }

    private void Save()
    {
        if (_file is null || !_changed || (_failedAt is { } last && _time.GetElapsedTime(last) < RetryInterval))
        {
            return;
        }

        try
        {
            _file.Replace(MibNumberFile.Write(_vpns, _children));
            _changed = false;
            if (_failedAt is not null)
            {
                _failedAt = null;
                MibNumbersLog.WrittenAgain(_log!, _file.Path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_failedAt is null)
            {
                MibNumbersLog.NotWritten(_log!, _file.Path, exception.Message);
            }

            _failedAt = _time.GetTimestamp();
        }
    }
}

/// <summary>What is logged about kept indexes. Event ids 140..149 are stable.</summary>
internal static partial class MibNumbersLog
{
    [LoggerMessage(140, LogLevel.Warning, "the SNMP indexes kept in {File} are damaged: {Reason}. The file is now {Aside}; {Kept} vpns keep their index, others get new ones in the order of the configuration, and their graphs start anew.")]
    public static partial void PutAside(ILogger logger, string file, string reason, string aside, int kept);

    [LoggerMessage(141, LogLevel.Warning, "the SNMP indexes kept in {File} can be neither read nor put aside: {Reason}. Vpns get new ones in the order of the configuration, and they will not be kept over the next restart.")]
    public static partial void OutOfReach(ILogger logger, string file, string reason);

    [LoggerMessage(142, LogLevel.Warning, "the SNMP indexes cannot be written to {File}: {Reason}. New ones may change at a restart; the next attempts are made quietly.")]
    public static partial void NotWritten(ILogger logger, string file, string reason);

    [LoggerMessage(143, LogLevel.Information, "the SNMP indexes are written to {File} again")]
    public static partial void WrittenAgain(ILogger logger, string file);
}
