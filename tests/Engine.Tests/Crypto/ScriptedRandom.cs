using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Hands out given values, one per call; running dry fails the test.</summary>
internal sealed class ScriptedRandom(params byte[][] values) : IRandomSource
{
    private int _next;

    public int Calls => _next;

    public void Fill(Span<byte> destination)
    {
        Assert.True(_next < values.Length, "more random values were drawn than the script has");
        Assert.Equal(destination.Length, values[_next].Length);
        values[_next++].CopyTo(destination);
    }
}

/// <summary>The same octets for the same seed, on every system.</summary>
internal sealed class SeededOctets(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> destination) => _random.NextBytes(destination);

    public byte[] Next(int length)
    {
        byte[] octets = new byte[length];
        _random.NextBytes(octets);
        return octets;
    }
}
