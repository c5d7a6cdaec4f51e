namespace MyIkev2.Registry;

/// <summary>The read side: what monitors and controllers see. Never blocks, never waits for the engine.</summary>
public interface ITunnelRegistry
{
    /// <summary>Everything published so far, at this moment.</summary>
    RegistryView Capture();

    /// <summary>Starts a bounded queue of changes.</summary>
    /// <param name="capacity">Changes kept for a slow reader, at least 1.</param>
    ChangeSubscription Subscribe(int capacity = 1024);
}
