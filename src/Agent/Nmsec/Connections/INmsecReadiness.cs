namespace MyIkev2.Agent.Nmsec;

/// <summary>Tells when there is something to show: clients hear nothing before that.</summary>
public interface INmsecReadiness
{
    /// <summary>Completes once the tunnel registry is loaded.</summary>
    Task WaitAsync(CancellationToken cancellation);
}

/// <summary>For a process that starts listening only after its engine runs.</summary>
internal sealed class AlwaysReady : INmsecReadiness
{
    public Task WaitAsync(CancellationToken cancellation) => Task.CompletedTask;
}
