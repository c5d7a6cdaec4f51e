namespace MyIkev2.Engine.Policy;

/// <summary>
/// Routes to the peer's side that stand as long as a Child SA of the policy does (<c>inject-routes</c>). Immutable, compared by value.
/// </summary>
public sealed record RouteInjection
{
    /// <summary>The main table of Linux.</summary>
    public const uint MainTable = 254;

    public required NextHop NextHop { get; init; }

    /// <summary>A second route, for when the first is gone.</summary>
    public NextHop? Backup { get; init; }

    /// <summary>VRF of the routes; null = the one of the vpn.</summary>
    public string? Vrf { get; init; }

    public uint Table { get; init; } = MainTable;
}

/// <summary>Where a route points to: a neighbour, or an interface.</summary>
/// <param name="Address">The neighbour; "no address" when it is an interface.</param>
/// <param name="InterfaceName">The interface; empty when it is a neighbour.</param>
public readonly record struct NextHop(IpAddress Address, string InterfaceName)
{
    public static NextHop Through(IpAddress neighbour) => new(neighbour, string.Empty);

    public static NextHop Into(string interfaceName) => new(default, interfaceName);

    public override string ToString() => Address.IsNone ? $"dev {InterfaceName}" : $"via {Address}";
}
