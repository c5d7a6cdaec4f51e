using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Tests.Golden;
using MyIkev2.Nmsecq.Commands;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

/// <summary>How nmsecq finds the agent when it was not told where it is.</summary>
public class AgentSocketTests
{
    [Fact]
    public async Task Connect_SeveralPaths_TakesTheFirstThatAnswers()
    {
        await using var dead = new ScriptedServer();
        await dead.DieAsync();
        await using var live = new ScriptedServer(CannedAnswers.Answer(NmsecMessageType.GetSummary, 1));
        await using var client = await new AgentSocket(["/nowhere/nmsec.sock", dead.Path, live.Path], new NmsecClientOptions()).ConnectAsync(CancellationToken.None);
        Assert.Equal(1u, (await client.GetSummaryAsync()).Count);
    }

    [Fact]
    public async Task Connect_NobodyAnswers_NamesEveryPathAndWhatIsWrongWithIt()
    {
        await using var dead = new ScriptedServer();
        await dead.DieAsync();
        var failure = await Assert.ThrowsAsync<CommandFailure>(
            () => new AgentSocket(["/nowhere/nmsec.sock", dead.Path, new string('x', 200)], new NmsecClientOptions()).ConnectAsync(CancellationToken.None));
        Assert.Equal(1, failure.Code);
        Assert.Contains("There is no socket /nowhere/nmsec.sock", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Nobody answers at {dead.Path}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("xxxx", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--socket PATH", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_OfEachService_EndWithThePathOfTheInterfacesDocumentation()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal("/var/sock/ipsecmgmt", NmsecSocketPaths.Candidates(NmsecService.IpSecurity)[^1]);
        Assert.Equal("/var/sock/nss", NmsecSocketPaths.Candidates(NmsecService.NetworkSecurity)[^1]);
        Assert.EndsWith("/nmsec.sock", NmsecSocketPaths.Candidates(NmsecService.IpSecurity)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithADialect_SpeaksIt()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{ "messageTypes": { "NMsec_GET_IKETUN": "0x4711" } }""");
            var answer = WorkedExample.Response;
            (answer[14], answer[15]) = (0x47, 0x11);
            await using var server = new ScriptedServer(answer);
            var (code, output, errors) = await NmsecqTests.RunAsync("iketun", "--socket", server.Path, "--dialect", file);
            Assert.Equal((0, string.Empty), (code, errors));
            Assert.Contains("KER-Branch12", output, StringComparison.Ordinal);
            Assert.Equal([0x47, 0x11], server.Requests[0][14..16]);
            Assert.Equal(0x010A, NmsecDialect.Design1.Types.NumberOf(NmsecMessageType.GetIkeTunnels));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
