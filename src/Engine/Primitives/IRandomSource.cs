namespace MyIkev2.Engine;

/// <summary>The engine's only source of randomness: the system's generator in service, a seeded one in tests.</summary>
public interface IRandomSource
{
    /// <summary>Fills the whole of <paramref name="destination"/>.</summary>
    void Fill(Span<byte> destination);
}
