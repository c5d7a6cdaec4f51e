namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>Turns a hex dump as documents print it (offset, words, remark after three blanks) into bytes.</summary>
internal static class HexBlock
{
    public static byte[] Parse(string dump)
    {
        var bytes = new List<byte>();
        foreach (var line in dump.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line[4..].TrimStart().Split("   ")[0];
            Assert.Equal(bytes.Count, Convert.ToInt32(line[..4], 16));
            bytes.AddRange(Convert.FromHexString(words.Replace(" ", string.Empty, StringComparison.Ordinal)));
        }

        return [.. bytes];
    }

    public static string Format(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        for (var offset = 0; offset < bytes.Length; offset += 16)
        {
            var line = Convert.ToHexString(bytes[offset..Math.Min(offset + 16, bytes.Length)]);
            lines.Add($"{offset:X4}  {string.Join(' ', line.Chunk(8).Select(word => new string(word)))}");
        }

        return string.Join('\n', lines);
    }
}
