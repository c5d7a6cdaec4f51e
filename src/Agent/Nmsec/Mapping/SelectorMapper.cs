using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>The addresses of one side of a tunnel or filter in the fields of the interface.</summary>
/// <param name="Form">What the addresses stand for.</param>
/// <param name="Low">The address, the prefix or the first of a range.</param>
/// <param name="High">The last of a range; zero in other forms.</param>
/// <param name="Prefix">The prefix length; zero in other forms than the prefix.</param>
internal readonly record struct SelectorFields(AddressForm Form, Ipv6Field Low, Ipv6Field High, byte Prefix);

/// <summary>Traffic selectors in the forms that the interface has.</summary>
internal static class SelectorMapper
{
    /// <summary>What <see cref="Text"/> needs for as many selectors as it shows.</summary>
    public const int ScratchLength = 512;

    /// <summary>The address fields of a selector. One of another family than the record's flag says has no place there.</summary>
    public static SelectorFields Fields(SelectorInfo selector, bool ipv6)
    {
        if (selector.IsIpv6 != ipv6)
        {
            return default;
        }

        var low = WireValues.Address(selector.StartAddress, ipv6);
        return Form(selector, out var prefix) switch
        {
            AddressForm.All => default,
            AddressForm.Single => new(AddressForm.Single, low, default, 0),
            AddressForm.Prefix => new(AddressForm.Prefix, low, default, (byte)prefix),
            _ => new(AddressForm.Range, low, WireValues.Address(selector.EndAddress, ipv6), 0),
        };
    }

    /// <summary>The type of the identity that a side of a tunnel is as a client, RFC 2407 numbering; that of its first selector.</summary>
    public static IsakmpIdentityType IdentityType(IReadOnlyList<SelectorInfo> selectors)
    {
        if (selectors.Count == 0)
        {
            return IsakmpIdentityType.None;
        }

        var ipv6 = selectors[0].IsIpv6;
        return Form(selectors[0], out _) switch
        {
            AddressForm.Single => ipv6 ? IsakmpIdentityType.Ipv6Address : IsakmpIdentityType.Ipv4Address,
            AddressForm.Range => ipv6 ? IsakmpIdentityType.Ipv6Range : IsakmpIdentityType.Ipv4Range,
            _ => ipv6 ? IsakmpIdentityType.Ipv6Subnet : IsakmpIdentityType.Ipv4Subnet,
        };
    }

    /// <summary>
    /// The identity of a side of a tunnel as a client: its addresses, prefixes and ranges, with commas between them. As
    /// many as fit whole; with traffic selectors a side may have 255.
    /// </summary>
    public static ReadOnlySpan<char> Text(IReadOnlyList<SelectorInfo> selectors, Span<char> scratch)
    {
        var length = 0;
        for (var i = 0; i < selectors.Count; i++)
        {
            var room = scratch[length..];
            if (!TryWrite(selectors[i], i > 0, room, out var written))
            {
                break;
            }

            length += written;
        }

        return scratch[..length];
    }

    private static AddressForm Form(SelectorInfo selector, out int prefix)
    {
        var bits = selector.StartAddress.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var length = selector.PrefixLength;
        prefix = length ?? 0;
        return length is not { } value ? AddressForm.Range
            : value == 0 ? AddressForm.All
            : value == bits ? AddressForm.Single
            : AddressForm.Prefix;
    }

    private static bool TryWrite(SelectorInfo selector, bool isNext, Span<char> room, out int written)
    {
        var form = Form(selector, out var prefix);
        return (isNext, form) switch
        {
            (false, AddressForm.Single) => selector.StartAddress.TryFormat(room, out written),
            (true, AddressForm.Single) => room.TryWrite($",{selector.StartAddress}", out written),
            (false, AddressForm.Range) => room.TryWrite($"{selector.StartAddress}-{selector.EndAddress}", out written),
            (true, AddressForm.Range) => room.TryWrite($",{selector.StartAddress}-{selector.EndAddress}", out written),
            (false, _) => room.TryWrite($"{selector.StartAddress}/{prefix}", out written),
            _ => room.TryWrite($",{selector.StartAddress}/{prefix}", out written),
        };
    }
}
