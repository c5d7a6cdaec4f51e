using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

// RFC 3416 section 4.2.5.
public class SetTests
{
    private const string Group = "1.3.6.1.4.1.99.7";
    private const string Number = Group + ".1.0";
    private const string Switch = Group + ".2.0";
    private const string Once = Group + ".3.0";
    private const string Fails = Group + ".4.0";
    private const string Fixed = Group + ".5.0";
    private const string Throws = Group + ".6.0";
    private const string Size = Group + ".7.0";
    private const string Counting = Group + ".8.0";
    private const string Column = "1.3.6.1.4.1.99.8.1.2";

    private readonly Dictionary<string, long> _values = [];
    private readonly List<string> _commits = [];

    [Fact]
    public void Set_SeveralObjects_AllAreSetAndTheAnswerRepeatsThem()
    {
        var reply = Ask(Agent(), (Number, Integer(5)), (Switch, Integer(2)), (Size, Gauge(70)), (Column + ".100", Integer(9)));
        Assert.Equal((ErrorStatus.NoError, 0), (reply.Status, reply.ErrorIndex));
        Assert.Equal([5, 2, 70u, 9], reply.Bindings.Select(binding => binding.Value));
        Assert.Equal(["number=5", "switch=2", "size=70", "row 100=9"], _commits);
    }

    [Theory]
    [InlineData(Fixed, ErrorStatus.NotWritable)]
    [InlineData(Group + ".9.0", ErrorStatus.NotWritable)]
    [InlineData("1.3.6.1.9.9.0", ErrorStatus.NotWritable)]
    [InlineData(SampleMib.OneNumber + ".130.50", ErrorStatus.NotWritable)]
    [InlineData("1.3.6.1.4.1.99.8.1.9.100", ErrorStatus.NotWritable)]
    [InlineData("1.3.6.1.2.1.1.1.0", ErrorStatus.NoAccess)]
    [InlineData(Size, ErrorStatus.WrongType)]
    [InlineData(Group + ".1.1", ErrorStatus.NoCreation)]
    [InlineData(Group + ".1", ErrorStatus.NoCreation)]
    [InlineData(Column + ".5", ErrorStatus.NoCreation)]
    [InlineData(Throws, ErrorStatus.GenErr)]
    public void Set_ObjectThatCannotBe_FailsAtItsPlaceAndChangesNothing(string name, ErrorStatus expected)
    {
        var reply = Ask(Agent(), (Number, Integer(5)), (name, Integer(1)), (Switch, Integer(1)));
        Assert.Equal((expected, 2), (reply.Status, reply.ErrorIndex));
        Assert.Equal([Number, name, Switch], reply.Bindings.Select(binding => binding.Name.ToString()));
        Assert.Empty(_commits);
    }

    [Theory]
    [InlineData(-1, ErrorStatus.WrongValue)]
    [InlineData(101, ErrorStatus.WrongValue)]
    [InlineData(13, ErrorStatus.InconsistentValue)]
    [InlineData(100, ErrorStatus.NoError)]
    public void Set_Value_IsCheckedBeforeAnythingIsSet(int value, ErrorStatus expected)
    {
        var reply = Ask(Agent(), (Switch, Integer(1)), (Number, Integer(value)));
        Assert.Equal((expected, expected == ErrorStatus.NoError ? 0 : 2), (reply.Status, reply.ErrorIndex));
        Assert.Equal(expected == ErrorStatus.NoError ? 2 : 0, _commits.Count);
    }

    [Fact]
    public void Set_OtherTypes_AreWrongType()
    {
        foreach (var value in (SnmpRequest.ValueWriter[])[Gauge(5), (ref w) => w.WriteEmpty(BerTag.Null), (ref w) => w.WriteOctetString("5"u8), (ref w) => w.WriteEmpty(BerTag.NoSuchObject)])
        {
            Assert.Equal((ErrorStatus.WrongType, 1), Status(Ask(Agent(), (Number, value))));
        }
    }

    [Fact]
    public void Set_CommitFails_WhatWasSetIsTakenBack()
    {
        _values["number"] = 3;
        var reply = Ask(Agent(), (Number, Integer(5)), (Switch, Integer(2)), (Fails, Integer(1)), (Size, Gauge(1)));
        Assert.Equal((ErrorStatus.CommitFailed, 3), Status(reply));
        Assert.Equal(["number=5", "switch=2", "switch=1", "number=3"], _commits);
    }

    [Fact]
    public void Set_CommitFailsBehindWhatCannotBeTakenBack_IsUndoFailed()
    {
        var reply = Ask(Agent(), (Number, Integer(5)), (Once, Integer(1)), (Fails, Integer(1)));
        Assert.Equal((ErrorStatus.UndoFailed, 0), Status(reply));
        Assert.Equal(["number=5", "once=1", "number=0"], _commits);
    }

    [Theory]
    [InlineData(ErrorStatus.BadValue, Number, 101)]
    [InlineData(ErrorStatus.NoSuchName, Fixed, 1)]
    [InlineData(ErrorStatus.GenErr, Fails, 1)]
    public void Set_InVersion1_TellsItsErrors(ErrorStatus expected, string name, int value)
    {
        var reply = Agent().Ask(SnmpRequest.Set([(Number, Integer(5)), (name, Integer(value))], version: SnmpVersion.V1))!;
        Assert.Equal((SnmpVersion.V1, expected, 2), (reply.Version, reply.Status, reply.ErrorIndex));
    }

