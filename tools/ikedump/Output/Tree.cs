namespace MyIkev2.IkeDump.Output;

/// <summary>Indented lines.</summary>
internal sealed class Tree(TextWriter output, bool full)
{
    private const int ShownOctets = 32;

    private int _depth;

    /// <summary>Everything until the result is disposed stands one level deeper.</summary>
    public Level Indent()
    {
        _depth++;
        return new Level(this);
    }

    public void Line(string text)
    {
        for (int i = 0; i < _depth; i++)
        {
            output.Write("  ");
        }

        output.WriteLine(text);
    }

    /// <summary>Number of octets and the octets themselves, shortened unless all were asked for.</summary>
    public string Octets(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return "empty";
        }

        bool whole = full || octets.Length <= ShownOctets;
        string hex = Convert.ToHexStringLower(whole ? octets.Span : octets.Span[..ShownOctets]);
        return $"{octets.Length} octets {hex}{(whole ? "" : "...")}";
    }

    internal readonly struct Level(Tree tree) : IDisposable
    {
        public void Dispose() => tree._depth--;
    }
}
