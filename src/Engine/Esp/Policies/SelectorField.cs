using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The fields of a packet by which policies are told apart, one after the other: where it goes, where it comes from, and what for. A service is the
/// protocol (8 bits) and a port (16 bits).
/// </summary>
internal enum SelectorField
{
    RemoteAddress,
    LocalAddress,
    RemoteService,
    LocalService,

    /// <summary>Nothing is left to tell by.</summary>
    None,
}

/// <summary>What the fields are of entries and packets.</summary>
internal static class SelectorFields
{
    private const int ServiceBits = 24;
    private const int ProtocolBits = 8;

    /// <summary>The prefixes under which an entry is found by this field; see <see cref="SelectorPrefix.Split"/>.</summary>
    public static int Split(SelectorField field, PolicyEntry entry, Span<SelectorPrefix> pieces) => field switch
    {
        SelectorField.RemoteAddress => SplitAddresses(entry.Remote, pieces),
        SelectorField.LocalAddress => SplitAddresses(entry.Local, pieces),
        SelectorField.RemoteService => SplitServices(entry.Remote, pieces),
        _ => SplitServices(entry.Local, pieces),
    };

    public static UInt128 Address(in IpAddress address) => address.IsIpv6 ? address.Bits : address.Bits << 96;

    public static UInt128 Service(byte protocol, ushort port) => ((UInt128)protocol << 120) | ((UInt128)port << 104);

    private static int SplitAddresses(in TrafficSelector selector, Span<SelectorPrefix> pieces) =>
        SelectorPrefix.Split(selector.Start.Bits, selector.End.Bits, selector.IsIpv6 ? 128 : 32, pieces);

    private static int SplitServices(in TrafficSelector selector, Span<SelectorPrefix> pieces)
    {
        if (selector.Protocol == 0 || selector.StartPort > selector.EndPort)
        {
            // Any protocol, whatever the ports; OPAQUE of one protocol.
            pieces[0] = new SelectorPrefix(Service(selector.Protocol, 0), selector.Protocol == 0 ? 0 : ProtocolBits);
            return 1;
        }

        var protocol = (UInt128)selector.Protocol << 16;
        return SelectorPrefix.Split(protocol | selector.StartPort, protocol | selector.EndPort, ServiceBits, pieces);
    }
}
