namespace MyIkev2.Benchmarks.Measurement;

/// <summary>Prints figures with their spread, one line each.</summary>
internal sealed class Table(TextWriter output)
{
    private const int NameWidth = 52;

    public void Heading(string text) => output.WriteLine($"\n{text,-NameWidth} {"median",12}   min .. max");

    public void Row(string name, IEnumerable<double> figures) => output.WriteLine($"  {name,-NameWidth + 2} {Spread.Of(figures)}");

    public void Line(string text) => output.WriteLine("  " + text);
}
