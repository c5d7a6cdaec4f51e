namespace MyIkev2.Engine.Eap.Md5;

/// <summary>EAP-MD5 at the peer.</summary>
internal sealed class Md5ChallengePeer(EapMethodContext context) : IEapPeerMethod
{
    private readonly KeyMaterial _password = KeyMaterial.Copy(context.Password is { } password ? password.Span : default);

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        var challenge = Md5Challenge.Value(data);
        if (challenge.IsEmpty)
        {
            return new EapMethodStep.Fail("EAP-MD5: the challenge is malformed");
        }

        Span<byte> value = stackalloc byte[Md5Challenge.ValueSize];
        Md5Challenge.Respond(identifier, _password.Span, challenge, value);
        return new EapMethodStep.Done(Md5Challenge.Write(value, context.Identity), null);
    }

    public void Dispose() => _password.Dispose();
}
