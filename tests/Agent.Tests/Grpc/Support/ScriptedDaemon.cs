using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>A daemon that answers what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedDaemon : ITestDaemon
{
    public TestDaemonResult Answer { get; set; } = TestDaemonResult.Success;

    public IReadOnlyList<TestDaemonEntry> Entries { get; init; } = [];

    public (TestDefinition Definition, bool Replace)? Defined { get; private set; }

    public (string Name, bool Gracefully)? Destroyed { get; private set; }

    public List<string?> Cleared { get; } = [];

    public Task<TestDaemonResult> DefineAsync(TestDefinition definition, bool replace, CancellationToken cancellationToken)
    {
        Defined = (definition, replace);
        return Task.FromResult(Answer);
    }

    public TestDaemonState? StateOf(string name) => Entries.FirstOrDefault(entry => entry.Name == name)?.State;

    public Task<IReadOnlyList<TestDaemonEntry>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Entries);

    public Task<TestDaemonResult> DestroyAsync(string name, bool gracefully, CancellationToken cancellationToken)
    {
        Destroyed = (name, gracefully);
        return Task.FromResult(Answer);
    }

    public Task<TestDaemonResult> ClearPingsAsync(string? name, CancellationToken cancellationToken)
    {
        Cleared.Add(name);
        return Task.FromResult(Answer);
    }
}
