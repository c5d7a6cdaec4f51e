using System.Net;
using System.Net.Sockets;
using MyIkev2.Agent.Snmp.Tables;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>
/// TABLE: how a peer is named, by <see cref="CiscoOptions.PeerIdentity"/>. Everything is a DisplayString: what is not
/// printable ASCII becomes a question mark.
/// </summary>
internal static class CiscoPeerNames
{
    /// <summary>Most octets of a DisplayString.</summary>
    internal const int MaximumValue = 255;

    /// <summary>Pollers keep names in columns of 64 to 96 characters.</summary>
    internal const int MaximumName = 64;

    /// <summary>Most octets of a name in an index: keeps every name of an instance below 128 numbers.</summary>
    internal const int MaximumIndex = 40;

    private const int AddressPeer = 1;
    private const int NamedPeer = 2;

    // IANA, IKEv2 Identification Payload ID Types.
    private const byte IdIpv4 = 1;
    private const byte IdIpv6 = 5;

    /// <summary>IkePeerType: ipAddrPeer(1), namePeer(2).</summary>
    internal static int TypeOf(IdentityInfo identity, CiscoOptions options) => ShowsName(identity, options) ? NamedPeer : AddressPeer;

    /// <summary>The value that goes with <see cref="TypeOf"/>.</summary>
    internal static void WriteValue(IdentityInfo identity, IPAddress? address, CiscoOptions options, ref BerWriter writer)
    {
        if (ShowsName(identity, options))
        {
            WriteText(NameOf(identity), MaximumValue, ref writer);
            return;
        }

        Span<byte> text = stackalloc byte[64];
        writer.WriteOctetString(text[..FormatAddress(ShownAddress(identity, address, options), text)]);
    }

    /// <summary>The peer as a part of an index: the octets of an address, or the beginning of a name.</summary>
    internal static int CopyIndex(IdentityInfo identity, IPAddress? address, CiscoOptions options, Span<byte> target)
    {
        if (!ShowsName(identity, options))
        {
            return CopyAddress(ShownAddress(identity, address, options), target);
        }

        return CopyPrintable(NameOf(identity), target[..MaximumIndex]);
    }

    /// <summary>The identity as text; nothing if the column with the value shows the same.</summary>
    internal static void WriteName(IdentityInfo identity, IPAddress? address, CiscoOptions options, ref BerWriter writer)
    {
        var isShownAlready = identity.Type == 0
            || ShowsName(identity, options)
            || (identity.Type is IdIpv4 or IdIpv6 && (address is null || identity.Data.Span.SequenceEqual(address.GetAddressBytes())));
        WriteText(isShownAlready ? string.Empty : NameOf(identity), MaximumName, ref writer);
    }

    /// <summary>Text as a DisplayString.</summary>
    internal static void WriteText(string? text, int maximum, ref BerWriter writer)
    {
        Span<byte> octets = stackalloc byte[MaximumValue];
        writer.WriteOctetString(octets[..CopyPrintable(text, octets[..maximum])]);
    }

    /// <summary>IPSIpAddress: four or sixteen octets; 0.0.0.0 while there is no address.</summary>
    internal static void WriteAddress(IPAddress? address, ref BerWriter writer) =>
        AddressObjects.Write(address ?? IPAddress.Any, ref writer);

    private static bool ShowsName(IdentityInfo identity, CiscoOptions options) =>
        options.ShowsIdentities && identity.Type is not (0 or IdIpv4 or IdIpv6);

    /// <summary>An identity that is an address is shown as it is, whatever address the datagrams come from.</summary>
    private static IPAddress? ShownAddress(IdentityInfo identity, IPAddress? address, CiscoOptions options)
    {
        var data = identity.Data.Span;
        var isAddress = (identity.Type == IdIpv4 && data.Length == 4) || (identity.Type == IdIpv6 && data.Length == 16);
        return options.ShowsIdentities && isAddress ? new IPAddress(data) : address;
    }

    private static string NameOf(IdentityInfo identity) =>
        identity.Type == IdentityInfo.KeyIdType ? Convert.ToHexStringLower(identity.Data.Span) : identity.Text;

    private static int CopyAddress(IPAddress? address, Span<byte> target)
    {
        (address ?? IPAddress.Any).TryWriteBytes(target, out var length);
        return length;
    }

    /// <summary>Canonical text (RFC 5952) without a zone.</summary>
    private static int FormatAddress(IPAddress? address, Span<byte> target)
    {
        address ??= IPAddress.Any;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
        {
            address = new IPAddress(address.GetAddressBytes());
        }

        address.TryFormat(target, out var length);
        return length;
    }

    private static int CopyPrintable(string? text, Span<byte> target)
    {
        if (text is null)
        {
            return 0;
        }

        var length = 0;
        for (var i = 0; i < text.Length && length < target.Length; i++)
        {
            // Two halves of one character are one question mark.
            if (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]))
            {
                continue;
            }

            target[length++] = text[i] is >= ' ' and <= '~' ? (byte)text[i] : (byte)'?';
        }

        return length;
    }
}
