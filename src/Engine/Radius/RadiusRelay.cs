using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Radius;

/// <summary>
/// Lets a RADIUS server talk EAP to the peer (RFC 3579): this side asks for the identity, then hands every response of the peer to the server and every packet
/// of the server to the peer, knowing no method itself.
/// </summary>
internal sealed class RadiusRelay : IEapServer
{
    /// <summary>User-Name takes no more (RFC 2865 section 5.1).</summary>
    private const int LongestIdentity = 253;

    /// <summary>What an Access-Request of 4096 octets has room for beside its other attributes.</summary>
    private const int LongestPacket = 2800;

    private readonly IkeSa _sa;
    private byte[] _identity = [];
    private byte _identifier;
    private EapMethodType _type;
    private object? _conversation;
    private bool _isOver;

    public RadiusRelay(IkeSa sa)
    {
        _sa = sa;
        Span<byte> first = stackalloc byte[1];
        sa.Services.Context.Random.Fill(first);
        _identifier = first[0];
    }

    public ReadOnlySpan<byte> Identity => _identity;

    public string MethodName => _type == EapMethodType.None ? "EAP by RADIUS" : $"{_type.Name()} by RADIUS";

    /// <summary>What a method tells the peer is between the peer and the server.</summary>
    public string? Refusal => null;

    public EapStep Start() => new EapStep.Continue(EapPacket.Request(_identifier, EapMethodType.Identity, default));

    public EapStep Handle(ReadOnlyMemory<byte> octets)
    {
        if (_isOver)
        {
            return Fail("the EAP conversation is over");
        }

        if (!EapPacket.TryRead(octets, out var packet) || packet.Code != EapCode.Response || packet.Identifier != _identifier)
        {
            // RFC 3748 section 4.1: a response to another request is not passed on. In lockstep there is none but a wrong one.
            return Fail("the peer sent no response to the EAP request");
        }

        if (octets.Length > LongestPacket)
        {
            return Fail($"the peer's EAP response of {octets.Length} octets is too long for RADIUS");
        }

        if (_identity.Length == 0)
        {
            if (packet.Type != EapMethodType.Identity || packet.Data.Length is 0 or > LongestIdentity)
            {
                return Fail(packet.Type == EapMethodType.Identity
                    ? $"the peer's EAP identity has {packet.Data.Length} octets"
                    : $"the peer answered with EAP type {(byte)packet.Type} where its identity was asked for");
            }

            _identity = packet.Data.ToArray();
        }

        var question = RadiusQuestions.Of(_sa, _identity) with { Eap = octets, Conversation = _conversation };
        return new EapStep.Pending(serial => new RadiusJob(serial, question));
    }

    public EapStep Resume(CryptoJobResult result)
    {
        switch (result.Radius)
        {
            case RadiusReply.Challenge challenge when EapPacket.TryRead(challenge.Eap, out var request) && request.Code == EapCode.Request:
                _conversation = challenge.Conversation;
                _identifier = request.Identifier;
                _type = request.Type is EapMethodType.Notification or EapMethodType.Identity ? _type : request.Type;
                return new EapStep.Continue(challenge.Eap.ToArray());
            case RadiusReply.Challenge:
                // RFC 3579 section 2.6.3: a challenge without a request is a refusal.
                return Fail("the RADIUS server sent a challenge without an EAP request");
            case RadiusReply.Accept accept:
                return Succeed(accept);
            case RadiusReply.Reject reject:
                _isOver = true;
                var text = $"RADIUS refused '{Encoding.UTF8.GetString(_identity)}'{(reject.Text.Length > 0 ? $": {reject.Text}" : string.Empty)}";
                return EapPacket.TryRead(reject.Eap, out var failure) && failure.Code == EapCode.Failure
                    ? new EapStep.Failure(reject.Eap.ToArray(), text)
                    : Fail(text);
            case RadiusReply.Silence silence:
                return Fail(silence.Text);
            default:
                return Fail("no RADIUS server is configured");
        }
    }

    public void Dispose() => _isOver = true;

    private EapStep Succeed(RadiusReply.Accept accept)
    {
        if (!accept.Eap.IsEmpty && !(EapPacket.TryRead(accept.Eap, out var packet) && packet.Code == EapCode.Success))
        {
            // RFC 3579 section 2.6.3: code and packet contradict each other.
            return Fail("the RADIUS server accepted with an EAP packet that is no success");
        }

        if (RadiusQuestions.Admit(_sa, accept.Grant, _identity) is { } problem)
        {
            return Fail(problem);
        }

        _isOver = true;
        return new EapStep.Success(
            accept.Eap.IsEmpty ? EapPacket.Success(_identifier) : accept.Eap.ToArray(),
            accept.MasterSessionKey is { } key ? KeyMaterial.Copy(key.Span) : null);
    }

    private EapStep.Failure Fail(string text)
    {
        _isOver = true;
        return new EapStep.Failure(EapPacket.Failure(_identifier), text);
    }
}
