using System.Net.NetworkInformation;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>What the system tells of an interface per address family, whichever it is.</summary>
internal static class InterfaceFacts
{
    /// <summary>Index and MTU; zeros when the system tells none.</summary>
    public static (int Index, int Mtu) Of(NetworkInterface network, IPInterfaceProperties properties) =>
        Ipv4(network, properties) ?? Ipv6(network, properties) ?? (0, 0);

    /// <summary>Null without IPv4.</summary>
    private static (int Index, int Mtu)? Ipv4(NetworkInterface network, IPInterfaceProperties properties)
    {
        try
        {
            return network.Supports(NetworkInterfaceComponent.IPv4) && properties.GetIPv4Properties() is { } facts ? (facts.Index, facts.Mtu) : null;
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }

    /// <summary>Null without IPv6.</summary>
    private static (int Index, int Mtu)? Ipv6(NetworkInterface network, IPInterfaceProperties properties)
    {
        try
        {
            return network.Supports(NetworkInterfaceComponent.IPv6) && properties.GetIPv6Properties() is { } facts ? (facts.Index, facts.Mtu) : null;
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
