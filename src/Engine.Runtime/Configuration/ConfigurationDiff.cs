using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What differs between two configurations. Peers are the same when they have the same VRF and name, unchanged when their policies are equal.</summary>
public sealed record ConfigurationDiff(
    IReadOnlyList<PeerPolicy> Added,
    IReadOnlyList<PeerPolicy> Removed,
    IReadOnlyList<(PeerPolicy Old, PeerPolicy New)> Changed,
    bool PreSharedKeysChanged,
    bool LimitsChanged,
    bool RetransmissionChanged,
    bool ManualTunnelsChanged,
    bool CertificatesChanged = false)
{
    public bool IsEmpty =>
        Added.Count == 0 && Removed.Count == 0 && Changed.Count == 0 && !PreSharedKeysChanged && !LimitsChanged && !RetransmissionChanged && !ManualTunnelsChanged
        && !CertificatesChanged;

    public static ConfigurationDiff Between(EngineConfiguration before, EngineConfiguration after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var old = before.Peers.ToDictionary(peer => (peer.Vrf, peer.Name));
        var added = new List<PeerPolicy>();
        var changed = new List<(PeerPolicy Old, PeerPolicy New)>();
        foreach (var peer in after.Peers)
        {
            if (!old.Remove((peer.Vrf, peer.Name), out var previous))
            {
                added.Add(peer);
            }
            else if (previous != peer)
            {
                changed.Add((previous, peer));
            }
        }

        return new ConfigurationDiff(
            added,
            [.. before.Peers.Where(peer => old.ContainsKey((peer.Vrf, peer.Name)))],
            changed,
            !before.PreSharedKeys.Equals(after.PreSharedKeys),
            before.Limits != after.Limits,
            before.Retransmission != after.Retransmission,
            !before.ManualTunnels.Equals(after.ManualTunnels),
            !before.Credentials.Equals(after.Credentials) || !before.Certificates.Equals(after.Certificates) || !before.RevocationLists.Equals(after.RevocationLists));
    }

    /// <summary>One line for people: <c>1 vpn added, 2 changed; preshared keys changed</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        AddCount(parts, Added.Count, "added");
        AddCount(parts, Removed.Count, "removed");
        AddCount(parts, Changed.Count, "changed");
        AddFlag(parts, PreSharedKeysChanged, "preshared keys changed");
        AddFlag(parts, CertificatesChanged, "certificates changed");
        AddFlag(parts, LimitsChanged, "limits changed");
        AddFlag(parts, ManualTunnelsChanged, "manual tunnels changed");
        AddFlag(parts, RetransmissionChanged, "retransmission changed");
        return parts.Count == 0 ? "no vpn changed" : string.Join(", ", parts);
    }

    private static void AddCount(List<string> parts, int count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count} {(count == 1 ? "vpn" : "vpns")} {what}");
        }
    }

    private static void AddFlag(List<string> parts, bool flag, string what)
    {
        if (flag)
        {
            parts.Add(what);
        }
    }
}
