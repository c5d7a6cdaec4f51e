using System.Net;
using System.Text;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Certificates;

/// <summary>Which IKE identities a certificate stands for: its subject, or one of its alternative names (RFC 4945 section 3.1).</summary>
internal static class CertificateNames
{
    public static bool StandsFor(Certificate certificate, Identity identity)
    {
        var data = identity.Data.AsSpan();
        switch (identity.Type)
        {
            case IdentificationType.DerAsn1Dn:
                return !certificate.HasEmptySubject && DirectoryName.Same(certificate.Subject, data.ToArray());
            case IdentificationType.Fqdn:
                return HasText(certificate, GeneralNameKind.Dns, data);
            case IdentificationType.Rfc822Address:
                return HasText(certificate, GeneralNameKind.Rfc822, data);
            case IdentificationType.Ipv4Address or IdentificationType.Ipv6Address:
                return Has(certificate, GeneralNameKind.Address, data);
            case IdentificationType.DerAsn1Gn:
                var reader = new DerReader(data.ToArray());
                return GeneralName.TryRead(ref reader, out var name) && reader.IsEmpty && Has(certificate, name.Kind, name.Value.Span);
            case IdentificationType.KeyId:
                return data.Length > 0 && (certificate.Extensions.SubjectKeyIdentifier.Span.SequenceEqual(data)
                    || (certificate.PublicKey is { } key && key.KeyIdentifier.Span.SequenceEqual(data)));
            default:
                return false;
        }
    }

    public static string Describe(GeneralName name) => name.Kind switch
    {
        GeneralNameKind.Dns => $"DNS:{name.Text}",
        GeneralNameKind.Rfc822 => $"email:{name.Text}",
        GeneralNameKind.Uri => $"URI:{name.Text}",
        GeneralNameKind.Address when name.Value.Length is 4 or 16 => $"IP:{new IPAddress(name.Value.Span)}",
        GeneralNameKind.Directory => $"DN:{DistinguishedName.Format(name.Value.Span) ?? "?"}",
        _ => name.Kind.ToString(),
    };

    private static bool Has(Certificate certificate, GeneralNameKind kind, ReadOnlySpan<byte> value)
    {
        foreach (var name in certificate.Extensions.AlternativeNames)
        {
            if (name.Kind == kind && name.Value.Span.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Names compare without case (RFC 4945 section 3.1.2); wildcards in certificates stand for nothing.</summary>
    private static bool HasText(Certificate certificate, GeneralNameKind kind, ReadOnlySpan<byte> value)
    {
        foreach (var name in certificate.Extensions.AlternativeNames)
        {
            if (name.Kind == kind && Ascii.EqualsIgnoreCase(name.Value.Span, value))
            {
                return true;
            }
        }

        return false;
    }
}
