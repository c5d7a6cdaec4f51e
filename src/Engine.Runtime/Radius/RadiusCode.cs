namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>What a RADIUS packet is (RFC 2865 section 4, RFC 2866 section 4, RFC 5176 section 2.3).</summary>
public enum RadiusCode : byte
{
    AccessRequest = 1,
    AccessAccept = 2,
    AccessReject = 3,
    AccountingRequest = 4,
    AccountingResponse = 5,
    AccessChallenge = 11,
    DisconnectRequest = 40,
    DisconnectAck = 41,
    DisconnectNak = 42,
    CoaRequest = 43,
    CoaAck = 44,
    CoaNak = 45,
}
