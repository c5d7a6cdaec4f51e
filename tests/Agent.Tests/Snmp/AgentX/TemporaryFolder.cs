namespace MyIkev2.Agent.Tests.Snmp.AgentX;

/// <summary>A folder with a short path, as sockets want, that goes with its owner.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("agentx").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
