using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap.MsChapV2;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>
/// What happens in the tunnel of EAP-TTLS (RFC 5281 section 11), at the authenticator: the peer begins, with EAP, with its password (PAP), or with an answer to a
/// challenge that both take from the session (MS-CHAP-V2).
/// </summary>
internal sealed class TtlsPhaseTwo(EapMethodContext context) : ITlsPhaseTwo
{
    private const string Refused = "unknown identity or wrong password";
    private const int ChallengeSize = MsChapV2Hashes.ChallengeSize;
    private const int ResponseSize = 50;

    private ITlsSession? _session;
    private EapAuthenticator? _inner;
    private byte[] _identity = [];

    public ReadOnlySpan<byte> Identity => _identity;

    public TlsPhaseTwoStep Start(ITlsSession session)
    {
        _session = session;
        return new TlsPhaseTwoStep.Listen();
    }

    public TlsPhaseTwoStep Handle(ReadOnlySpan<byte> plaintext)
    {
        if (plaintext.IsEmpty)
        {
            return new TlsPhaseTwoStep.Listen();
        }

        if (TtlsAttributes.TryRead(plaintext) is not { } attributes)
        {
            return Fail("the attributes are malformed, or one that must be understood is not");
        }

        if (attributes[TtlsAttribute.EapMessage] is { } packet)
        {
            return _inner is null ? Begin(packet) : Carry(_inner.Handle(packet));
        }

        if (_inner is not null || attributes[TtlsAttribute.UserName] is not { Length: > 0 } name)
        {
            return Fail("the peer says not who it is");
        }

        _identity = name;
        using var password = context.Passwords.Find(name);
        return attributes[TtlsAttribute.UserPassword] is { } given ? JudgePassword(password, given)
            : attributes[TtlsAttribute.MicrosoftChallenge] is { } challenge && attributes[TtlsAttribute.MicrosoftResponse] is { } response
                ? JudgeResponse(password, challenge, response)
            : Fail("the peer wants to prove itself in a way that is not accepted here");
    }

    public void Dispose() => _inner?.Dispose();

    // The peer sends the answer to a request for its identity that nobody made.
    private TlsPhaseTwoStep Begin(byte[] octets)
    {
        if (!EapPacket.TryRead(octets, out var packet) || packet is not { Code: EapCode.Response, Type: EapMethodType.Identity } || packet.Data.IsEmpty)
        {
            return Fail("the peer says not who it is");
        }

        _identity = packet.Data.ToArray();
        _inner = new EapAuthenticator(EapMethods.InTunnels, context.Passwords, context.Random, context.ServerName, _identity);
        return Carry(_inner.Start());
    }

    private static TlsPhaseTwoStep Carry(EapStep step) => step switch
    {
        EapStep.Continue next => new TlsPhaseTwoStep.Send(TtlsAttributes.Write(TtlsAttribute.EapMessage, next.Packet)),
        EapStep.Success success => Succeed(success.MasterSessionKey),
        EapStep.Failure failure => Fail(failure.Text),
        _ => Fail("the method in the tunnel needs time that is not there"),
    };

    // The key of the method in the tunnel is not used: the MSK is the session's.
    private static TlsPhaseTwoStep.Done Succeed(KeyMaterial? key)
    {
        key?.Dispose();
        return new TlsPhaseTwoStep.Done([]);
    }

    private static TlsPhaseTwoStep JudgePassword(KeyMaterial? password, byte[] given)
    {
        // It is padded with zeros so that its length says nothing (RFC 5281 section 11.2.5).
        var length = given.AsSpan().TrimEnd((byte)0).Length;
        var isSame = password is not null && CryptographicOperations.FixedTimeEquals(password.Span, given.AsSpan(0, length));
        CryptographicOperations.ZeroMemory(given);
        return isSame ? new TlsPhaseTwoStep.Done([]) : Fail(Refused);
    }

    // RFC 5281 section 11.2.4: identifier, flags, the peer's challenge, zeros, response.
    private TlsPhaseTwoStep JudgeResponse(KeyMaterial? password, byte[] challenge, byte[] response)
    {
        using var expected = TlsKeys.TtlsChallenge(_session!, ChallengeSize + 1);
        if (expected is null || response.Length != ResponseSize || !challenge.AsSpan().SequenceEqual(expected.Span[..ChallengeSize]) || response[0] != expected.Span[ChallengeSize])
        {
            return Fail("the peer answers another challenge");
        }

        var peerChallenge = response.AsSpan(2, ChallengeSize);
        var ntResponse = response.AsSpan(ResponseSize - MsChapV2Hashes.NtResponseSize);
        var userName = MsChapV2Hashes.UserName(_identity);
        Span<byte> hash = stackalloc byte[MsChapV2Hashes.PasswordHashSize];
        Span<byte> right = stackalloc byte[MsChapV2Hashes.NtResponseSize];
        hash.Clear();
        if (password is not null)
        {
            MsChapV2Hashes.NtPasswordHash(password.Span, hash);
        }

        MsChapV2Hashes.GenerateNtResponse(challenge, peerChallenge, userName, hash, right);
        if (!CryptographicOperations.FixedTimeEquals(right, ntResponse) || password is null)
        {
            CryptographicOperations.ZeroMemory(hash);
            return Fail(Refused);
        }

        var proof = new byte[1 + MsChapV2Hashes.AuthenticatorResponseSize];
        proof[0] = response[0];
        MsChapV2Hashes.GenerateAuthenticatorResponse(hash, ntResponse, peerChallenge, challenge, userName, proof.AsSpan(1));
        CryptographicOperations.ZeroMemory(hash);
        return new TlsPhaseTwoStep.Done(TtlsAttributes.Write(TtlsAttribute.MicrosoftSuccess, proof));
    }

    private static TlsPhaseTwoStep.Fail Fail(string text) => new($"{EapMethodType.Ttls.Name()}: {text}");
}