    [Fact]
    public void Set_SentAgain_IsToldTheSameAndNotDoneAgain()
    {
        var agent = Agent();
        var request = SnmpRequest.Set([(Counting, Integer(0))], requestId: 7);
        Assert.Equal(ErrorStatus.NoError, agent.Ask(request)!.Status);
        Assert.Equal(ErrorStatus.NoError, agent.Ask(request)!.Status);
        Assert.Equal(["counting=1"], _commits);

        // Another request with the same content finds that the value has moved on.
        Assert.Equal(ErrorStatus.InconsistentValue, agent.Ask(SnmpRequest.Set([(Counting, Integer(0))], requestId: 8))!.Status);

        // The same octets much later are a new request.
        agent.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(ErrorStatus.InconsistentValue, agent.Ask(request)!.Status);
    }

    [Fact]
    public void Set_AnswerThatCannotBeSent_IsNotDone()
    {
        var agent = Agent(new() { MaximumMessageSize = 484 });
        var reply = agent.Ask(SnmpRequest.Set(Enumerable.Repeat<(string, SnmpRequest.ValueWriter)>((Number, Integer(5)), 100).ToArray()))!;
        Assert.Equal((ErrorStatus.TooBig, 0), Status(reply));
        Assert.Empty(_commits);
    }

    [Fact]
    public void Set_NothingAtAll_IsNoError() => Assert.Equal((ErrorStatus.NoError, 0), Status(Ask(Agent())));

    [Fact]
    public void DescribeAccess_Objects_SaysWhichCanBeSet()
    {
        var tree = Tree();
        var access = tree.Nodes.SelectMany(node => node.Describe().Zip(node.DescribeAccess(), (row, rights) => (row.Descriptor, rights)))
            .ToDictionary(row => row.Descriptor, row => row.rights);
        Assert.Equal(
            (MibAccess.ReadWrite, MibAccess.ReadOnly, MibAccess.ReadWrite, MibAccess.ReadOnly),
            (access["setNumber"], access["setFixed"], access["rowValue"], access["rowIndex"]));
    }

    private static (ErrorStatus Status, int Index) Status(SnmpReply reply) => (reply.Status, reply.ErrorIndex);

    private static SnmpRequest.ValueWriter Integer(int value) => (ref writer) => writer.WriteInteger32(value);

    private static SnmpRequest.ValueWriter Gauge(uint value) => (ref writer) => writer.WriteGauge32(value);

    private static SnmpReply Ask(SampleAgent agent, params (string Name, SnmpRequest.ValueWriter Value)[] bindings) =>
        agent.Ask(SnmpRequest.Set(bindings))!;

    private SampleAgent Agent(SnmpProtocol.Agent.CommandResponderOptions? options = null)
    {
        var write = new MibView("write", new ViewTreeFamily(ObjectIdentifier.Parse("1.3")), new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.2"), included: false));
        return new SampleAgent(write: write, tree: Tree(), options: options);
    }

    private MibTree<SampleView> Tree()
    {
        var objects = new MibObjectList<SampleView>("set")
            .WritableInteger32(1, "Number", _ => (int)Read("number"), (_, value) => CheckNumber(value), (_, value) => Commit("number", value))
            .WritableTruthValue(2, "Switch", _ => Read("switch") != 2, (_, value) => Commit("switch", value ? 1 : 2))
            .Writable(3, "Once", MibSyntax.Integer32, (_, ref writer) => writer.WriteInteger32(0), new MibSetter<SampleView>(
                (_, in value) => ErrorStatus.NoError,
                (_, in value, out undo) =>
                {
                    undo = null;
                    return Commit("once", value.AsInteger32());
                }))
            .WritableInteger32(4, "Fails", _ => 0, (_, _) => ErrorStatus.NoError, (_, _) => false)
            .Integer32(5, "Fixed", _ => 0)
            .WritableInteger32(6, "Throws", _ => 0, (_, _) => throw new InvalidOperationException("broken"), (_, _) => true)
            .WritableGauge32(7, "Size", _ => 0, (_, value) => value <= 200 ? ErrorStatus.NoError : ErrorStatus.WrongValue, (_, value) => Commit("size", value))
            .WritableInteger32(
                8,
                "Counting",
                _ => (int)Read("counting"),
                (_, value) => value == Read("counting") ? ErrorStatus.NoError : ErrorStatus.InconsistentValue,
                (_, value) => Commit("counting", value + 1));
        return new MibTree<SampleView>(
        [
            .. SampleMib.Tree().Nodes,
            .. objects.Select(definition => new MibScalar<SampleView>(ObjectIdentifier.Parse(Group), definition)),
            new SampleTable("1.3.6.1.4.1.99.8.1", twoNumbers: false, new MibObjectList<SampleRow>("row")
                .Gauge32(1, "Index", row => row.First)
                .WritableInteger32(2, "Value", _ => 0, (_, _) => ErrorStatus.NoError, (row, value) => Commit($"row {row.First}", value))),
        ]);
    }

    private static ErrorStatus CheckNumber(int value) =>
        value is < 0 or > 100 ? ErrorStatus.WrongValue : value == 13 ? ErrorStatus.InconsistentValue : ErrorStatus.NoError;

    private long Read(string name) => _values.GetValueOrDefault(name);

    private bool Commit(string name, long value)
    {
        _values[name] = value;
        _commits.Add($"{name}={value}");
        return true;
    }
}
