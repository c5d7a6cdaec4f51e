using System.Security.Cryptography;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// The question to an OCSP responder (RFC 6960 section 4.1), for one certificate, unsigned and without a nonce: answers may come from a cache (RFC 5019), their
/// times say how old they are.
/// </summary>
public static class OcspRequest
{
    /// <summary>SHA-1 as AlgorithmIdentifier: what every responder knows to name certificates by. Nothing rests on its strength.</summary>
    private static ReadOnlySpan<byte> HashAlgorithm => [0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00];

    public static byte[] Create(Certificate certificate, Certificate issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);

        // OCSPRequest { TBSRequest { requestList { Request { CertID } } } }
        return Sequence(Sequence(Sequence(Sequence(CertificateId(certificate, issuer)))));
    }

    /// <summary>CertID: how a certificate is named in questions and answers.</summary>
    internal static byte[] CertificateId(Certificate certificate, Certificate issuer)
    {
        var serialNumber = certificate.SerialNumber.Span;
        var name = SHA1.HashData(issuer.Subject.Span);
        var key = SHA1.HashData(KeyOctets(issuer).Span);

        // Certificate.SerialNumber has no leading zero, which a number with its highest bit set needs.
        byte[] serial = (serialNumber[0] & 0x80) != 0 && certificate.SerialIsPositive ? [0, .. serialNumber] : [.. serialNumber];
        return Sequence([.. HashAlgorithm, .. Element(DerReader.OctetString, name), .. Element(DerReader.OctetString, key), .. Element(DerReader.Integer, serial)]);
    }

    /// <summary>The BIT STRING of the key alone, without its algorithm.</summary>
    private static ReadOnlyMemory<byte> KeyOctets(Certificate issuer)
    {
        var reader = new DerReader(issuer.PublicKeyInfo);
        return reader.TryEnter(DerReader.Sequence, out var body) && body.TryContent(DerReader.Sequence, out _) && body.TryBitOctets(out var key) ? key : default;
    }

    private static byte[] Sequence(byte[] content) => Element(DerReader.Sequence, content);

    private static byte[] Element(byte tag, byte[] content) => content.Length < 0x80 ? [tag, (byte)content.Length, .. content]
        : content.Length < 0x100 ? [tag, 0x81, (byte)content.Length, .. content]
        : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
