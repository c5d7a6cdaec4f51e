using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// The communities that may read. Empty by default, and then nobody may: there is no community that works without being
/// configured. A community is a password in clear text; it is compared in a time that does not depend on how much of it
/// matches, and no member shows it.
/// </summary>
public sealed class CommunityTable
{
    /// <summary>Longest community that can be configured.</summary>
    public const int MaximumLength = 255;

    private readonly byte[][] _communities;

    /// <summary>Makes a table of communities, each 1 to <see cref="MaximumLength"/> octets.</summary>
    /// <exception cref="ArgumentException">A community is empty or too long.</exception>
    public CommunityTable(params IEnumerable<byte[]> communities)
    {
        _communities = communities.Select(community => community.ToArray()).ToArray();
        if (_communities.Any(community => community.Length is 0 or > MaximumLength))
        {
            throw new ArgumentException($"A community has 1 to {MaximumLength} octets.", nameof(communities));
        }
    }

    /// <summary>Number of communities.</summary>
    public int Count => _communities.Length;

    /// <summary>Whether the community may read.</summary>
    public bool MayRead(ReadOnlySpan<byte> community)
    {
        var found = false;
        foreach (var candidate in _communities)
        {
            found |= CryptographicOperations.FixedTimeEquals(candidate, community);
        }

        return found;
    }
}
