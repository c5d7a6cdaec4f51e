namespace MyIkev2.Engine.Wire;

/// <summary>Certificate encodings (IANA "IKEv2 Certificate Encodings", RFC 7296 section 3.6).</summary>
public enum CertificateEncoding : byte
{
    Pkcs7WrappedX509 = 1,
    X509Signature = 4,
    CertificateRevocationList = 7,
    HashAndUrlOfX509 = 12,
    HashAndUrlOfX509Bundle = 13,
    OcspContent = 14,
    RawPublicKey = 15,
}
