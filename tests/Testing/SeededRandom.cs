using MyIkev2.Engine;

namespace MyIkev2.Testing;

/// <summary>A deterministic <see cref="IRandomSource"/> (SplitMix64). Never for anything but tests.</summary>
public sealed class SeededRandom(ulong seed) : IRandomSource
{
    private ulong _state = seed;

    public void Fill(Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i += 8)
        {
            var value = Next();
            for (var j = 0; j < 8 && i + j < destination.Length; j++)
            {
                destination[i + j] = (byte)(value >> (8 * j));
            }
        }
    }

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        var value = _state;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }

    /// <summary>0 .. <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public bool Percent(int percent) => Below(100) < percent;
}
