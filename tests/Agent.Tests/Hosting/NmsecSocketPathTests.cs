using MyIkev2.Agent.Hosting;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol.Client;

namespace MyIkev2.Agent.Tests.Hosting;

/// <summary>Clients look where the agent listens, without being told.</summary>
public class NmsecSocketPathTests
{
    [Fact]
    public void Candidates_OfClients_HaveTheAgentsDefaults()
    {
        var candidates = NmsecSocketPaths.Candidates(NmsecService.IpSecurity);

        Assert.Contains(RuntimeDirectory.NmsecSocket, candidates);
        Assert.Contains(new NmsecOptions().SocketPath, candidates);
        Assert.Equal(RuntimeDirectory.Variable, NmsecSocketPaths.FolderVariable);
    }
}
