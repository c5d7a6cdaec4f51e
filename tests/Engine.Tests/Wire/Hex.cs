namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Octets written as annotated hexadecimal: white space is free, '#' starts a comment.</summary>
internal static class Hex
{
    public static byte[] Parse(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Split('#')[0]);
        return Convert.FromHexString(string.Concat(string.Concat(lines).Where(c => !char.IsWhiteSpace(c))));
    }

    public static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    /// <summary>count octets 00, 01, 02 ...</summary>
    public static byte[] Counting(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];
}
