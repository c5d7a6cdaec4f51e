namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The seven secrets of an IKE SA (RFC 7296 section 2.14). Whoever holds the SA owns them; disposing clears all. Integrity keys are empty
/// with a combined-mode cipher (RFC 5282 section 2).
/// </summary>
public sealed record IkeKeys(
    KeyMaterial SkD,
    KeyMaterial SkAi,
    KeyMaterial SkAr,
    KeyMaterial SkEi,
    KeyMaterial SkEr,
    KeyMaterial SkPi,
    KeyMaterial SkPr) : IDisposable
{
    public void Dispose()
    {
        SkD.Dispose();
        SkAi.Dispose();
        SkAr.Dispose();
        SkEi.Dispose();
        SkEr.Dispose();
        SkPi.Dispose();
        SkPr.Dispose();
    }
}
