using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Tests.AgentX;

public class AgentXSetTests
{
    private const string First = "1.3.6.1.4.1.99.5.1.0";
    private const string Second = "1.3.6.1.4.1.99.5.2.0";
    private const string ReadOnly = "1.3.6.1.4.1.99.5.3.0";
    private const string NotRegistered = "1.3.6.1.4.1.98.1.0";

    private readonly Settings _settings = new();
    private readonly AgentXSession<Settings> _session;
    private uint _packetId = 100;

    public AgentXSetTests()
    {
        var group = ObjectIdentifier.Parse("1.3.6.1.4.1.99.5");
        var objects = new MibObjectList<Settings>("sample")
            .WritableInteger32(1, "First", settings => settings.First, Check, (settings, value) => settings.TrySetFirst(value))
            .WritableInteger32(2, "Second", settings => settings.Second, Check, (settings, value) => settings.TrySetSecond(value))
            .Integer32(3, "ReadOnly", _ => 3);
        var outside = new MibObjectList<Settings>("other")
            .WritableInteger32(1, "First", _ => 1, Check, (_, _) => throw new InvalidOperationException("not the master's to set"));
        _session = new AgentXSession<Settings>(
            new MibTree<Settings>(
            [
                .. objects.Select(definition => new MibScalar<Settings>(group, definition)),
                new MibScalar<Settings>(ObjectIdentifier.Parse("1.3.6.1.4.1.98"), outside[0]),
            ]),
            (_, _) => _settings,
            ScriptedMaster.Options());
        _session.Open(TimeSpan.Zero);
        for (var packet = 1u; packet <= 2; packet++)
        {
            var writer = new AgentXWriter();
            writer.BeginPdu();
            writer.WriteUInt64(0);
            writer.EndPdu(new AgentXHeader(AgentXPduType.Response, 0, ScriptedMaster.SessionId, 0, packet, 0));
            _session.Receive(writer.Written, TimeSpan.Zero);
        }

        _session.ClearOutput();
        Assert.True(_session.IsReady);
    }

