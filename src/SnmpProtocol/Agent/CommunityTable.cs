using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// The communities. Empty by default: there is no community that works without being configured. A community is a password
/// in clear text; it is compared in a time that does not depend on how much of it matches, and no member shows it.
/// </summary>
public sealed class CommunityTable
{
    /// <summary>Longest community that can be configured.</summary>
    public const int MaximumLength = 255;

    /// <summary>Security name of communities that are given without one.</summary>
    public const string DefaultSecurityName = "community";

    private readonly SnmpCommunity[] _communities;

    /// <summary>Makes a table of communities, each 1 to <see cref="MaximumLength"/> octets, with one security name for all.</summary>
    /// <exception cref="ArgumentException">A community is empty or too long.</exception>
    public CommunityTable(params IEnumerable<byte[]> communities)
        : this(communities.Select(community => new SnmpCommunity(community, DefaultSecurityName)))
    {
    }

    /// <summary>Makes a table.</summary>
    /// <exception cref="ArgumentException">A community is there twice.</exception>
    public CommunityTable(IEnumerable<SnmpCommunity> communities)
    {
        _communities = communities.ToArray();
        if (_communities.DistinctBy(entry => Convert.ToHexString(entry.Community)).Count() < _communities.Length)
        {
            throw new ArgumentException("A community is there twice.", nameof(communities));
        }
    }

    /// <summary>Number of communities.</summary>
    public int Count => _communities.Length;

    /// <summary>Security names of all communities, each once.</summary>
    public IEnumerable<string> SecurityNames => _communities.Select(entry => entry.SecurityName).Distinct();

    /// <summary>What a community stands for; null if it is unknown.</summary>
    public SnmpCommunity? Find(ReadOnlySpan<byte> community)
    {
        SnmpCommunity? found = null;
        foreach (var candidate in _communities)
        {
            found = CryptographicOperations.FixedTimeEquals(candidate.Community, community) ? candidate : found;
        }

        return found;
    }
}
