using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Tests.Mib;

namespace MyIkev2.SnmpProtocol.Tests.AgentX;

public class AgentXRetrievalTests
{
    private const string Name = SampleMib.OneNumber + ".2";
    private const string Sparse = SampleMib.OneNumber + ".3";
    private const string Size = SampleMib.OneNumber + ".130";
    private const string Last = SampleMib.TwoNumbers + ".4.450.9000027";

    private static readonly SampleView View = SampleMib.View(9);

    private readonly ScriptedMaster _master = ScriptedMaster.Opened(View);

    [Fact]
    public void Get_SeveralNames_GivesValuesAndExceptionsInOrder()
    {
        var reply = _master.Get($"{Size}.50", $"{Size}.51", $"{SampleMib.OneNumber}.7.50", $"{Sparse}.50", SampleMib.NoRows + ".1.1");
        Assert.Equal(
            [
                ($"{Size}.50", BerTag.Gauge32, "420132"),
                ($"{Size}.51", BerTag.NoSuchInstance, "8100"),
                ($"{SampleMib.OneNumber}.7.50", BerTag.NoSuchObject, "8000"),
                ($"{Sparse}.50", BerTag.NoSuchInstance, "8100"),
                (SampleMib.NoRows + ".1.1", BerTag.NoSuchInstance, "8100"),
            ],
            reply.VarBinds);
    }

    [Theory]
    [InlineData(SampleMib.Text + ".0")]
    [InlineData("1.3.6.1.4.1.98.1")]
    [InlineData("1")]
    [InlineData("")]
    public void Get_OutsideTheRegistration_IsNoSuchObject(string name) =>
        Assert.Equal(BerTag.NoSuchObject, _master.Get(name).VarBinds.Single().Tag);

