namespace MyIkev2.Engine.Eap;

/// <summary>What an EAP packet is (RFC 3748 section 4).</summary>
public enum EapCode : byte
{
    Request = 1,
    Response = 2,
    Success = 3,
    Failure = 4,
}
