using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MyIkev2.Engine.Policy;

/// <summary>Distinguished names between DER and their text form (RFC 4514 order as operators write it: most significant first).</summary>
internal static class DistinguishedName
{
    /// <summary>Null when the octets are not a name.</summary>
    public static string? Format(ReadOnlySpan<byte> der)
    {
        try
        {
            var text = new X500DistinguishedName(der).Format(multiLine: false);

            // Control characters from a peer must not reach terminals or logs.
            return text.Any(char.IsControl) ? new string([.. text.Select(static c => char.IsControl(c) ? '?' : c)]) : text;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Null when the text is not a name.</summary>
    public static byte[]? Encode(string text)
    {
        try
        {
            return new X500DistinguishedName(text, X500DistinguishedNameFlags.UseUTF8Encoding).RawData;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
