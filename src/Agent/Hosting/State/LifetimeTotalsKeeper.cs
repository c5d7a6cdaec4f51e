using MyIkev2.Engine.Runtime;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.State;

/// <summary>
/// Keeps what the service has counted over its whole life: reads it before the engine starts, writes it now and then, and once more after the
/// engine has stopped. Nothing that goes wrong here keeps the service from running; it is told, once.
/// </summary>
internal sealed class LifetimeTotalsKeeper : IHostedLifecycleService, IDisposable
{
    private readonly LifetimeTotalsFile _file;
    private readonly StateOptions _options;
    private readonly EngineHost _engine;
    private readonly TimeProvider _time;
    private readonly ILogger<LifetimeTotalsKeeper> _logger;
    private readonly Lock _saving = new();
    private ITimer? _timer;
    private LifetimeTotals _saved = LifetimeTotals.Zero;
    private bool _keeps;
    private bool _failed;

    public LifetimeTotalsKeeper(StateOptions options, EngineHost engine, TimeProvider time, ILogger<LifetimeTotalsKeeper> logger)
    {
        _options = options;
        _engine = engine;
        _time = time;
        _logger = logger;
        _file = new LifetimeTotalsFile(Path.Combine(options.EffectiveDirectory, "totals.json"));
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _keeps = _options.Enabled;
        if (_keeps)
        {
            _saved = Load();
            _engine.SetLifetimeBaseline(_saved);
        }

        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_keeps)
        {
            _timer = _time.CreateTimer(static keeper => ((LifetimeTotalsKeeper)keeper!).Save(), this, _options.Interval, _options.Interval);
        }

        return Task.CompletedTask;
    }

    /// <summary>The engine has said goodbye to its peers by now: these are the last numbers.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        Save();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    /// <summary>Writes the totals when they have changed since they were written last.</summary>
    public void Save()
    {
        if (!_keeps)
        {
            return;
        }

        lock (_saving)
        {
            var totals = _engine.Registry.Capture().ReadLifetime().AsBaseline();
            if (totals == _saved)
            {
                return;
            }

            try
            {
                _file.Write(totals, _time.GetUtcNow());
                _saved = totals;
                if (_failed)
                {
                    _failed = false;
                    StateLog.WrittenAgain(_logger, _file.FilePath);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (!_failed)
                {
                    _failed = true;
                    StateLog.NotWritten(_logger, _file.FilePath, exception.Message);
                }
            }
        }
    }

    private LifetimeTotals Load()
    {
        try
        {
            return _file.Read();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (_file.PutAside())
            {
                StateLog.PutAside(_logger, _file.FilePath, exception.Message, _file.FilePath + LifetimeTotalsFile.DamagedSuffix);
            }
            else
            {
                // Overwriting it would destroy what somebody may still be able to save.
                _keeps = false;
                StateLog.NotKept(_logger, _file.FilePath, exception.Message);
            }

            return LifetimeTotals.Zero;
        }
    }
}

/// <summary>What is logged about kept state. Event ids 120..129 are stable.</summary>
internal static partial class StateLog
{
    [LoggerMessage(120, LogLevel.Warning, "the totals kept in {File} cannot be used: {Reason}. The file is now {Aside}; counting starts at zero.")]
    public static partial void PutAside(ILogger logger, string file, string reason, string aside);

    [LoggerMessage(121, LogLevel.Warning, "the totals kept in {File} can be neither read nor put aside: {Reason}. Counting starts at zero, and nothing will be kept over the next restart.")]
    public static partial void NotKept(ILogger logger, string file, string reason);

    [LoggerMessage(122, LogLevel.Warning, "the totals cannot be written to {File}: {Reason}. They will be lost at a restart; the next attempts are made quietly.")]
    public static partial void NotWritten(ILogger logger, string file, string reason);

    [LoggerMessage(123, LogLevel.Information, "the totals are written to {File} again")]
    public static partial void WrittenAgain(ILogger logger, string file);
}
