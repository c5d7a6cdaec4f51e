namespace MyIkev2.Engine.Wire;

/// <summary>IKEv2 exchange types (IANA "IKEv2 Exchange Types", RFC 7296 section 3.1, RFC 9242, RFC 9370).</summary>
public enum ExchangeType : byte
{
    IkeSaInit = 34,
    IkeAuth = 35,
    CreateChildSa = 36,
    Informational = 37,
    IkeIntermediate = 43,
    IkeFollowupKe = 44,
}
