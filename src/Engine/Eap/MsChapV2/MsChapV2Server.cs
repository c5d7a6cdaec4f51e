using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Eap.MsChapV2;

/// <summary>
/// EAP-MSCHAPv2 at the authenticator: Challenge, then Success or Failure, each of which the peer acknowledges. A password cannot be tried twice in
/// one run, nor changed.
/// </summary>
internal sealed class MsChapV2Server : IEapServerMethod
{
    private const string Refused = "EAP-MSCHAPv2: unknown identity or wrong password";

    private readonly byte[] _identity;
    private readonly byte[] _name;
    private readonly byte[] _challenge = new byte[MsChapV2Hashes.ChallengeSize];
    private readonly IRandomSource _random;
    private readonly KeyMaterial? _passwordHash;
    private Phase _phase = Phase.Challenged;
    private byte _id;
    private KeyMaterial? _masterSessionKey;

    public MsChapV2Server(in EapMethodContext context)
    {
        _identity = context.Identity;
        _name = Encoding.UTF8.GetBytes(context.ServerName);
        _random = context.Random;
        if (context.Password is { } password)
        {
            var hash = new byte[MsChapV2Hashes.PasswordHashSize];
            MsChapV2Hashes.NtPasswordHash(password.Span, hash);
            _passwordHash = new KeyMaterial(hash);
        }
    }

    private enum Phase
    {
        Challenged,
        Accepted,
        Refused,
    }

    public string? Refusal => _phase == Phase.Refused ? Refused : null;

    public byte[] Start(byte identifier)
    {
        _id = identifier;
        _random.Fill(_challenge);
        return MsChapV2Packet.Challenge(_id, _challenge, _name);
    }

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (!MsChapV2Packet.TryRead(data, out var code, out var id, out var body))
        {
            return new EapMethodStep.Fail("EAP-MSCHAPv2: the packet is malformed");
        }

        return (_phase, code) switch
        {
            (Phase.Challenged, MsChapV2OpCode.Response) => Judge(id, body),
            (Phase.Accepted, MsChapV2OpCode.Success) => Finish(),
            (Phase.Refused, MsChapV2OpCode.Failure) => new EapMethodStep.Fail(Refused),
            (Phase.Accepted, MsChapV2OpCode.Failure) => new EapMethodStep.Fail("EAP-MSCHAPv2: the peer does not believe that this side knows its password"),
            _ => new EapMethodStep.Fail($"EAP-MSCHAPv2: OpCode {(byte)code} where it must not be"),
        };
    }

    public void Dispose()
    {
        _passwordHash?.Dispose();
        _masterSessionKey?.Dispose();
    }

    private EapMethodStep Judge(byte id, ReadOnlySpan<byte> body)
    {
        if (id != _id || !MsChapV2Packet.TryReadResponse(body, out var peerChallenge, out var ntResponse, out var name))
        {
            return new EapMethodStep.Fail("EAP-MSCHAPv2: the response is malformed");
        }

        // The name in the response enters the digest; it must be the identity whose password was looked up, with or without the domain.
        var userName = MsChapV2Hashes.UserName(name);
        Span<byte> expected = stackalloc byte[MsChapV2Hashes.NtResponseSize];
        Span<byte> none = stackalloc byte[MsChapV2Hashes.PasswordHashSize];
        none.Clear();
        MsChapV2Hashes.GenerateNtResponse(_challenge, peerChallenge, userName, _passwordHash is null ? none : _passwordHash.Span, expected);
        var isSame = CryptographicOperations.FixedTimeEquals(expected, ntResponse);
        if (!isSame || _passwordHash is null || !userName.SequenceEqual(MsChapV2Hashes.UserName(_identity)))
        {
            return Refuse();
        }

        _masterSessionKey = MsChapV2Hashes.MasterSessionKey(_passwordHash.Span, ntResponse);
        Span<byte> message = stackalloc byte[MsChapV2Hashes.AuthenticatorResponseSize];
        MsChapV2Hashes.GenerateAuthenticatorResponse(_passwordHash.Span, ntResponse, peerChallenge, _challenge, userName, message);
        _phase = Phase.Accepted;
        return new EapMethodStep.Send(MsChapV2Packet.Message(MsChapV2OpCode.Success, _id, [.. message, .. " M=Welcome"u8]));
    }

    // E=691 is "authentication failure"; R=0: do not try again; C: a challenge that nobody will use; V=3: this version (RFC 2759 section 6).
    private EapMethodStep.Send Refuse()
    {
        _phase = Phase.Refused;
        _random.Fill(_challenge);
        return new EapMethodStep.Send(MsChapV2Packet.Message(
            MsChapV2OpCode.Failure, _id, Encoding.ASCII.GetBytes($"E=691 R=0 C={Convert.ToHexString(_challenge)} V=3 M=Authentication failed")));
    }

    private EapMethodStep.Done Finish()
    {
        var key = _masterSessionKey;
        _masterSessionKey = null;
        return new EapMethodStep.Done([], key);
    }
}
