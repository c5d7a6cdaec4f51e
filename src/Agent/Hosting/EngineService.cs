using System.Runtime.InteropServices;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Agent.Hosting;

/// <summary>
/// Ties the engine to the life of the process: it runs before any interface answers, follows the configuration, and says goodbye to its
/// peers as soon as the process is asked to end.
/// </summary>
internal sealed class EngineService(
    EngineHost engine,
    ConfigurationStore configuration,
    IHostApplicationLifetime lifetime,
    ILogger<EngineService> logger) : IHostedLifecycleService, IDisposable
{
    private PosixSignalRegistration? _reload;

    /// <summary>True when the engine ended the process.</summary>
    public bool Failed { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        configuration.Applied += Apply;
        configuration.ReloadRefused += engine.ReportRefusal;
        engine.LogLevels = configuration.Current.LogLevels;
        engine.Start(configuration.Current.Vrfs, configuration.FilePath is { } path ? Path.GetFileName(path) : "demonstration");
        _reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnReloadSignal);
        _ = StopOnFaultAsync();
        await engine.Applied.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _reload?.Dispose();
        configuration.Applied -= Apply;
        configuration.ReloadRefused -= engine.ReportRefusal;
        await engine.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _reload?.Dispose();

    private Task Apply(ConfigurationApplied change)
    {
        engine.LogLevels = change.New.LogLevels;
        engine.ApplyConfiguration(change.New.Vrfs);
        return engine.Applied;
    }

    private void OnReloadSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var result = await configuration.ReloadAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            AgentLog.Reloaded(logger, result.Message);
        }
        else
        {
            AgentLog.ReloadRefused(logger, string.Join(Environment.NewLine, result.Lines.Prepend(result.Message)));
        }
    }

    /// <summary>A shard that lost its own bookkeeping cannot be trusted with anything: a supervisor restarts us.</summary>
    private async Task StopOnFaultAsync()
    {
        await engine.Faulted.ConfigureAwait(false);
        Failed = true;
        lifetime.StopApplication();
    }
}

/// <summary>What the composition root logs. Event ids 100..199 are stable.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(100, LogLevel.Information, "configuration reloaded: {Result}")]
    public static partial void Reloaded(ILogger logger, string result);

    [LoggerMessage(101, LogLevel.Error, "configuration not reloaded: {Reason}")]
    public static partial void ReloadRefused(ILogger logger, string reason);

    [LoggerMessage(102, LogLevel.Warning, "configuration: {Warning}")]
    public static partial void ConfigurationWarning(ILogger logger, string warning);
}
