using System.Globalization;
using System.Reflection;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>
/// Reads the files in <c>Vectors</c>: blocks of <c>name: value</c> lines, an empty line between blocks, octets in hexadecimal.
/// </summary>
internal static class VectorFile
{
    public static IReadOnlyList<Vector> Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Vectors.{name}.txt")
            ?? throw new FileNotFoundException($"no embedded vector file {name}");
        using StreamReader reader = new(stream);
        List<Vector> vectors = [];
        Dictionary<string, string> fields = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                vectors.Add(new Vector(fields));
                fields = [];
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            fields.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        if (fields.Count > 0)
        {
            vectors.Add(new Vector(fields));
        }

        return vectors;
    }
}

internal sealed class Vector(IReadOnlyDictionary<string, string> fields)
{
    public string Algorithm => fields["algorithm"];

    public string Source => fields["source"];

    public bool Has(string field) => fields.ContainsKey(field);

    public string Text(string field) => fields[field];

    public int Number(string field) => int.Parse(fields[field], CultureInfo.InvariantCulture);

    public byte[] Octets(string field) => Convert.FromHexString(fields[field]);

    public ulong Spi(string field) => ulong.Parse(fields[field], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