    [Fact]
    public void Set_TestedAndCommitted_IsSet()
    {
        Assert.Equal((AgentXStatus.NoError, 0), Test(1, (First, 7), (Second, 8)));
        Assert.Equal((1, 1), (_settings.First, _settings.Second));
        Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.CommitSet, 1));
        Assert.Equal((7, 8), (_settings.First, _settings.Second));
        Assert.Null(Ask(AgentXPduType.CleanupSet, 1));
        Assert.Equal((AgentXStatus.ProcessingError, 0), Ask(AgentXPduType.CommitSet, 1));
    }

    [Theory]
    [InlineData(ReadOnly, 7, ErrorStatus.NotWritable)]
    [InlineData(First, 99, ErrorStatus.WrongValue)]
    [InlineData("1.3.6.1.4.1.99.5.1.1", 7, ErrorStatus.NoCreation)]
    [InlineData("1.3.6.1.4.1.99.6.1.0", 7, ErrorStatus.NotWritable)]
    [InlineData(NotRegistered, 7, ErrorStatus.NotWritable)]
    public void Test_OfWhatCannotBe_NamesTheBindingAndTheReason(string name, int value, ErrorStatus status)
    {
        Assert.Equal(((AgentXStatus)status, 2), Test(1, (Second, 8), (name, value)));
        Assert.Null(Ask(AgentXPduType.CleanupSet, 1));
        Assert.Equal((1, 1), (_settings.First, _settings.Second));
    }

    [Fact]
    public void Test_OfAnotherType_IsWrongType()
    {
        var reply = Ask(AgentXPduType.TestSet, 1, writer => AgentXVarBind.TryWrite(writer, ScriptedMaster.Numbers(First), BerTag.OctetString, [7]));
        Assert.Equal(((AgentXStatus)ErrorStatus.WrongType, 1), reply);
    }

    [Fact]
    public void Commit_ThatFails_IsTakenBackByUndo()
    {
        _settings.SecondFails = true;
        Assert.Equal((AgentXStatus.NoError, 0), Test(1, (First, 7), (Second, 8)));
        Assert.Equal((AgentXStatus.CommitFailed, 2), Ask(AgentXPduType.CommitSet, 1));
        Assert.Equal(7, _settings.First);
        Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.UndoSet, 1));
        Assert.Equal((1, 1), (_settings.First, _settings.Second));
    }

    [Fact]
    public void Undo_ThatFails_IsUndoFailed()
    {
        Test(1, (First, 7), (Second, 8));
        Ask(AgentXPduType.CommitSet, 1);
        _settings.SecondFails = true;
        Assert.Equal((AgentXStatus.UndoFailed, 2), Ask(AgentXPduType.UndoSet, 1));
        Assert.Equal((1, 8), (_settings.First, _settings.Second));
    }

    [Fact]
    public void Undo_OfWhatWasNeverTested_IsNoError() => Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.UndoSet, 9));

    [Fact]
    public void Set_InSeveralPieces_IsOneTransaction()
    {
        Test(1, (First, 7));
        Test(2, (First, 5));
        Test(1, (Second, 8));
        Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.CommitSet, 1));
        Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.CommitSet, 1)); // for the second piece: nothing is left to do
        Assert.Equal((7, 8), (_settings.First, _settings.Second));
    }

    [Fact]
    public void Test_OfMoreTransactionsThanAnyMasterHas_ForgetsTheOldest()
    {
        for (var transaction = 1u; transaction <= 40; transaction++)
        {
            Test(transaction, (First, 7));
        }

        Assert.Equal((AgentXStatus.ProcessingError, 0), Ask(AgentXPduType.CommitSet, 1));
        Assert.Equal((AgentXStatus.NoError, 0), Ask(AgentXPduType.CommitSet, 40));
    }

    [Fact]
    public void Test_Malformed_IsAParseErrorAndNothingIsTested()
    {
        var reply = Ask(AgentXPduType.TestSet, 1, writer =>
        {
            AgentXVarBind.TryWrite(writer, ScriptedMaster.Numbers(First), BerTag.Integer, [7]);
            writer.WriteUInt32(0x0003_0000);
            writer.WriteUInt32(0);
        });
        Assert.Equal((AgentXStatus.ParseError, 0), reply);
        Assert.Equal((AgentXStatus.ProcessingError, 0), Ask(AgentXPduType.CommitSet, 1));
    }

    private static ErrorStatus Check(Settings settings, int value) => value < 50 ? ErrorStatus.NoError : ErrorStatus.WrongValue;

    private (AgentXStatus Status, int Index)? Test(uint transaction, params (string Name, int Value)[] bindings) =>
        Ask(AgentXPduType.TestSet, transaction, writer =>
        {
            foreach (var (name, value) in bindings)
            {
                Assert.True(AgentXVarBind.TryWrite(writer, ScriptedMaster.Numbers(name), BerTag.Integer, [(byte)value]));
            }
        });

    private (AgentXStatus Status, int Index)? Ask(AgentXPduType type, uint transaction, Action<AgentXWriter>? payload = null)
    {
        var writer = new AgentXWriter();
        writer.BeginPdu();
        payload?.Invoke(writer);
        writer.EndPdu(new AgentXHeader(type, 0, ScriptedMaster.SessionId, transaction, ++_packetId, 0));
        _session.Receive(writer.Written, TimeSpan.Zero);
        if (_session.Output.IsEmpty)
        {
            return null;
        }

        AgentXHeader.TryRead(_session.Output, out var header);
        Assert.Equal((AgentXPduType.Response, _packetId), (header.Type, header.PacketId));
        var reader = new AgentXReader(_session.Output[AgentXHeader.Length..], bigEndian: true);
        reader.ReadUInt32();
        var result = ((AgentXStatus)reader.ReadUInt16(), (int)reader.ReadUInt16());
        Assert.True(reader.IsEmpty);
        _session.ClearOutput();
        return result;
    }

    private sealed class Settings
    {
        internal int First { get; private set; } = 1;

        internal int Second { get; private set; } = 1;

        internal bool SecondFails { get; set; }

        internal bool TrySetFirst(int value)
        {
            First = value;
            return true;
        }

        internal bool TrySetSecond(int value)
        {
            Second = SecondFails ? Second : value;
            return !SecondFails;
        }
    }
}
