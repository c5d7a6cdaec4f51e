using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

public class CiscoSetTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);
    private readonly CiscoTestControl _control;
    private CannedAgent _agent;

    public CiscoSetTests()
    {
        _control = CiscoTestControl.Make(_canned);
        _agent = new CannedAgent(_canned, control: _control.Control);
    }

    [Fact]
    public void TunnelStatus_Destroy_ClosesEveryIkeSaOfTheVpn()
    {
        // Tunnel 1 has two generations.
        Assert.Equal(ErrorStatus.NoError, Set("2.3.1.35.1", 2));
        Assert.Equal([new EngineCommand.FlushIke(SaSelector.ByUniqueId(1)), new EngineCommand.FlushIke(SaSelector.ByUniqueId(9))], _control.Commands);
    }

    [Fact]
    public void ChildStatus_Destroy_DeletesTheInstalledPair()
    {
        Assert.Equal(ErrorStatus.NoError, Set("3.2.1.51.1", 2));
        Assert.Equal([new EngineCommand.FlushChild(SaSelector.ByUniqueId(1_000_001))], _control.Commands);
    }

    [Theory]
    [InlineData("2.3.1.35.2", 1, ErrorStatus.WrongValue)]
    [InlineData("2.3.1.35.2", 3, ErrorStatus.WrongValue)]
    [InlineData("3.2.1.51.2", 1, ErrorStatus.WrongValue)]
    [InlineData("2.3.1.35.7", 2, ErrorStatus.NoCreation)]
    [InlineData("2.3.1.15.2", 2, ErrorStatus.NotWritable)]
    [InlineData("4.1.1.1.0", 0, ErrorStatus.WrongValue)]
    [InlineData("4.1.1.1.0", 100_001, ErrorStatus.WrongValue)]
    [InlineData("4.1.1.2.0", 3, ErrorStatus.WrongValue)]
    [InlineData("5.1.1.1.0", -1, ErrorStatus.WrongValue)]
    [InlineData("6.1.0", 0, ErrorStatus.WrongValue)]
    public void Set_ValueOrObjectOutOfTheModule_IsRefused(string name, int value, ErrorStatus expected)
    {
        Assert.Equal(expected, Set(name, value));
        Assert.Empty(_control.Commands);
        Assert.Empty(_control.Settings);
    }

    [Fact]
    public void TunnelStatus_RowKeptWhileDown_CannotBeDestroyed()
    {
        _agent = new CannedAgent(_canned, new CiscoOptions { KeepDownRows = true }, _control.Control);
        Assert.Equal(ErrorStatus.InconsistentValue, Set("2.3.1.35.9", 2));
        Assert.Empty(_control.Commands);
    }

    [Fact]
    public void Set_ByAReader_IsRefused()
    {
        Assert.Equal(ErrorStatus.AuthorizationError, _agent.Ask(SnmpRequest.Set(CannedAgent.Cisco("2.3.1.35.2"), 2, "public")).Status);
        Assert.Empty(_control.Commands);
    }

    [Fact]
    public void TableSizes_Set_AreKeptAndCutTheTables()
    {
        _canned.Registry.CheckpointHistory();
        Assert.Equal((200, 200), (Get("4.1.1.1.0"), Get("5.1.1.1.0")));
        Assert.Equal(ErrorStatus.NoError, Set("4.1.1.1.0", 3));
        Assert.Equal(ErrorStatus.NoError, Set("5.1.1.1.0", 10));
        Assert.Equal((3, 10), (Get("4.1.1.1.0"), Get("5.1.1.1.0")));
        Assert.Equal([5, 6, 7], _agent.Walk(CannedAgent.Cisco("4.2.1.1.2")).Select(binding => (int)binding.Name.SubIdentifiers[^1]));

        // The next run of the service begins with them.
        var next = new CannedRegistry();
        _ = new HistorySizes(next.Registry, _control);
        Assert.Equal((3, 10), (next.Registry.Capture().History.TunnelDepth, next.Registry.Capture().History.FailureDepth));
    }

    [Fact]
    public void Set_ThatCannotBeKept_ChangesNothing()
    {
        _control.HasDisk = false;
        Assert.Equal(ErrorStatus.CommitFailed, Set("4.1.1.1.0", 3));
        Assert.Equal(ErrorStatus.CommitFailed, Set("6.3.0", 1));
        Assert.Equal((200, 2), (Get("4.1.1.1.0"), Get("6.3.0")));
    }

    [Fact]
    public void CheckPoint_Set_EntersWhatIsUpAndReadsReady()
    {
        Assert.Equal(1, Get("4.1.1.2.0"));
        Assert.Equal(ErrorStatus.NoError, Set("4.1.1.2.0", 2));
        Assert.Equal(1, Get("4.1.1.2.0"));
        Assert.Equal(7, _agent.Walk(CannedAgent.Cisco("4.2.1.1.2")).Count);
        Assert.Equal(ErrorStatus.NoError, Set("4.1.1.2.0", 1));
        Assert.Equal(7, _agent.Walk(CannedAgent.Cisco("4.2.1.1.2")).Count);
    }

    [Fact]
    public void TrapControl_Set_IsKeptUnderItsDescriptor()
    {
        Assert.All(_agent.Walk(CannedAgent.Cisco("6")), binding => Assert.Equal(2, binding.Value));
        Assert.Equal(ErrorStatus.NoError, Set("6.11.0", 1));
        Assert.Equal((1, 1L), (Get("6.11.0"), _control.Settings["cipSecTrapCntlIpSecEarlyTunTerm"]));
    }

    private ErrorStatus Set(string name, int value) => _agent.Ask(SnmpRequest.Set(CannedAgent.Cisco(name), value)).Status;

    private int Get(string name) => (int)_agent.Get(CannedAgent.Cisco(name)).Value!;
}
