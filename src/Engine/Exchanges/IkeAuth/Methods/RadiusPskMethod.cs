using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>The peer's preshared key comes from a RADIUS server, which is asked for its IKE identity (<c>psk-radius</c>). Only for the peer: this side has its keys configured.</summary>
internal sealed class RadiusPskMethod : IAuthMethod
{
    private const string Words = "pre-shared key by RADIUS";

    private IdentificationPayload? _peerId;
    private AuthenticationPayload? _auth;
    private byte[] _userName = [];

    public Identity DefaultIdentity(IkeSa sa, Identity? wanted) => wanted ?? Identity.Address(sa.Path.Local.Address);

    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId) =>
        new AuthStep.Failed(CloseReason.AuthenticationFailedLocal, $"vpn {sa.Name}: psk-radius is how peers prove themselves, not this side");

    public AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads)
    {
        _peerId = peerId;
        _auth = payloads.Find<AuthenticationPayload>()!;
        _userName = Encoding.UTF8.GetBytes(sa.RemoteIdentity!.Text);
        return new AuthStep.Pending(new RadiusJob(sa.Services.NextJobSerial(), RadiusQuestions.Of(sa, _userName)));
    }

    public AuthStep OnJob(IkeSa sa, CryptoJobResult result) => result.Radius switch
    {
        RadiusReply.Accept { PreSharedKey: { } key } accept => Verify(sa, key, accept.Grant),
        RadiusReply.Accept => Failed(sa, "the RADIUS server gave no ike:psk-remote"),
        RadiusReply.Reject { Text: var text } => Failed(sa, text.Length > 0 ? $"RADIUS refused it: {text}" : "RADIUS refused it"),
        RadiusReply.Challenge => Failed(sa, "the RADIUS server challenges where it was asked for a key"),
        RadiusReply.Silence { Text: var text } => Failed(sa, text),
        _ => Failed(sa, "no RADIUS server is configured"),
    };

    private AuthStep Verify(IkeSa sa, KeyMaterial key, RadiusGrant grant)
    {
        if (!PskAuthentication.Verify(sa, key.Span, _peerId!, _auth!))
        {
            return Failed(sa, "its AUTH was made with another key");
        }

        return RadiusQuestions.Admit(sa, grant, _userName) is { } problem
            ? Failed(sa, problem)
            : new AuthStep.Done([], AuthenticationMethod.SharedKeyMessageIntegrityCode, Words);
    }

    private static AuthStep.Failed Failed(IkeSa sa, string text) =>
        new(CloseReason.AuthenticationFailedLocal, $"authentication of '{sa.RemoteIdentity}' with {Words} failed: {text}");
}
