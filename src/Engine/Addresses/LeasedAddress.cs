using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Addresses;

/// <summary>One address of an <see cref="AddressSpace"/> that somebody has, or had last.</summary>
internal sealed class LeasedAddress(IpAddress address)
{
    public IpAddress Address { get; } = address;

    public Identity Identity { get; set; } = null!;

    /// <summary>The holder's address on the network: an SA that is replaced shares the address with its successor.</summary>
    public IpAddress Peer { get; set; }

    public string VpnName { get; set; } = string.Empty;

    /// <summary>The tunnel that has it, or had it last.</summary>
    public TunnelId Holder { get; set; }

    /// <summary>Tunnels that have it beside <see cref="Holder"/>: those that it takes over from, until they are gone. Null when it was never shared.</summary>
    public List<TunnelId>? Others { get; set; }

    public EngineInstant Since { get; set; }

    /// <summary>Null while it is in use.</summary>
    public EngineInstant? ReleasedAt { get; set; }

    public bool IsInUse => ReleasedAt is null;

    /// <summary>Its place among those not in use, oldest first.</summary>
    public LinkedListNode<LeasedAddress>? Place { get; set; }

    /// <summary>The address before it in the <see cref="IdentityChain"/>.</summary>
    public LeasedAddress? Previous { get; set; }

    /// <summary>The address after it in the <see cref="IdentityChain"/>.</summary>
    public LeasedAddress? Next { get; set; }

    public AddressOrder Order => new(Address.IsIpv6, Address.Bits);
}
