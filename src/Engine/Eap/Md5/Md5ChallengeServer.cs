using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Eap.Md5;

/// <summary>EAP-MD5 at the authenticator.</summary>
internal sealed class Md5ChallengeServer : IEapServerMethod
{
    private readonly KeyMaterial? _password;
    private readonly byte[] _challenge = new byte[Md5Challenge.ValueSize];
    private readonly byte[] _name;

    public Md5ChallengeServer(in EapMethodContext context)
    {
        _password = context.Password is { } password ? KeyMaterial.Copy(password.Span) : null;
        _name = Encoding.UTF8.GetBytes(context.ServerName);
        context.Random.Fill(_challenge);
    }

    public byte[] Start(byte identifier) => Md5Challenge.Write(_challenge, _name);

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        Span<byte> expected = stackalloc byte[Md5Challenge.ValueSize];
        Md5Challenge.Respond(identifier, _password is null ? default : _password.Span, _challenge, expected);
        var matches = CryptographicOperations.FixedTimeEquals(expected, Md5Challenge.Value(data));
        return matches && _password is not null ? new EapMethodStep.Done([], null) : new EapMethodStep.Fail("EAP-MD5: unknown identity or wrong password");
    }

    public void Dispose() => _password?.Dispose();
}
