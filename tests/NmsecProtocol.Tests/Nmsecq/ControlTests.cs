using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

public class ControlTests
{
    [Fact]
    public async Task Deactivate_OneTunnelIsMissing_SaysWhichAndHasAnExitCodeOfItsOwn()
    {
        await using var server = new ScriptedServer(CannedAnswers.Answer(
            NmsecMessageType.DeactivateIkeTunnel, 1, Status("", "K7", TunnelControlStatus.StateUpdated), Status("paris", "", TunnelControlStatus.NotFound)));
        var (code, output, errors) = await NmsecqTests.RunAsync("deactivate", "ike", "K7", "paris", "--socket", server.Path);
        Assert.Equal((3, string.Empty), (code, errors));
        Assert.Contains("K7                               STATEUPDATED: done, or started", output, StringComparison.Ordinal);
        Assert.Contains("paris                            NOTFOUND: there is no such tunnel", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_ByNameThatLooksLikeAnId_SendsItAsAName()
    {
        await using var server = new ScriptedServer(CannedAnswers.Answer(NmsecMessageType.RefreshDynamicTunnel, 1, Status("Y6", "", TunnelControlStatus.StateUpdated)));
        var (code, _, _) = await NmsecqTests.RunAsync("refresh", "dynamic", "--name", "Y6", "--socket", server.Path);
        Assert.Equal(0, code);
        var request = Assert.Single(server.Requests);
        Assert.Equal(NmsecError.None, TunnelControlRecords.TryRead(NmsecDialect.Design1, NmsecMessageType.RefreshDynamicTunnel, request.AsSpan(96), 1, out var tunnels));
        Assert.Equal(("Y6", ""), (tunnels[0].Name.ToString(), tunnels[0].TunnelId.ToString()));
    }

    [Fact]
    public async Task Activate_Json_HasTheStatusByItsName()
    {
        await using var server = new ScriptedServer(CannedAnswers.Answer(NmsecMessageType.ActivateManualTunnel, 1, Status("", "M1", TunnelControlStatus.StateAlreadySet)));
        var (code, output, _) = await NmsecqTests.RunAsync("activate", "manual", "M1", "--json", "--socket", server.Path);
        Assert.Equal(0, code);
        Assert.Contains("\"NMsTunStatus\": \"NMsec_TUNSTATUS_STATEALREADYSET\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadPolicy_Done_SaysSo()
    {
        await using var server = new ScriptedServer(CannedAnswers.Answer(NmsecMessageType.LoadPolicy, 1, []));
        var (code, output, _) = await NmsecqTests.RunAsync("load-policy", "--socket", server.Path);
        Assert.Equal(0, code);
        Assert.Contains("was loaded", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_NotATerminal_PrintsTheReportOnceAndThenTheChanges()
    {
        var changed = CannedAnswers.Answer(NmsecMessageType.GetManualTunnels, 2);
        changed[^1] = 201; // NMsIPManOutBytes
        await using var server = new ScriptedServer(
            CannedAnswers.Answer(NmsecMessageType.GetManualTunnels, 1), changed, CannedAnswers.Answer(NmsecMessageType.GetManualTunnels, 3, []), Term());
        var (code, output, errors) = await NmsecqTests.RunAsync("manual", "--watch", "0.01", "--socket", server.Path);
        Assert.Equal(1, code);
        Assert.Contains("the server is ending", errors, StringComparison.Ordinal);
        Assert.Contains("1 entries selected", output, StringComparison.Ordinal);
        Assert.Contains("  ~ M1: OutboundBytes: 200 -> 201", output, StringComparison.Ordinal);
        Assert.Contains("  - M1", output, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(output, "Primary:"));
    }

    private static byte[] Term()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new Framing.FrameWriter(NmsecDialect.Design1).WriteNotice(output, NmsecMessageType.Term, NmsecError.ShuttingDown);
        return output.WrittenSpan.ToArray();
    }

    private static Func<System.Buffers.IBufferWriter<byte>, int> Status(string name, string id, TunnelControlStatus status)
        => output => TunnelControlRecord.Write(
            NmsecDialect.Design1, output, new TunnelControlSection { Name = new(name), TunnelId = new(id), Status = status });
}
