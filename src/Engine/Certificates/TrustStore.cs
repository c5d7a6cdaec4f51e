namespace MyIkev2.Engine.Certificates;

/// <summary>What the certificates of a peer are judged by. Immutable.</summary>
/// <param name="Anchors">Authorities that are trusted, and certificates of peers that are trusted as they are.</param>
/// <param name="Others">Further certificates that may complete a chain, or stand for a peer that sends none; nothing is trusted because it is here.</param>
/// <param name="RevocationLists">Lists of authorities.</param>
public sealed record TrustStore(IReadOnlyList<Certificate> Anchors, IReadOnlyList<Certificate> Others, IReadOnlyList<RevocationList> RevocationLists)
{
    public static TrustStore Empty { get; } = new([], [], []);

    internal bool IsAnchor(Certificate certificate)
    {
        foreach (var anchor in Anchors)
        {
            if (anchor.Equals(certificate))
            {
                return true;
            }
        }

        return false;
    }
}
