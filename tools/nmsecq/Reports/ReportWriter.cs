using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Prints reports in the layout of z/OS <c>ipsec ... display</c>: heading, one field a line, a rule of stars behind each object, the count.</summary>
internal static class ReportWriter
{
    private const int LabelWidth = 30;
    private static readonly int[] HeadingColumns = [0, 26, 55];
    private static readonly string Rule = new('*', 71);

    public static void WriteEntry(TextWriter output, ReportEntry entry)
    {
        foreach (var (label, value) in entry.Fields)
        {
            output.WriteLine(FieldLine(label, value));
        }

        output.WriteLine(Rule);
    }

    public static void WriteCount(TextWriter output, uint count)
    {
        output.WriteLine();
        output.WriteLine($"{count} entries selected");
    }

    public static string FieldLine(string label, string value) => $"{label + ':',-LabelWidth}{Names.Printable(value)}".TrimEnd();

    /// <summary>A line of three pairs, as headings have them.</summary>
    public static string HeadingLine(params (string Label, string Value)[] pairs)
    {
        var line = string.Empty;
        foreach (var ((label, value), column) in pairs.Zip(HeadingColumns))
        {
            line = line.PadRight(column) + $"{label + ':',-9} {value}";
        }

        return line.TrimEnd();
    }
}
