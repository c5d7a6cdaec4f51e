using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Radius;

/// <summary>What an Access-Accept gives a peer beyond coming in. Immutable.</summary>
public sealed record RadiusGrant
{
    /// <summary>Name of the pool that <see cref="Addresses"/> makes; no configured pool has it.</summary>
    public const string PoolName = "radius";

    /// <summary>User-Name, where the server wants another one in accounting (RFC 2865 section 5.1); empty = the one that was asked for.</summary>
    public ReadOnlyMemory<byte> UserName { get; init; }

    /// <summary>Class attributes, as they are given back in accounting (RFC 2865 section 5.25).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Classes { get; init; } = [];

    /// <summary>Groups that the peer is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The tunnel ends after this; null = never by itself.</summary>
    public TimeSpan? SessionTimeout { get; init; }

    /// <summary>Time between interim updates that the server wishes; null = it wishes none.</summary>
    public TimeSpan? InterimInterval { get; init; }

    /// <summary>Traffic on this side, in place of what the policies of the vpn say; empty = as they say.</summary>
    public ValueList<ConfiguredSelector> LocalSelectors { get; init; } = [];

    /// <summary>Traffic on the peer's side, likewise.</summary>
    public ValueList<ConfiguredSelector> RemoteSelectors { get; init; } = [];

    /// <summary>What the server said that cannot be understood, where going on without it would give the peer more than the server wants; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>Addresses and attributes for this peer only; null when the server gave neither.</summary>
    public AddressPoolPolicy? Addresses { get; init; }
}
