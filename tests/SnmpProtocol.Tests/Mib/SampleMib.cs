using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Mib;

/// <summary>A row of the sample tables.</summary>
internal sealed record SampleRow(uint First, uint Second);

/// <summary>What the sample MIB reads; rows in rising order of (First, Second).</summary>
internal sealed record SampleView(IReadOnlyList<SampleRow> Rows, string Text = "sample");

internal sealed class SampleTable : MibTable<SampleView, SampleRow>
{
    private readonly bool _twoNumbers;

    internal SampleTable(string entry, bool twoNumbers, MibObjectList<SampleRow> columns)
        : base(ObjectIdentifier.Parse(entry), columns) => _twoNumbers = twoNumbers;

    protected override int CountRows(SampleView view) => view.Rows.Count;

    protected override SampleRow GetRow(SampleView view, int position) => view.Rows[position];

    protected override int WriteIndex(SampleRow row, int position, Span<uint> index)
    {
        index[0] = row.First;
        index[1] = row.Second;
        return _twoNumbers ? 2 : 1;
    }
}

/// <summary>Two scalars, an empty table between two filled ones, one of them with a column that only some rows have.</summary>
internal static class SampleMib
{
    internal const string Text = "1.3.6.1.2.1.1.1";
    internal const string Ticks = "1.3.6.1.2.1.1.3";
    internal const string OneNumber = "1.3.6.1.4.1.99.1.1";
    internal const string NoRows = "1.3.6.1.4.1.99.2.1";
    internal const string TwoNumbers = "1.3.6.1.4.1.99.3.1";

    internal static SampleView View(int rows) =>
        new(Enumerable.Range(1, rows).Select(i => new SampleRow((uint)(i * 50), (uint)(i * 1_000_003))).ToArray());

    internal static MibTree<SampleView> Tree() => new(
    [
        new SampleTable(TwoNumbers, twoNumbers: true, new MibObjectList<SampleRow>("two")
            .Counter64(1, "Octets", row => row.Second * 5_000_000_000UL)
            .Integer32(4, "State", row => (int)(row.First % 7) - 3)),
        new SampleTable(OneNumber, twoNumbers: false, new MibObjectList<SampleRow>("one")
            .Text(2, "Name", row => new string('n', (int)(row.First % 190)))
            .Custom(3, "Sparse", MibSyntax.Gauge32, (row, ref writer) =>
            {
                if (HasSparse(row))
                {
                    writer.WriteGauge32(row.First);
                }
            })
            .Gauge32(130, "Size", row => row.First)),
        new EmptyTable(),
        new MibScalar<SampleView>(ObjectIdentifier.Parse("1.3.6.1.2.1.1"), Scalars[1]),
        new MibScalar<SampleView>(ObjectIdentifier.Parse("1.3.6.1.2.1.1"), Scalars[0]),
    ]);

    private static MibObjectList<SampleView> Scalars => new MibObjectList<SampleView>("sample")
        .Text(1, "Text", view => view.Text, 65_535)
        .TimeTicks(3, "Ticks", _ => 4711);

    /// <summary>Names of all instances, in order, made without the tree.</summary>
    internal static List<ObjectIdentifier> AllNames(SampleView view)
    {
        var names = new List<string> { $"{Text}.0", $"{Ticks}.0" };
        names.AddRange(view.Rows.Select(row => $"{OneNumber}.2.{row.First}"));
        names.AddRange(view.Rows.Where(HasSparse).Select(row => $"{OneNumber}.3.{row.First}"));
        names.AddRange(view.Rows.Select(row => $"{OneNumber}.130.{row.First}"));
        names.AddRange(view.Rows.Select(row => $"{TwoNumbers}.1.{row.First}.{row.Second}"));
        names.AddRange(view.Rows.Select(row => $"{TwoNumbers}.4.{row.First}.{row.Second}"));
        return names.Select(ObjectIdentifier.Parse).Order().ToList();
    }

    internal static CommandResponder<SampleView> Responder(SampleView view, CommandResponderOptions? options = null) =>
        new(Tree(), () => view, new CommunityTable("public"u8.ToArray()), new SnmpCounters(), options);

    /// <summary>Sends a request and decodes the answer; null for silence.</summary>
    internal static SnmpReply? Ask<TView>(CommandResponder<TView> responder, byte[] request)
        where TView : class
    {
        var answer = responder.Respond(request, new byte[responder.BufferLength]);
        return answer.IsEmpty ? null : SnmpReply.Read(answer);
    }

    private static bool HasSparse(SampleRow row) => row.First % 150 == 0;

    private sealed class EmptyTable() : MibTable<SampleView, SampleRow>(
        ObjectIdentifier.Parse(NoRows), new MibObjectList<SampleRow>("none").Gauge32(1, "Nothing", _ => 0))
    {
        protected override int CountRows(SampleView view) => 0;

        protected override SampleRow GetRow(SampleView view, int position) =>
            throw new InvalidOperationException("There is no row.");

        protected override int WriteIndex(SampleRow row, int position, Span<uint> index) =>
            throw new InvalidOperationException("There is no row.");
    }
}
