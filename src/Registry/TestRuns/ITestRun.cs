namespace MyIkev2.Registry;

/// <summary>
/// A test that runs: tunnels made by the number against a peer (client), or a gateway that waits for them. It has an engine and a registry of its
/// own. Front ends watch and stop it through this; all members may be called from any thread, and none waits for the engine but those that return a task.
/// </summary>
public interface ITestRun
{
    /// <summary>Name of the run; unique in its process.</summary>
    string Name { get; }

    /// <summary>Which side it plays.</summary>
    TestRole Role { get; }

    /// <summary>Where it is in its life. <see cref="TestRunState.Ended"/> and <see cref="TestRunState.Failed"/> are final.</summary>
    TestRunState State { get; }

    /// <summary>The tunnels of this run alone. Stays readable when the run has ended, with what was left then.</summary>
    ITunnelRegistry Registry { get; }

    /// <summary>The engine of this run: rekeys, pings, single closes.</summary>
    IEngineControl Control { get; }

    /// <summary>What its setup says of its IKE SAs; null when it does not tell.</summary>
    TestSaOptions? SaOptions => null;

    /// <summary>The final numbers, once the run is over. Never faults: a run that could not start says so in its <see cref="TestSummary.Result"/>.</summary>
    Task<TestSummary> Completion { get; }

    /// <summary>The numbers of now. Costs the same at ten tunnels and at a hundred thousand.</summary>
    TestSummary ReadSummary();

    /// <summary>What the address pools of a gateway have given out; <see cref="TestPoolUsage.None"/> for a client or without a pool.</summary>
    TestPoolUsage ReadPoolUsage();

    /// <summary>Starts a bounded queue of events. It ends by itself after the last event of the run; of a run that is over it is empty.</summary>
    /// <param name="level">The least severe events wanted.</param>
    /// <param name="keyword">Only events whose text contains it, letter by letter; empty = all.</param>
    TestEventSubscription Subscribe(TestEventLevel level, string keyword = "");

    /// <summary>Begins the end of the run, and returns when it is over. Asking again is harmless; asking not gracefully cuts a graceful stop short.</summary>
    /// <param name="gracefully">Delete every IKE SA with its peer first, within a deadline; otherwise peers hear nothing.</param>
    Task<TestSummary> StopAsync(bool gracefully);
}
