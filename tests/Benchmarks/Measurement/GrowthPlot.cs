using System.Globalization;
using System.Text;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// Lines of "cost at this size / cost at the smallest size" over a logarithmic scale of sizes, as SVG: what does not grow is a flat line at 1, what grows as the
/// number of tunnels does leaves the picture.
/// </summary>
internal static class GrowthPlot
{
    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 60;
    private const int Right = 250;
    private const int Top = 40;
    private const int Bottom = 50;
    private const double Ceiling = 4;

    private static readonly string[] Colours = ["#0b6e4f", "#c8553d", "#2d5d9f", "#8f2d56", "#8a6d00", "#555555"];

    /// <param name="title">Above the picture.</param>
    /// <param name="sizes">Numbers of tunnels, rising.</param>
    /// <param name="lines">Name, unit and cost at each size.</param>
    public static string Draw(string title, IReadOnlyList<int> sizes, IReadOnlyList<(string Name, IReadOnlyList<double> Costs)> lines)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{title}</text>\n");
        for (var times = 0.0; times <= Ceiling; times++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{Y(times):F1}\" x2=\"{Width - Right}\" y2=\"{Y(times):F1}\" stroke=\"{(times == 1 ? "#999999" : "#e4e4e4")}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(times) + 4:F1}\" text-anchor=\"end\">{times:F0}x</text>\n");
        }

        foreach (var size in sizes)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(size, sizes):F1}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{size:N0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">tunnels</text>\n");
        for (var i = 0; i < lines.Count; i++)
        {
            Draw(svg, sizes, lines[i], i);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, IReadOnlyList<int> sizes, (string Name, IReadOnlyList<double> Costs) line, int index)
    {
        var colour = Colours[index % Colours.Length];
        svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"");
        for (var i = 0; i < sizes.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{X(sizes[i], sizes):F1},{Y(line.Costs[i] / line.Costs[0]):F1} ");
        }

        var y = Top + 10 + (index * 38);
        svg.Append("\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 20}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 40}\" y=\"{y + 10}\">{line.Name}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 40}\" y=\"{y + 25}\" fill=\"#777777\">{string.Join(", ", line.Costs.Select(Spread.Text))}</text>\n");
    }

    private static double X(int size, IReadOnlyList<int> sizes) =>
        sizes.Count == 1 ? Left : Left + 20 + ((Width - Right - Left - 40) * Math.Log((double)size / sizes[0]) / Math.Log((double)sizes[^1] / sizes[0]));

    private static double Y(double times) => Top + ((Height - Top - Bottom) * (1 - (Math.Min(times, Ceiling) / Ceiling)));
}
