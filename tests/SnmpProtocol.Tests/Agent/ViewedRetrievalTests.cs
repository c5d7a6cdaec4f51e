using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

// RFC 3416 sections 4.2.1 to 4.2.3 as far as they speak of the MIB view; judged against the list of all names, filtered.
public class ViewedRetrievalTests
{
    private static readonly CommandResponderOptions Roomy = new() { MaximumBulkMessageSize = 65_507, MaximumBulkVarBinds = 10_000 };

    public static TheoryData<string[]> Views() =>
    [
        [],
        ["+1.3"],
        ["+" + SampleMib.OneNumber],
        ["+1.3", "-" + SampleMib.OneNumber],
        ["+1.3", "-" + SampleMib.OneNumber + ".2"],
        ["+1.3", "-" + SampleMib.OneNumber, "+" + SampleMib.OneNumber + ".2.150", "+" + SampleMib.OneNumber + ".130.200"],
        ["+" + SampleMib.Text + ".0", "+" + SampleMib.TwoNumbers + ".4.100.2000006"],
        ["+1.3", "-" + SampleMib.TwoNumbers + ".1.50", "-" + SampleMib.TwoNumbers + ".1.350", "-" + SampleMib.TwoNumbers + ".4.400"],
        ["+" + SampleMib.OneNumber + ".0.150/FFBF"],
        ["+1.3", "-" + SampleMib.OneNumber + ".0.150/FFBF"],
        ["+1.3", "-1.3.6.1.2.1", "+1.3.6.1.2.1.1.3"],
    ];

    [Theory]
    [MemberData(nameof(Views))]
    public void Walk_View_ShowsExactlyWhatItIncludes(string[] families)
    {
        var mibView = View(families);
        var sample = SampleMib.View(8);
        var expected = SampleMib.AllNames(sample).Where(name => mibView.Includes(name.SubIdentifiers)).ToArray();
        var agent = new SampleAgent(mibView, options: Roomy);
        foreach (var repetitions in (int[])[1, 7, 200])
        {
            Assert.Equal(expected, Walk(agent, repetitions));
        }

        Assert.Equal(expected, WalkByGetNext(agent));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Get_View_HidesTheRestAsIfItWereNotThere(string[] families)
    {
        var mibView = View(families);
        var agent = new SampleAgent(mibView, options: Roomy);
        foreach (var name in SampleMib.AllNames(SampleMib.View(8)))
        {
            var binding = agent.Ask(SnmpRequest.Get(name.ToString()))!.Bindings.Single();
            Assert.Equal(
                mibView.Includes(name.SubIdentifiers),
                binding.Tag is not (BerTag.NoSuchObject or BerTag.NoSuchInstance));
        }
    }

    [Fact]
    public void Walk_RandomViews_ShowExactlyWhatTheyInclude()
    {
        var random = new Random(20);
        var sample = SampleMib.View(8);
        var all = SampleMib.AllNames(sample);
        for (var round = 0; round < 300; round++)
        {
            var mibView = new MibView("random", Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => RandomFamily(random, all))
                .DistinctBy(family => family.Subtree)
                .Append(new ViewTreeFamily(ObjectIdentifier.Parse("1.3"), random.Next(2) == 0)));
            var expected = all.Where(name => mibView.Includes(name.SubIdentifiers)).ToArray();
            Assert.Equal(expected, Walk(new SampleAgent(mibView, options: Roomy), 40));
        }
    }

