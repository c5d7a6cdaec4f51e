using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

// RFC 3416 section 4.2.3, judged against a plain search in the sorted list of names.
public class BulkRetrievalTests
{
    private static readonly CommandResponderOptions Roomy = new() { MaximumBulkMessageSize = 65_507, MaximumBulkVarBinds = 10_000 };

    private static readonly string[] Starts =
    [
        SampleMib.TwoNumbers + ".1",
        SampleMib.OneNumber + ".2.100",
        SampleMib.TwoNumbers + ".4.350",
        "1.3.6.1",
        SampleMib.OneNumber + ".3",
        "2.999",
        SampleMib.Text,
        SampleMib.NoRows,
    ];

    public static TheoryData<int, int, int> Shapes()
    {
        var data = new TheoryData<int, int, int>();
        for (var nonRepeaters = -1; nonRepeaters <= 5; nonRepeaters++)
        {
            for (var repeaters = 0; repeaters <= 8; repeaters++)
            {
                foreach (var repetitions in (int[])[-1, 0, 1, 3, 60])
                {
                    data.Add(nonRepeaters, repeaters, repetitions);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GetBulk_Shape_EqualsTheModel(int nonRepeaters, int repeaters, int repetitions)
    {
        var view = SampleMib.View(8);
        var names = Enumerable.Range(0, Math.Max(nonRepeaters, 0) + repeaters).Select(i => Starts[i % Starts.Length]).ToArray();
        var reply = SampleMib.Ask(SampleMib.Responder(view, Roomy), SnmpRequest.GetBulk(nonRepeaters, repetitions, names))!;
        Assert.Equal(ErrorStatus.NoError, reply.Status);
        Assert.Equal(Model(view, nonRepeaters, repetitions, names), reply.Bindings.Select(Describe));
    }

    [Fact]
    public void GetBulk_SizeLimit_CutsAtTheLastBindingThatFits()
    {
        var view = SampleMib.View(40);
        var request = SnmpRequest.GetBulk(1, 60, SampleMib.Text, SampleMib.OneNumber + ".2", SampleMib.TwoNumbers + ".1");
        var whole = Answer(view, Roomy, request);
        var all = SnmpReply.Read(whole).Bindings.Select(Describe).ToArray();
        var lengths = LengthsByCount(view, request, all.Length);
        for (var limit = 484; limit <= 1_472; limit++)
        {
            var cut = Answer(view, Roomy with { MaximumBulkMessageSize = limit }, request);
            var bindings = SnmpReply.Read(cut).Bindings;
            Assert.True(cut.Length <= limit, $"{cut.Length} octets above {limit}");
            Assert.Equal(all.Take(bindings.Count), bindings.Select(Describe));
            Assert.True(lengths[bindings.Count + 1] > limit, $"one more binding would have fitted into {limit}");
        }
    }

    [Fact]
    public void GetBulk_Walk_IsCutAtTheLastBindingThatFits()
    {
        var view = SampleMib.View(300);
        var names = SampleMib.AllNames(view);
        foreach (var start in (int[])[0, 1, 2, 250, 301, 305, 400, 650, 900, 1_204])
        {
            var name = start == 0 ? "1.3" : names[start - 1].ToString();
            var request = SnmpRequest.GetBulk(0, 200, name);
            var whole = Answer(view, Roomy, request);
            var expected = SnmpReply.Read(whole).Bindings.Select(Describe).ToArray();
            Assert.Equal(Model(view, 0, 200, [name]), expected);
            var lengths = LengthsByCount(view, request, Math.Min(expected.Length, 60));
            foreach (var limit in (int[])[484, 485, 486, 487, 700, 1_000, 1_100, 1_471, 1_472])
            {
                var cut = Answer(view, Roomy with { MaximumBulkMessageSize = limit }, request);
                var count = SnmpReply.Read(cut).Bindings.Count;
                Assert.True(cut.Length <= limit, $"{cut.Length} octets above {limit}");
                Assert.Equal(expected.Take(count), SnmpReply.Read(cut).Bindings.Select(Describe));
                Assert.True(count == expected.Length || count + 1 >= lengths.Length || lengths[count + 1] > limit, $"one more binding would have fitted into {limit}");
            }
        }
    }

    [Fact]
    public void GetBulk_WalkOfATableWithLongIndexes_GivesEachRow()
    {
        var responder = new CommandResponder<object>(
            new MibTree<object>([new LongIndexTable()]), () => new object(), new CommunityTable("public"u8.ToArray()), new SnmpCounters(), Roomy);
        var reply = SampleMib.Ask(responder, SnmpRequest.GetBulk(0, 200, "1.3"))!;
        Assert.Equal(
            Enumerable.Range(0, LongIndexTable.Rows).Select(static row => $"{LongIndexTable.Entry}.1.{string.Concat(Enumerable.Repeat("300.", 99))}{row}"),
            reply.Bindings.Take(LongIndexTable.Rows).Select(static binding => binding.Name.ToString()));
        Assert.Equal(BerTag.EndOfMibView, reply.Bindings[LongIndexTable.Rows].Tag);
    }

    [Fact]
    public void GetBulk_CountLimit_StopsThere()
    {
        var responder = SampleMib.Responder(SampleMib.View(40), Roomy with { MaximumBulkVarBinds = 7 });
        var reply = SampleMib.Ask(responder, SnmpRequest.GetBulk(2, int.MaxValue, "1.3", "1.3", "1.3", "1.3"))!;
        Assert.Equal(7, reply.Bindings.Count);
        reply = SampleMib.Ask(responder, SnmpRequest.GetBulk(100, 100, Enumerable.Repeat("1.3", 50).ToArray()))!;
        Assert.Equal(7, reply.Bindings.Count);
    }

    [Fact]
    public void GetBulk_NotEvenOneBindingFits_IsTooBig()
    {
        var view = SampleMib.View(1) with { Text = new string('x', 600) };
        var responder = SampleMib.Responder(view, Roomy with { MaximumBulkMessageSize = 484 });
        var reply = SampleMib.Ask(responder, SnmpRequest.GetBulk(0, 10, SampleMib.Text))!;
        Assert.Equal((ErrorStatus.TooBig, 0, 0), (reply.Status, reply.ErrorIndex, reply.Bindings.Count));
    }

    [Fact]
    public void GetBulk_WalkInSteps_GivesEveryInstanceOnce()
    {
        var view = SampleMib.View(40);
        var responder = SampleMib.Responder(view);
        foreach (var repetitions in (int[])[1, 7, 20, 100])
        {
            var visited = new List<ObjectIdentifier>();
            var name = "1.3";
            for (var done = false; !done;)
            {
                foreach (var binding in SampleMib.Ask(responder, SnmpRequest.GetBulk(0, repetitions, name))!.Bindings)
                {
                    done |= binding.Tag == BerTag.EndOfMibView;
                    if (!done)
                    {
                        visited.Add(binding.Name);
                    }
                }

                name = visited[^1].ToString();
            }

            Assert.Equal(SampleMib.AllNames(view), visited);
        }
    }

    /// <summary>A hundred numbers in each index.</summary>
    private sealed class LongIndexTable() : MibTable<object, int>(
        ObjectIdentifier.Parse(Entry), new MibObjectList<int>("long").Integer32(1, "Row", static row => row))
    {
        internal const string Entry = "1.3.6.1.4.1.99.7.1";
        internal const int Rows = 40;

        protected override int CountRows(object view) => Rows;

        protected override int GetRow(object view, int position) => position;

        protected override int WriteIndex(int row, int position, Span<uint> index)
        {
            index[..99].Fill(300);
            index[99] = (uint)row;
            return 100;
        }
    }

    private static byte[] Answer(SampleView view, CommandResponderOptions options, byte[] request)
    {
        var responder = SampleMib.Responder(view, options);
        return responder.Respond(request, new byte[responder.BufferLength]).ToArray();
    }

    /// <summary>Length of the answer for each number of bindings, asked from a responder that stops at that number.</summary>
    private static int[] LengthsByCount(SampleView view, byte[] request, int count) =>
        [0, .. Enumerable.Range(1, count).Select(n => Answer(view, Roomy with { MaximumBulkVarBinds = n }, request).Length)];

    private static string Describe(SnmpBinding binding) =>
        binding.Tag == BerTag.EndOfMibView ? $"{binding.Name} ends" : binding.Name.ToString();

    private static List<string> Model(SampleView view, int nonRepeaters, int repetitions, string[] names)
    {
        var all = SampleMib.AllNames(view);
        var result = new List<string>();
        var current = names.Select(ObjectIdentifier.Parse).ToArray();
        var ended = new bool[names.Length];
        string Step(int i)
        {
            var next = ended[i] ? null : all.FirstOrDefault(candidate => candidate > current[i]);
            ended[i] = next is null;
            current[i] = next ?? current[i];
            return ended[i] ? $"{current[i]} ends" : current[i].ToString();
        }

        var once = Math.Clamp(nonRepeaters, 0, names.Length);
        result.AddRange(Enumerable.Range(0, once).Select(Step));
        for (var repetition = 0; repetition < repetitions && once < names.Length; repetition++)
        {
            result.AddRange(Enumerable.Range(once, names.Length - once).Select(Step).ToArray());
            if (ended.Skip(once).All(end => end))
            {
                break;
            }
        }

        return result;
    }
}
