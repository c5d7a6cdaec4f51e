using System.Net;
using System.Text;
using MyIkev2.Engine.Wire;

namespace MyIkev2.IkeDump.Output;

/// <summary>One payload as lines: its notation first, then what it says.</summary>
internal static class PayloadText
{
    public static void Write(Tree tree, Payload payload)
    {
        string title = PayloadCatalog.NotationOf(payload.Type) + (payload.Critical ? " (critical)" : "");
        switch (payload)
        {
            case SecurityAssociationPayload sa:
                tree.Line(title);
                WriteEach(tree, sa.Proposals, SecurityAssociationText.Write);
                break;
            case TrafficSelectorPayload selectors:
                tree.Line(title);
                WriteEach(tree, selectors.Selectors, (inner, selector) => inner.Line(Selector(inner, selector)));
                break;
            case ConfigurationPayload configuration:
                tree.Line($"{title} {Names.Of((ConfigurationType)configuration.CfgType)}");
                WriteEach(tree, configuration.Attributes, (inner, attribute) => inner.Line(Attribute(inner, attribute)));
                break;
            case DeletePayload delete:
                string spis = string.Concat(delete.Spis.Select(spi => " " + Convert.ToHexStringLower(spi.Span)));
                tree.Line($"{title} {Names.Of(delete.Protocol)}{(spis.Length == 0 ? " this IKE SA" : spis)}");
                break;
            default:
                tree.Line($"{title} {Describe(tree, payload)}");
                break;
        }
    }

    private static string Describe(Tree tree, Payload payload) => payload switch
    {
        KeyExchangePayload ke => $"{Names.Of(ke.Method)}, {tree.Octets(ke.Data)}",
        NoncePayload nonce => tree.Octets(nonce.Data),
        IdentificationPayload id => $"{Names.Of(id.IdType)}: {Identity(tree, id)}",
        CertificatePayload cert => $"{Names.Of((CertificateEncoding)cert.Encoding)}, {tree.Octets(cert.Data)}",
        CertificateRequestPayload request => $"{Names.Of((CertificateEncoding)request.Encoding)}, {tree.Octets(request.Data)}",
        AuthenticationPayload auth => $"{Names.Of(auth.Method)}, {tree.Octets(auth.Data)}",
        NotifyPayload notify => Notify(tree, notify),
        VendorIdPayload vendor => $"{tree.Octets(vendor.Data)}{Printable(vendor.Data)}",
        EncryptedPayload sk => $"first inside {Inner(sk.FirstInner)}, {tree.Octets(sk.Body)}",
        EncryptedFragmentPayload skf =>
            $"fragment {skf.FragmentNumber} of {skf.TotalFragments}, first inside {Inner(skf.FirstInner)}, {tree.Octets(skf.Body)}",
        ExtensibleAuthenticationPayload eap => tree.Octets(eap.Data),
        UnknownPayload unknown => tree.Octets(unknown.Data),
        _ => payload.ToString(),
    };

    private static string Notify(Tree tree, NotifyPayload notify)
    {
        string spi = notify.Spi.IsEmpty
            ? ""
            : $" {Names.Of(notify.Protocol)} SPI {Convert.ToHexStringLower(notify.Spi.Span)}";
        string body =
            InvalidKeNotify.TryRead(notify, out KeyExchangeId wanted) ? $": wants {Names.Of(wanted)}"
            : SignatureHashesNotify.TryRead(notify, out IReadOnlyList<SignatureHashAlgorithm> hashes)
                ? $": {string.Join(", ", hashes.Select(Names.Of))}"
            : UnsupportedCriticalPayloadNotify.TryRead(notify, out byte type) ? $": payload {type}"
            : UInt32Notify.TryRead(notify, NotifyType.SetWindowSize, out uint window) ? $": {window}"
            : UInt32Notify.TryRead(notify, NotifyType.AuthLifetime, out uint seconds) ? $": {seconds} s"
            : notify.Data.IsEmpty ? "" : $", {tree.Octets(notify.Data)}";
        return $"{(notify.IsError ? "error " : "")}{Names.Of(notify.NotifyType)}{spi}{body}";
    }

    private static string Identity(Tree tree, IdentificationPayload id) => id.IdType switch
    {
        IdentificationType.Ipv4Address or IdentificationType.Ipv6Address => new IPAddress(id.Data.Span).ToString(),
        IdentificationType.Fqdn or IdentificationType.Rfc822Address => Escaped(id.Data.Span),
        _ => $"{tree.Octets(id.Data)}{Printable(id.Data)}",
    };

    private static string Selector(Tree tree, WireTrafficSelector selector)
    {
        if (!selector.IsKnown)
        {
            return $"{Names.Of(selector.Type)}, protocol {selector.Protocol}, {tree.Octets(selector.UnknownBody)}";
        }

        string protocol = selector.Protocol == 0 ? "any protocol" : $"protocol {selector.Protocol}";
        string ports = (selector.StartPort, selector.EndPort) switch
        {
            (0, ushort.MaxValue) => "any port",
            (ushort.MaxValue, 0) => "opaque ports",
            _ => $"ports {selector.StartPort}-{selector.EndPort}",
        };
        return $"{new IPAddress(selector.StartAddress.Span)} - {new IPAddress(selector.EndAddress.Span)}, {protocol}, {ports}";
    }

    private static string Attribute(Tree tree, ConfigurationAttribute attribute)
    {
        bool isAddress = attribute.Value.Length is 4 or 16
            && attribute.Type is ConfigurationAttributeType.InternalIp4Address or ConfigurationAttributeType.InternalIp4Netmask
                or ConfigurationAttributeType.InternalIp4Dns or ConfigurationAttributeType.InternalIp4Nbns
                or ConfigurationAttributeType.InternalIp4Dhcp or ConfigurationAttributeType.InternalIp6Dns
                or ConfigurationAttributeType.InternalIp6Dhcp or ConfigurationAttributeType.InternalIp6Nbns
                or ConfigurationAttributeType.InternalIp6Netmask;
        string value = isAddress ? new IPAddress(attribute.Value.Span).ToString() : tree.Octets(attribute.Value);
        return $"{Names.Of(attribute.Type)} {value}";
    }

    private static void WriteEach<T>(Tree tree, IReadOnlyList<T> items, Action<Tree, T> write)
    {
        using (tree.Indent())
        {
            foreach (T item in items)
            {
                write(tree, item);
            }
        }
    }

    private static string Inner(PayloadType type) =>
        type == PayloadType.None ? "nothing" : PayloadCatalog.NotationOf(type);

    private static string Printable(ReadOnlyMemory<byte> octets)
    {
        bool printable = octets.Length > 2 && !octets.Span.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
        return printable ? $" \"{Escaped(octets.Span)}\"" : "";
    }

    /// <summary>A peer's text, with everything that could drive a terminal made visible.</summary>
    private static string Escaped(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        foreach (byte octet in octets)
        {
            _ = octet is >= 0x20 and <= 0x7E and not (byte)'\\' ? text.Append((char)octet) : text.Append($"\\x{octet:x2}");
        }

        return text.ToString();
    }
}
