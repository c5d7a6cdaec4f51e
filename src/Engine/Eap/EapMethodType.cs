namespace MyIkev2.Engine.Eap;

/// <summary>The Type octet of an EAP request or response (RFC 3748 section 5 and the IANA registry "EAP Method Types").</summary>
public enum EapMethodType : byte
{
    /// <summary>In a Nak: no other method will do.</summary>
    None = 0,
    Identity = 1,
    Notification = 2,
    Nak = 3,
    Md5Challenge = 4,
    GenericTokenCard = 6,
    Tls = 13,
    Ttls = 21,
    Peap = 25,
    MsChapV2 = 26,
    Expanded = 254,
}

internal static class EapMethodTypes
{
    /// <summary>The name that the method's document gives it.</summary>
    public static string Name(this EapMethodType type) => type switch
    {
        EapMethodType.Md5Challenge => "EAP-MD5",
        EapMethodType.GenericTokenCard => "EAP-GTC",
        EapMethodType.Tls => "EAP-TLS",
        EapMethodType.Ttls => "EAP-TTLS",
        EapMethodType.Peap => "PEAP",
        EapMethodType.MsChapV2 => "EAP-MSCHAPv2",
        _ => $"EAP method {(byte)type}",
    };
}
