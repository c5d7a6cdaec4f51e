using System.Collections.Immutable;
using System.Net;

namespace MyIkev2.Registry;

/// <summary>A pool of virtual addresses at one moment. Immutable.</summary>
public sealed record AddressPoolSnapshot
{
    /// <summary>Configured name.</summary>
    public required string Name { get; init; }

    /// <summary>Its VRF: pools of two VRFs may have the same name and the same addresses.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>What it hands out, in configuration order.</summary>
    public IReadOnlyList<AddressRangeInfo> Ranges { get; init; } = [];

    /// <summary>Its IPv4 addresses.</summary>
    public AddressUsage Ipv4 { get; init; }

    /// <summary>Its IPv6 addresses.</summary>
    public AddressUsage Ipv6 { get; init; }

    /// <summary>Both families; the size stops at the largest number.</summary>
    public AddressUsage Usage => Ipv4 + Ipv6;

    /// <summary>Addresses given out since the pool was configured.</summary>
    public ulong Granted { get; init; }

    /// <summary>Requests that came when none was left.</summary>
    public ulong Refused { get; init; }

    /// <summary>Those in use, and those that are kept for who had them last; by address.</summary>
    public ImmutableSortedDictionary<AddressOrder, AddressLease> Leases { get; init; } = ImmutableSortedDictionary<AddressOrder, AddressLease>.Empty;
}

/// <summary>Addresses one after the other, both ends included.</summary>
public sealed record AddressRangeInfo(IPAddress First, IPAddress Last)
{
    /// <inheritdoc/>
    public override string ToString() => First.Equals(Last) ? First.ToString() : $"{First}-{Last}";
}

/// <summary>How much of a pool is used.</summary>
/// <param name="Size">Addresses that it has; <see cref="ulong.MaxValue"/> for that many and more.</param>
/// <param name="InUse">Addresses that tunnels have.</param>
/// <param name="Kept">Addresses that are free, but kept for who had them last as long as there are others.</param>
public readonly record struct AddressUsage(ulong Size, int InUse, int Kept)
{
    /// <summary>Both together.</summary>
    public static AddressUsage operator +(AddressUsage left, AddressUsage right) =>
        new(left.Size > ulong.MaxValue - right.Size ? ulong.MaxValue : left.Size + right.Size, left.InUse + right.InUse, left.Kept + right.Kept);
}
