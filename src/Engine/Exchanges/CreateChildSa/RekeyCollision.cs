namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>
/// Who wins when both sides rekey the same SA at once (RFC 7296 sections 2.8.1, 2.8.2): of the four nonces, the SA made with the lowest one is
/// redundant, and the side that asked for it deletes it. Pure.
/// </summary>
internal static class RekeyCollision
{
    /// <summary>The smaller of two nonces: octet by octet, a prefix being smaller.</summary>
    public static byte[] Lower(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right) <= 0 ? left : right;

    /// <summary>True when the SA whose exchange had <paramref name="ownLowest"/> survives the one with <paramref name="peerLowest"/>.</summary>
    public static bool OwnSurvives(byte[] ownLowest, byte[] peerLowest) => ownLowest.AsSpan().SequenceCompareTo(peerLowest) > 0;
}
