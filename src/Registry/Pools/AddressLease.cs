using System.Net;

namespace MyIkev2.Registry;

/// <summary>A virtual address that an identity has, or had last. Immutable.</summary>
public sealed record AddressLease
{
    /// <summary>The address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The VRF of the pool.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>The pool that it is from.</summary>
    public required string PoolName { get; init; }

    /// <summary>Who has it; the next time that it asks it gets it again, unless others needed it meanwhile.</summary>
    public required IdentityInfo Identity { get; init; }

    /// <summary>The vpn through which it was asked for.</summary>
    public required string VpnName { get; init; }

    /// <summary>The tunnel that has it, or had it last.</summary>
    public required TunnelId TunnelId { get; init; }

    /// <summary>Since when the identity has it without a break.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was given back; null while it is in use.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>A tunnel has it.</summary>
    public bool IsInUse => ReleasedAt is null;
}

/// <summary>The order of leases: IPv4 before IPv6, then by address.</summary>
/// <param name="IsIpv6">The family.</param>
/// <param name="Bits">The address as a number, right-aligned.</param>
public readonly record struct AddressOrder(bool IsIpv6, UInt128 Bits) : IComparable<AddressOrder>
{
    /// <inheritdoc/>
    public int CompareTo(AddressOrder other) => IsIpv6 != other.IsIpv6 ? IsIpv6.CompareTo(other.IsIpv6) : Bits.CompareTo(other.Bits);

    /// <summary>Before.</summary>
    public static bool operator <(AddressOrder left, AddressOrder right) => left.CompareTo(right) < 0;

    /// <summary>After.</summary>
    public static bool operator >(AddressOrder left, AddressOrder right) => left.CompareTo(right) > 0;

    /// <summary>Not after.</summary>
    public static bool operator <=(AddressOrder left, AddressOrder right) => left.CompareTo(right) <= 0;

    /// <summary>Not before.</summary>
    public static bool operator >=(AddressOrder left, AddressOrder right) => left.CompareTo(right) >= 0;
}
