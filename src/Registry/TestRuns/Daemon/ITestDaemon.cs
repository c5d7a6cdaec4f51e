namespace MyIkev2.Registry;

/// <summary>
/// Runs tests by name, each apart from the others and from the service. A test that is defined is started, too. Thread-safe; front ends translate
/// to and from it.
/// </summary>
public interface ITestDaemon
{
    /// <summary>Takes a test and starts it. Nothing changes when the definition is refused.</summary>
    /// <param name="definition">The test.</param>
    /// <param name="replace">Whether a test of that name is stopped and replaced; otherwise it refuses the definition.</param>
    /// <param name="cancellationToken">Stops waiting; a start that has begun goes on.</param>
    Task<TestDaemonResult> DefineAsync(TestDefinition definition, bool replace, CancellationToken cancellationToken);

    /// <summary>What a test is doing, or null when there is none of that name.</summary>
    TestDaemonState? StateOf(string name);

    /// <summary>All tests in the order of their names, with what they have achieved.</summary>
    Task<IReadOnlyList<TestDaemonEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Stops a test and forgets it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="gracefully">Whether peers get DELETEs first.</param>
    /// <param name="cancellationToken">Stops waiting; the test is stopped all the same.</param>
    Task<TestDaemonResult> DestroyAsync(string name, bool gracefully, CancellationToken cancellationToken);

    /// <summary>Starts the ping counters of a test, or of all when <paramref name="name"/> is null, over at zero.</summary>
    Task<TestDaemonResult> ClearPingsAsync(string? name, CancellationToken cancellationToken);
}

/// <summary>What a test of the daemon is doing. The values are those that the state file keeps.</summary>
public enum TestDaemonState
{
    /// <summary>Known, not started yet.</summary>
    Defined = 1,

    /// <summary>Being prepared.</summary>
    Starting = 2,

    /// <summary>Running.</summary>
    Running = 3,

    /// <summary>On its way to the end.</summary>
    Stopping = 4,

    /// <summary>Over; its result stays until it is destroyed.</summary>
    Ended = 5,

    /// <summary>Could not be started, or broke down.</summary>
    Failed = 6,
}
