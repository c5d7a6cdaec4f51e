using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>What the AUTH of one side covers (RFC 7296 section 2.15), whatever method makes it.</summary>
/// <param name="InitMessage">The signer's IKE_SA_INIT message.</param>
/// <param name="OtherNonce">The nonce of the other side.</param>
/// <param name="ConfirmationKey">SK_pi or SK_pr; its owner is the SA.</param>
/// <param name="IdBody">The signer's ID payload without its generic header.</param>
/// <param name="Intermediate">What stands for the IKE_INTERMEDIATE exchanges (RFC 9242 section 3.3.2); empty without.</param>
internal readonly record struct AuthInput(byte[] InitMessage, byte[] OtherNonce, KeyMaterial ConfirmationKey, byte[] IdBody, byte[] Intermediate)
{
    private const int IdHeaderSize = 4;

    /// <summary>Of the AUTH that this side sends.</summary>
    public static AuthInput OfThisSide(IkeSa sa, IdentificationPayload ownId) => Of(sa, sa.OwnInitMessage, sa.IsInitiator, ownId);

    /// <summary>Of the AUTH that the peer sends.</summary>
    public static AuthInput OfPeer(IkeSa sa, IdentificationPayload peerId) => Of(sa, sa.PeerInitMessage, !sa.IsInitiator, peerId);

    /// <summary>The octets that a signature is made over.</summary>
    public byte[] ToOctets(IPrf prf) => AuthOctets.Compute(prf, InitMessage, OtherNonce, ConfirmationKey, IdBody, Intermediate);

    private static AuthInput Of(IkeSa sa, byte[] initMessage, bool ofInitiator, IdentificationPayload id)
    {
        var body = new byte[IdHeaderSize + id.Data.Length];
        var writer = new WireWriter(body);
        id.WriteBody(ref writer);
        var intermediate = sa.Intermediate?.AuthOctets ?? [];
        return ofInitiator
            ? new AuthInput(initMessage, sa.ResponderNonce, sa.Keys!.SkPi, body, intermediate)
            : new AuthInput(initMessage, sa.InitiatorNonce, sa.Keys!.SkPr, body, intermediate);
    }
}
