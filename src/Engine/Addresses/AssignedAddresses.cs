namespace MyIkev2.Engine.Addresses;

/// <summary>What a peer assigned to us in its CFG_REPLY, as far as we act on it.</summary>
/// <param name="Addresses">INTERNAL_IP4_ADDRESS, INTERNAL_IP6_ADDRESS.</param>
/// <param name="DnsServers">INTERNAL_IP4_DNS, INTERNAL_IP6_DNS; shown, the host's resolver is not changed.</param>
/// <param name="InterfaceName">Where the addresses were installed.</param>
internal sealed record AssignedAddresses(ValueList<IpAddress> Addresses, ValueList<IpAddress> DnsServers, string InterfaceName);
