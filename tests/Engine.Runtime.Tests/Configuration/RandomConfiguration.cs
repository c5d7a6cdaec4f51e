using System.Text;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>Configurations and nonsense from a seed. What is drawn depends on the table, so new rows are covered as they come.</summary>
internal sealed class RandomConfiguration(int seed)
{
    private static readonly string[] Samples =
    [
        "0", "1", "2", "7", "16", "32", "128", "500", "4500", "65535", "4096", "86400", "4294967295", "0.5", "3.0", "60.000", "1h30m", "90", "1d", "10GB", "1234B",
        "192.0.2.1", "2001:db8::1", "::", "0.0.0.0", "10.1.2.3/8", "fc00::/7", "10.0.0.1-10.0.0.9", "80-443", "eth0.100", "svti1",
        "a", "vpn-hq", "x@y.example", "*@example.com", "%any", "C=FR, O=A \"B\" C, CN=x", "#id", "..", "/", "tab\tless", "é ü", "back\\slash", "\"", "a\"b",
        "0x00ff", "0sAQID", "deadBEEF", "s3 cret # not a comment",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A document that holds some of everything, each value as it would be typed.</summary>
    public ConfigDocument NextDocument()
    {
        var document = new ConfigDocument();
        Fill(document.Root, 0.5);
        return document;
    }

    /// <summary>A line of words of the grammar, of values and of noise.</summary>
    public string NextLine()
    {
        var line = new StringBuilder();
        var node = ConfigTree.Root;
        for (var words = _random.Next(12); words > 0; words--)
        {
            var word = _random.Next(10) switch
            {
                0 => Noise(),
                1 => Pick(["/", "..", "del", "\"", "#", "vsr running config#", "commit"]),
                2 or 3 => Pick(Samples),
                _ when node.Children.Count > 0 => (node = node.Children[_random.Next(node.Children.Count)]).Name,
                _ => Pick(Samples),
            };
            line.Append(word).Append(' ', _random.Next(3));
        }

        return line.ToString();
    }

    /// <summary>Text with one part replaced, doubled or cut out.</summary>
    public string Mutate(string text)
    {
        var start = _random.Next(text.Length);
        var length = Math.Min(_random.Next(20), text.Length - start);
        return _random.Next(3) switch
        {
            0 => text.Remove(start, length),
            1 => text.Insert(start, text.Substring(start, length)),
            _ => text.Remove(start, length).Insert(start, Noise()),
        };
    }

    private void Fill(ConfigNode node, double density)
    {
        foreach (var child in node.Definition.Children)
        {
            if (_random.NextDouble() > density)
            {
                continue;
            }

            switch (child.Kind)
            {
                case ConfigNodeKind.Container:
                    Fill(node.GetOrAddContainer(child, default), density);
                    break;
                case ConfigNodeKind.List:
                    for (var count = _random.Next(4); count > 0; count--)
                    {
                        Fill(node.GetOrAddEntry(child, Value(child)), density * 0.8);
                    }

                    break;
                case ConfigNodeKind.LeafList:
                    for (var count = _random.Next(4); count > 0; count--)
                    {
                        node.Add(child, Value(child));
                    }

                    break;
                default:
                    node.Set(child, Value(child));
                    break;
            }
        }
    }

    private ConfigValue Value(ConfigNodeDefinition definition)
    {
        var words = definition.Type!.Words;
        var candidates = words.Count > 0 && _random.Next(2) == 0 ? words : [.. Samples.Where(IsGood), .. words];
        var reading = definition.Type.Read(candidates[_random.Next(candidates.Count)]);
        return new ConfigValue(reading.Text, reading.Data!, default);

        // Control characters never get past the reader of lines, so no value holds one.
        bool IsGood(string sample) => !sample.Any(char.IsControl) && definition.Type.Read(sample).Problem is null;
    }

    private string Pick(IReadOnlyList<string> words) => words[_random.Next(words.Count)];

    private string Noise()
    {
        var text = new StringBuilder();
        for (var count = _random.Next(8); count > 0; count--)
        {
            text.Append((char)(_random.Next(4) == 0 ? _random.Next(char.MaxValue + 1) : _random.Next(128)));
        }

        return text.ToString();
    }
}