    [Fact]
    public void GetNext_FromNameToName_FindsEveryInstanceOnce()
    {
        var expected = SampleMib.AllNames(View).Where(name => ScriptedMaster.Enterprise.Contains(name.SubIdentifiers)).Select(name => name.ToString());
        Assert.Equal(expected, Walk(name => _master.GetNext(name)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    [InlineData(SampleMib.Text)]
    [InlineData("1.3.6.1.4.1.99")]
    public void GetNext_BeforeTheRegistration_BeginsInIt(string start)
    {
        Assert.Equal($"{Name}.50", _master.GetNext(start).VarBinds.Single().Name);
        Assert.Equal($"{Name}.50", _master.GetNext(start, include: true).VarBinds.Single().Name);
    }

    [Theory]
    [InlineData(Last)]
    [InlineData("1.3.6.1.4.1.100")]
    [InlineData("2.1")]
    public void GetNext_BehindTheEnd_IsEndOfMibViewUnderTheNameAsked(string start) =>
        Assert.Equal((start, BerTag.EndOfMibView, "8200"), _master.GetNext(start).VarBinds.Single());

    [Theory]
    [InlineData($"{Size}.50", false, $"{Size}.100")]
    [InlineData($"{Size}.50", true, $"{Size}.50")]
    [InlineData($"{Size}.51", true, $"{Size}.100")]
    [InlineData($"{Size}.0", true, $"{Size}.50")]
    [InlineData($"{Size}.49.4294967295", true, $"{Size}.50")]
    [InlineData(Size, true, $"{Size}.50")]
    [InlineData($"{SampleMib.TwoNumbers}.1.50.1000003", true, $"{SampleMib.TwoNumbers}.1.50.1000003")]
    [InlineData($"{SampleMib.TwoNumbers}.1.50.1000003.0", true, $"{SampleMib.TwoNumbers}.1.100.2000006")]
    [InlineData($"{Sparse}.50", true, $"{Sparse}.150")]
    [InlineData(Last, true, Last)]
    public void GetNext_Include_MayFindTheNameItself(string start, bool include, string found) =>
        Assert.Equal(found, _master.GetNext(start, include).VarBinds.Single().Name);

    [Theory]
    [InlineData($"{Size}.50", $"{Size}.101", $"{Size}.100")]
    [InlineData($"{Size}.50", $"{Size}.100", null)]
    [InlineData($"{Size}.50", $"{Size}.50", null)]
    [InlineData($"{Size}.50", "1.3", null)]
    [InlineData($"{Size}.450", SampleMib.TwoNumbers, null)]
    [InlineData("1.3", "1.3.6.1.4.1.99", null)]
    public void GetNext_End_IsNotReached(string start, string end, string? found)
    {
        var answer = _master.GetNext(start, end: end).VarBinds.Single();
        Assert.Equal(found ?? start, answer.Name);
        Assert.Equal(found is null, answer.Tag == BerTag.EndOfMibView);
    }

    [Fact]
    public void GetNext_SeveralSubtrees_StaysInsideThem()
    {
        var first = ObjectIdentifier.Parse(SampleMib.Text);
        var second = ObjectIdentifier.Parse(Size);
        var master = ScriptedMaster.Opened(View, ScriptedMaster.Options() with { Subtrees = [second, first] });
        var expected = SampleMib.AllNames(View)
            .Where(name => first.Contains(name.SubIdentifiers) || second.Contains(name.SubIdentifiers)).Select(name => name.ToString()).ToArray();
        Assert.Equal(10, expected.Length);
        Assert.Equal(expected, Walk(name => master.GetNext(name)));
        Assert.Equal(expected, Bulk(master, 0, 20, "1.3").VarBinds.Where(found => found.Tag != BerTag.EndOfMibView).Select(found => found.Name));
    }

    [Fact]
    public void GetNext_SeveralRanges_AreAnsweredInOrder()
    {
        var reply = _master.Ask(
            AgentXPduType.GetNext,
            writer => ScriptedMaster.Ranges(writer, [($"{Size}.50", false, ""), ("2.1", false, ""), ($"{Name}.50", true, $"{Name}.51")]));
        Assert.Equal([$"{Size}.100", "2.1", $"{Name}.50"], reply.VarBinds.Select(found => found.Name));
    }

    [Fact]
    public void GetBulk_SeveralRepeaters_InterleavesAndEndsEachInItsRange()
    {
        var reply = _master.Ask(AgentXPduType.GetBulk, writer =>
        {
            writer.WriteUInt16(1);
            writer.WriteUInt16(4);
            ScriptedMaster.Ranges(
                writer,
                [(Name, false, ""), ($"{Size}.300", false, $"{Size}.401"), ($"{SampleMib.TwoNumbers}.4.400.8000024", true, ""), ("2.1", false, "")]);
        });
        Assert.Equal(
            [
                $"{Name}.50",
                $"{Size}.350", $"{SampleMib.TwoNumbers}.4.400.8000024", "2.1",
                $"{Size}.400", Last, "2.1",
                $"{Size}.400", Last, "2.1",
            ],
            reply.VarBinds.Select(found => found.Name));
        Assert.Equal(
            [false, false, false, true, false, false, true, true, true, true],
            reply.VarBinds.Select(found => found.Tag == BerTag.EndOfMibView));
    }

    [Fact]
    public void GetBulk_TheLargestNumbers_AreBounded()
    {
        var master = ScriptedMaster.Opened(SampleMib.View(3_000));
        Assert.Equal(1_000, Bulk(master, 0, 65_535, Size).VarBinds.Count);
        Assert.Equal(1_000, Bulk(master, 0, 65_535, [.. Enumerable.Repeat(Size, 600)]).VarBinds.Count);
        Assert.Equal(1_000, Bulk(master, 65_535, 65_535, [.. Enumerable.Repeat(Size, 1_200)]).VarBinds.Count);
        Assert.InRange(Bulk(master, 0, 65_535, Name).VarBinds.Count, 400, 700); // long texts: by the octets
        Assert.Empty(Bulk(master, 0, 65_535).VarBinds);
        Assert.Empty(Bulk(master, 0, 0, Name).VarBinds);
    }

    [Fact]
    public void Value_OfTheLargestSize_IsCarried()
    {
        var master = ScriptedMaster.Opened(new SampleView(View.Rows, new string('x', 65_000)), ScriptedMaster.Options() with
        {
            Subtrees = [ObjectIdentifier.Parse("1.3.6.1.2.1.1")],
        });
        Assert.Equal(2 * (65_000 + 4), master.Get($"{SampleMib.Text}.0").VarBinds.Single().Value.Length);
        Assert.Equal(2 * (65_000 + 4), master.GetNext("1.3").VarBinds.Single().Value.Length);
    }

    private static MasterReply Bulk(ScriptedMaster master, ushort nonRepeaters, ushort repetitions, params string[] names) =>
        master.Ask(AgentXPduType.GetBulk, writer =>
        {
            writer.WriteUInt16(nonRepeaters);
            writer.WriteUInt16(repetitions);
            ScriptedMaster.Ranges(writer, names.Select(name => (name, false, "")));
        });

    private static List<string> Walk(Func<string, MasterReply> next)
    {
        var names = new List<string>();
        for (var name = "1.3"; ;)
        {
            var found = next(name).VarBinds.Single();
            if (found.Tag == BerTag.EndOfMibView)
            {
                return names;
            }

            name = found.Name;
            names.Add(name);
        }
    }
}
