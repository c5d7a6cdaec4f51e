using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>
/// TABLE: the callers that the options name, with their roles. Tokens are kept as digests and compared as such: neither memory nor the time of a
/// comparison tells one.
/// </summary>
internal sealed class CallerDirectory
{
    private const int ShortestToken = 16;
    private const int LongestToken = 512;
    private const string SubjectAlternativeNames = "2.5.29.17";

    private readonly List<(byte[] Digest, CallerRole Roles)> _tokens = [];
    private readonly Dictionary<string, CallerRole> _certificates = new(StringComparer.OrdinalIgnoreCase);

    public CallerDirectory(IOptions<GrpcOptions> options)
    {
        foreach (GrpcCallerOptions caller in options.Value.Callers)
        {
            CallerRole roles = ParseRoles(caller.Roles)!.Value;
            if (caller.TokenFile.Length > 0)
            {
                _tokens.Add((Digest(ReadToken(caller.TokenFile)!), roles));
            }
            else
            {
                _certificates[caller.Certificate] = roles;
            }
        }
    }

    /// <summary>The roles of whoever shows the token, or null for a token that nobody has.</summary>
    public CallerRole? OfToken(string token)
    {
        byte[] digest = Digest(token);
        CallerRole? found = null;
        foreach ((byte[] known, CallerRole roles) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, digest))
            {
                found = roles;
            }
        }

        return found;
    }

    /// <summary>The roles of all names in a certificate that TLS has verified.</summary>
    public CallerRole OfCertificate(X509Certificate2 certificate)
    {
        CallerRole roles = CallerRole.None;
        if (_certificates.Count > 0)
        {
            foreach (string name in NamesOf(certificate))
            {
                roles |= _certificates.GetValueOrDefault(name);
            }
        }

        return roles;
    }

    /// <summary>The roles that their names say, or null.</summary>
    internal static CallerRole? ParseRoles(IReadOnlyCollection<string> names)
    {
        CallerRole roles = CallerRole.None;
        foreach (string name in names)
        {
            switch (name.ToLowerInvariant())
            {
                case "monitor":
                    roles |= CallerRole.Monitor;
                    break;
                case "operator":
                    roles |= CallerRole.Operator;
                    break;
                case "secrets":
                    roles |= CallerRole.Secrets;
                    break;
                default:
                    return null;
            }
        }

        return roles == CallerRole.None ? null : roles;
    }

    /// <summary>The token in a file, or null when its first line is none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static string? ReadToken(string path)
    {
        string token = File.ReadLines(path).FirstOrDefault()?.Trim() ?? string.Empty;
        return token.Length is >= ShortestToken and <= LongestToken && token.All(static letter => letter is > ' ' and <= '~') ? token : null;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common)
        {
            yield return common;
        }

        if (certificate.Extensions[SubjectAlternativeNames] is { } extension)
        {
            foreach (string name in AlternativeNames(extension.RawData))
            {
                yield return name;
            }
        }
    }

    /// <summary>rfc822Name [1], dNSName [2] and uniformResourceIdentifier [6] (RFC 5280 section 4.2.1.6), all of them IA5String.</summary>
    private static List<string> AlternativeNames(byte[] extension)
    {
        var names = new List<string>();
        try
        {
            AsnReader sequence = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                Asn1Tag tag = sequence.PeekTag();
                if (tag is { TagClass: TagClass.ContextSpecific, TagValue: 1 or 2 or 6 })
                {
                    names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                }
                else
                {
                    sequence.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException)
        {
            // A name that cannot be read is nobody's.
        }

        return names;
    }
}
