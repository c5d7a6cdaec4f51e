using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>
/// Hands commands to the engine and does not wait for what comes of them: a negotiation may take a minute, and a client
/// learns its outcome by asking again. Failures are logged. Thread-safe.
/// </summary>
internal sealed class CommandPoster(IEngineControl engine, IHostApplicationLifetime? lifetime, ILogger<CommandPoster> logger)
{
    /// <summary>Commands on their way at once; more than these the engine cannot use, whoever asks.</summary>
    public const int Limit = 4096;

    private int _underWay;

    /// <summary>Commands on their way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Reserves room for commands; false when there is none. Each one reserved must be posted.</summary>
    public bool TryReserve(int commands)
    {
        if (Interlocked.Add(ref _underWay, commands) <= Limit)
        {
            return true;
        }

        Interlocked.Add(ref _underWay, -commands);
        return false;
    }

    /// <summary>Starts a command that room was reserved for.</summary>
    public void Post(EngineCommand command, string request)
        => _ = Task.Run(() => RunAsync(command, request));

    private async Task RunAsync(EngineCommand command, string request)
    {
        try
        {
            var stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
            var result = await engine.ExecuteAsync(command, null, stopping).ConfigureAwait(false);
            if (result.Status is not (CommandStatus.Succeeded or CommandStatus.AlreadySet))
            {
                logger.LogWarning("{Request}: {Command} failed: {Status}, {Message}", request, command, result.Status, result.Message);
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogDebug("{Request}: the agent stopped before {Command} had ended", request, command);
        }
        catch (Exception exception)
        {
            // Nobody waits for this task; a fault must not end unseen.
            logger.LogError(exception, "{Request}: {Command} failed", request, command);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
