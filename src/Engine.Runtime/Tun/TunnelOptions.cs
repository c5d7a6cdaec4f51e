using System.Net;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Tun;

/// <summary>When the engine makes a tunnel device.</summary>
public enum TunnelDeviceUse
{
    /// <summary>Where the host lets us; elsewhere a warning, and only the control plane runs.</summary>
    Auto,

    /// <summary>Or the start fails.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>The device through which the local host's packets reach the tunnels. Section <c>Engine:Tunnel</c>.</summary>
public sealed class TunnelOptions
{
    /// <summary>Largest interface name of Linux, IFNAMSIZ less the terminating zero.</summary>
    private const int MaximumName = 15;

    /// <summary>Priorities of rules between the one of the local addresses (0) and that of the main table (32766).</summary>
    internal const int FirstPriority = 1;

    internal const int LastPriority = 32765;

    /// <summary><c>auto</c>, <c>always</c> or <c>never</c>.</summary>
    public TunnelDeviceUse Enabled { get; set; } = TunnelDeviceUse.Auto;

    /// <summary>Name of the interface. It is made at the start and goes at the stop.</summary>
    public string Name { get; set; } = "myikev2";

    /// <summary>
    /// MTU of the interface: what the path carries less what protection adds. 1400 leaves room for every algorithm, UDP and IPv6 around it on a path
    /// of 1500 octets.
    /// </summary>
    public int Mtu { get; set; } = 1400;

    /// <summary>Addresses of the interface with their prefix lengths, such as <c>10.1.0.1/24</c>; needed only where the host has no inner address elsewhere.</summary>
    public IList<string> Addresses { get; init; } = [];

    /// <summary>Install a route into the device for each remote traffic selector of an SA or trap.</summary>
    public bool Routes { get; set; } = true;

    /// <summary>The routing table of these routes.</summary>
    public uint RoutingTable { get; set; } = 220;

    /// <summary>Priority of the rule that looks the table up, for every packet without our mark.</summary>
    public int RulePriority { get; set; } = 220;

    /// <summary>
    /// Number (rtm_protocol) of routes that Child SAs bring (<c>inject-routes</c>, <c>install-routes</c>). Routes with it are taken for ours and removed at the
    /// start, since a predecessor that was killed left them: two services in one network namespace need different ones.
    /// </summary>
    public byte RouteProtocol { get; set; } = 77;

    /// <summary>Number (IFA_PROTO) of virtual addresses on the host's interfaces; as <see cref="RouteProtocol"/>.</summary>
    public byte AddressProtocol { get; set; } = 78;

    /// <summary>Remove, at the start, what bears these numbers; false where others in the same network namespace may use them.</summary>
    public bool RemoveLeftovers { get; set; } = true;

    /// <summary>Mark of our own IKE, ESP and AH packets, which keeps them out of the table (SO_MARK).</summary>
    public uint FirewallMark { get; set; } = 0x4d59;

    /// <summary>Use segmentation offload between device and host where it is offered.</summary>
    public bool Offload { get; set; } = true;

    /// <summary>A copy for the device of one VRF.</summary>
    internal TunnelOptions For(string vrf, TunnelRouting routing)
    {
        var copy = (TunnelOptions)MemberwiseClone();
        copy.Vrf = vrf;
        routing.ApplyTo(copy);
        return copy;
    }

    /// <summary>Where routes into the device go at the start.</summary>
    internal RouteSettings Settings => new(RoutingTable, RulePriority, InstallRoutes);

    /// <summary>The VRF that the device is in.</summary>
    internal string Vrf { get; set; } = "main";

    /// <summary><c>install-routes</c>, which only the configuration says.</summary>
    internal bool InstallRoutes { get; set; }

    /// <summary>0 is no table, 253 to 255 are the system's own.</summary>
    internal static bool IsFreeTable(uint table) => table is not (0 or (>= 253 and <= 255));

    internal void Validate(List<string> errors)
    {
        const string Where = EngineRuntimeOptions.Section + ":" + nameof(EngineRuntimeOptions.Tunnel);
        if (!Enum.IsDefined(Enabled))
        {
            errors.Add($"{Where}:{nameof(Enabled)} is {Enabled}, allowed is auto, always or never");
        }

        if (Name.Length is 0 or > MaximumName || Name is "." or ".." || Name.Any(static c => c is '/' or ':' or '%' || char.IsWhiteSpace(c) || !char.IsAscii(c)))
        {
            errors.Add($"{Where}:{nameof(Name)} is '{Name}', allowed is an interface name of 1 to {MaximumName} characters");
        }

        // 1280 is the least that IPv6 works with (RFC 8200 section 5), 576 that every IPv4 host takes (RFC 791).
        EngineRuntimeOptions.Check(errors, $"{nameof(EngineRuntimeOptions.Tunnel)}:{nameof(Mtu)}", Mtu, 576, 65535);
        EngineRuntimeOptions.Check(errors, $"{nameof(EngineRuntimeOptions.Tunnel)}:{nameof(RulePriority)}", RulePriority, FirstPriority, LastPriority);
        if (!IsFreeTable(RoutingTable))
        {
            errors.Add($"{Where}:{nameof(RoutingTable)} is {RoutingTable}; 0 and the system's own tables 253 to 255 are not allowed");
        }

        if (FirewallMark == 0)
        {
            errors.Add($"{Where}:{nameof(FirewallMark)} is 0, which is the mark of unmarked packets");
        }

        // 1 to 4 are the kernel's and the administrator's own (linux/rtnetlink.h).
        if (RouteProtocol <= 4 || AddressProtocol <= 4)
        {
            errors.Add($"{Where}:{nameof(RouteProtocol)} and {nameof(AddressProtocol)} are {RouteProtocol} and {AddressProtocol}, allowed is 5 to 255");
        }

        foreach (var address in Addresses)
        {
            if (!IPNetworkAddress.TryParse(address, out _))
            {
                errors.Add($"{Where}:{nameof(Addresses)} has '{address}', which is not an address with a prefix length");
            }
        }
    }
}

/// <summary>An address of an interface with the length of its network's prefix.</summary>
internal readonly record struct IPNetworkAddress(IpAddress Address, int PrefixLength)
{
    public static bool TryParse(string text, out IPNetworkAddress result)
    {
        result = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var parsed) || !byte.TryParse(text.AsSpan(slash + 1), out var length))
        {
            return false;
        }

        var address = IpAddress.From(parsed);
        result = new IPNetworkAddress(address, length);
        return length <= address.Length * 8;
    }
}
