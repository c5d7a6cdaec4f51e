using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>TABLE: how the methods that stand on TLS make their MSK (RFC 5216 section 2.3, RFC 5281 section 8; with TLS 1.3: RFC 9190 section 2.3, RFC 9427 section 2.1).</summary>
internal static class TlsKeys
{
    private const int MasterSessionKeySize = 64;

    /// <summary>MSK and EMSK: with TLS 1.3 the length that is asked for changes every octet.</summary>
    private const int BothKeysSize = 128;

    private const string LabelOfTls13 = "EXPORTER_EAP_TLS_Key_Material";

    /// <summary>The MSK of a finished conversation; null when the session has none to give.</summary>
    public static KeyMaterial? MasterSessionKey(ITlsSession session, EapMethodType type)
    {
        using var both = session.IsTls13
            ? session.Export(LabelOfTls13, [(byte)type], BothKeysSize)
            : session.Export(type == EapMethodType.Ttls ? "ttls keying material" : "client EAP encryption", null, BothKeysSize);
        return both is null ? null : KeyMaterial.Copy(both.Span[..MasterSessionKeySize]);
    }

    /// <summary>The challenge that the methods of PPP take in EAP-TTLS (RFC 5281 section 11.1).</summary>
    public static KeyMaterial? TtlsChallenge(ITlsSession session, int length) => session.Export("ttls challenge", null, length);
}
