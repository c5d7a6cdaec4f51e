using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Eap.MsChapV2;

/// <summary>EAP-MSCHAPv2 at the peer. It goes on only when the authenticator has shown that it knows the password too.</summary>
internal sealed class MsChapV2Peer : IEapPeerMethod
{
    private readonly byte[] _identity;
    private readonly IRandomSource _random;
    private readonly KeyMaterial _passwordHash;
    private readonly byte[] _expected = new byte[MsChapV2Hashes.AuthenticatorResponseSize];
    private readonly byte[] _ntResponse = new byte[MsChapV2Hashes.NtResponseSize];
    private bool _hasResponded;
    private bool _isOver;

    public MsChapV2Peer(in EapMethodContext context)
    {
        _identity = context.Identity;
        _random = context.Random;
        var hash = new byte[MsChapV2Hashes.PasswordHashSize];
        MsChapV2Hashes.NtPasswordHash(context.Password is { } password ? password.Span : default, hash);
        _passwordHash = new KeyMaterial(hash);
    }

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (_isOver || !MsChapV2Packet.TryRead(data, out var code, out var id, out var body))
        {
            return new EapMethodStep.Fail("EAP-MSCHAPv2: the packet is malformed");
        }

        return code switch
        {
            MsChapV2OpCode.Challenge when !_hasResponded => Respond(id, body),
            MsChapV2OpCode.Success when _hasResponded => Check(body),
            MsChapV2OpCode.Failure when _hasResponded => Acknowledge(),
            _ => new EapMethodStep.Fail($"EAP-MSCHAPv2: OpCode {(byte)code} where it must not be"),
        };
    }

    public void Dispose() => _passwordHash.Dispose();

    private EapMethodStep Respond(byte id, ReadOnlySpan<byte> body)
    {
        if (!MsChapV2Packet.TryReadChallenge(body, out var challenge))
        {
            return new EapMethodStep.Fail("EAP-MSCHAPv2: the challenge is malformed");
        }

        Span<byte> peerChallenge = stackalloc byte[MsChapV2Hashes.ChallengeSize];
        _random.Fill(peerChallenge);
        var userName = MsChapV2Hashes.UserName(_identity);
        MsChapV2Hashes.GenerateNtResponse(challenge, peerChallenge, userName, _passwordHash.Span, _ntResponse);
        MsChapV2Hashes.GenerateAuthenticatorResponse(_passwordHash.Span, _ntResponse, peerChallenge, challenge, userName, _expected);
        _hasResponded = true;
        return new EapMethodStep.Send(MsChapV2Packet.Response(id, peerChallenge, _ntResponse, _identity));
    }

    // "S=<40 digits> M=<text>". The digits may be in either case.
    private EapMethodStep Check(ReadOnlySpan<byte> message)
    {
        _isOver = true;
        Span<byte> given = stackalloc byte[MsChapV2Hashes.AuthenticatorResponseSize];
        if (message.Length < given.Length || Ascii.ToUpper(message[..given.Length], given, out _) != OperationStatus.Done || !CryptographicOperations.FixedTimeEquals(given, _expected))
        {
            return new EapMethodStep.Fail("EAP-MSCHAPv2: the peer does not know the password that it asked for");
        }

        return new EapMethodStep.Done([(byte)MsChapV2OpCode.Success], MsChapV2Hashes.MasterSessionKey(_passwordHash.Span, _ntResponse));
    }

    // The authenticator sends EAP-Failure after this, whatever its message offers.
    private EapMethodStep.Send Acknowledge()
    {
        _isOver = true;
        return new EapMethodStep.Send([(byte)MsChapV2OpCode.Failure]);
    }
}