    public static TheoryData<int, int> Shapes()
    {
        var data = new TheoryData<int, int>();
        for (var nonRepeaters = 0; nonRepeaters <= 5; nonRepeaters++)
        {
            for (var repeaters = 1; repeaters <= 8; repeaters++)
            {
                data.Add(nonRepeaters, repeaters);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GetBulk_ViewShapeAndSize_CutsTheModelAtAWholeBinding(int nonRepeaters, int repeaters)
    {
        string[] starts = [SampleMib.TwoNumbers + ".1", SampleMib.OneNumber + ".2.100", "1.3.6.1", SampleMib.OneNumber + ".3", "2.999", SampleMib.Text, SampleMib.NoRows, SampleMib.TwoNumbers + ".4.350"];
        var mibView = View(["+1.3", "-" + SampleMib.OneNumber + ".2", "-" + SampleMib.TwoNumbers + ".1.200", "+" + SampleMib.OneNumber + ".2.300"]);
        var names = Enumerable.Range(0, nonRepeaters + repeaters).Select(i => starts[i % starts.Length]).ToArray();
        var all = SampleMib.AllNames(SampleMib.View(8)).Where(name => mibView.Includes(name.SubIdentifiers)).ToArray();
        var model = Model(all, nonRepeaters, 30, names);
        var request = SnmpRequest.GetBulk(nonRepeaters, 30, names);
        var whole = new SampleAgent(mibView, options: Roomy).Ask(request)!.Bindings.Select(Describe).ToArray();
        Assert.Equal(model, whole);
        for (var limit = 484; limit <= 1_472; limit += 76)
        {
            var answer = new SampleAgent(mibView, options: Roomy with { MaximumBulkMessageSize = limit }).Send(request);
            Assert.True(answer.Length <= limit);
            var cut = SnmpReply.Read(answer).Bindings.Select(Describe).ToArray();
            Assert.Equal(model.Take(cut.Length), cut);
            Assert.True(cut.Length == model.Count || answer.Length > limit - 230, $"{answer.Length} of {limit} used");
        }
    }

    [Fact]
    public void GetNext_HiddenTable_IsJumpedOverWithoutLookingAtItsRows()
    {
        var table = new CountingTable("1.3.6.1.4.1.99.5.1", rows: 100_000);
        var tree = new MibTree<SampleView>([.. SampleMib.Tree().Nodes, table]);
        var agent = new SampleAgent(View(["+1.3", "-1.3.6.1.4.1.99"]), tree: tree);
        Assert.Equal(BerTag.EndOfMibView, agent.Ask(SnmpRequest.GetNext("1.3.6.1.4.1.99.5"))!.Bindings.Single().Tag);
        Assert.Equal(0, table.Touched);

        // One row shown in the middle of a column: found by search, not by stepping.
        agent = new SampleAgent(View(["+1.3", "-1.3.6.1.4.1.99", "+1.3.6.1.4.1.99.5.1.7.70000"]), tree: tree);
        var name = agent.Ask(SnmpRequest.GetNext("1.3.6.1.4.1.99.5"))!.Bindings.Single().Name.ToString();
        Assert.Equal("1.3.6.1.4.1.99.5.1.7.70000", name);
        Assert.InRange(table.Touched, 1, 60);

        // Behind it, the rest of that column and the next one are hidden.
        table.Touched = 0;
        Assert.Equal(BerTag.EndOfMibView, agent.Ask(SnmpRequest.GetNext(name))!.Bindings.Single().Tag);
        Assert.InRange(table.Touched, 1, 120);
    }

    [Fact]
    public void Get_HiddenRowOfAShownColumn_IsNoSuchInstance()
    {
        var agent = new SampleAgent(View(["+1.3", "-" + SampleMib.OneNumber + ".130.100", "-" + SampleMib.TwoNumbers]));
        var reply = agent.Ask(SnmpRequest.Get(SampleMib.OneNumber + ".130.100", SampleMib.TwoNumbers + ".1.50.1000003"))!;
        Assert.Equal([BerTag.NoSuchInstance, BerTag.NoSuchObject], reply.Bindings.Select(binding => binding.Tag));
    }

    private static MibView View(string[] families) => new("v", families.Select(text =>
    {
        var parts = text[1..].Split('/');
        return new ViewTreeFamily(ObjectIdentifier.Parse(parts[0]), text[0] == '+', parts.Length > 1 ? Convert.FromHexString(parts[1]) : []);
    }));

    private static ViewTreeFamily RandomFamily(Random random, List<ObjectIdentifier> all)
    {
        var name = all[random.Next(all.Count)];
        var mask = new byte[2];
        random.NextBytes(mask);
        return new ViewTreeFamily(
            new ObjectIdentifier(name.SubIdentifiers[..random.Next(7, name.Length + 1)]),
            random.Next(2) == 0,
            random.Next(2) == 0 ? [] : [(byte)(mask[0] | 0xFC), mask[1]]);
    }

    private static List<ObjectIdentifier> Walk(SampleAgent agent, int repetitions)
    {
        var visited = new List<ObjectIdentifier>();
        for (var last = ObjectIdentifier.Parse("1.3"); ;)
        {
            foreach (var binding in agent.Ask(SnmpRequest.GetBulk(0, repetitions, last.ToString()))!.Bindings)
            {
                if (binding.Tag == BerTag.EndOfMibView)
                {
                    return visited;
                }

                Assert.True(binding.Name > last);
                visited.Add(last = binding.Name);
            }
        }
    }

    private static List<ObjectIdentifier> WalkByGetNext(SampleAgent agent)
    {
        var visited = new List<ObjectIdentifier>();
        for (var last = "1.3"; ; last = visited[^1].ToString())
        {
            var binding = agent.Ask(SnmpRequest.GetNext(last))!.Bindings.Single();
            if (binding.Tag == BerTag.EndOfMibView)
            {
                return visited;
            }

            visited.Add(binding.Name);
        }
    }

    private static string Describe(SnmpBinding binding) =>
        binding.Tag == BerTag.EndOfMibView ? $"{binding.Name} ends" : binding.Name.ToString();

    private static List<string> Model(ObjectIdentifier[] all, int nonRepeaters, int repetitions, string[] names)
    {
        var result = new List<string>();
        var current = names.Select(ObjectIdentifier.Parse).ToArray();
        var ended = new bool[names.Length];
        void Step(int i)
        {
            var next = ended[i] ? null : all.FirstOrDefault(candidate => candidate > current[i]);
            ended[i] = next is null;
            current[i] = next ?? current[i];
            result.Add(ended[i] ? $"{current[i]} ends" : current[i].ToString());
        }

        for (var i = 0; i < nonRepeaters; i++)
        {
            Step(i);
        }

        for (var repetition = 0; repetition < repetitions && !ended.Skip(nonRepeaters).All(end => end); repetition++)
        {
            for (var i = nonRepeaters; i < names.Length; i++)
            {
                Step(i);
            }
        }

        return result;
    }

    /// <summary>Counts how often a row is looked at.</summary>
    private sealed class CountingTable(string entry, int rows) : MibTable<SampleView, int>(
        ObjectIdentifier.Parse(entry), new MibObjectList<int>("counting").Integer32(7, "A", row => row).Integer32(8, "B", row => row))
    {
        internal int Touched { get; set; }

        protected override int CountRows(SampleView view) => rows;

        protected override int GetRow(SampleView view, int position) => position;

        protected override int WriteIndex(int row, int position, Span<uint> index)
        {
            Touched++;
            index[0] = (uint)position;
            return 1;
        }
    }
}
