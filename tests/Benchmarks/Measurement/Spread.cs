namespace MyIkev2.Benchmarks.Measurement;

/// <summary>The smallest, middle and largest of some rounds' figures.</summary>
internal readonly record struct Spread(double Minimum, double Median, double Maximum)
{
    public static Spread Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[^1]);
    }

    public override string ToString() => $"{Text(Median),12}   {Text(Minimum)} .. {Text(Maximum)}";

    /// <summary>Three or more digits that mean something, none that do not.</summary>
    public static string Text(double figure) => Math.Abs(figure) switch
    {
        >= 100 => figure.ToString("N0"),
        >= 10 => figure.ToString("F1"),
        _ => figure.ToString("F2"),
    };
}
