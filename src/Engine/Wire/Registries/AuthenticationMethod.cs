namespace MyIkev2.Engine.Wire;

/// <summary>Authentication methods (IANA "IKEv2 Authentication Method").</summary>
public enum AuthenticationMethod : byte
{
    None = 0,
    RsaDigitalSignature = 1,
    SharedKeyMessageIntegrityCode = 2,
    DssDigitalSignature = 3,
    EcdsaSha256P256 = 9,
    EcdsaSha384P384 = 10,
    EcdsaSha512P521 = 11,
    Null = 13,
    DigitalSignature = 14,
}
