using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>
/// What happens in the tunnel of PEAP version 0, at the authenticator: a whole EAP conversation whose packets go without code, identifier and length, then its
/// result in an extensions packet, which has them. EAP-MSCHAPv2 is the method: others compute with the identifier, on which the ends do not agree. Cryptographic binding is neither offered nor asked for.
/// </summary>
internal sealed class PeapPhaseTwo : ITlsPhaseTwo
{
    private const int HeaderSize = 4;
    private const byte Extensions = 33;

    private readonly EapAuthenticator _inner;
    private byte _identifier;
    private string? _problem;
    private bool _isJudged;

    public PeapPhaseTwo(in EapMethodContext context) =>
        _inner = new EapAuthenticator([EapMethodType.MsChapV2], context.Passwords, context.Random, context.ServerName);

    public ReadOnlySpan<byte> Identity => _inner.Identity;

    public TlsPhaseTwoStep Start(ITlsSession session) => Carry(_inner.Start());

    public TlsPhaseTwoStep Handle(ReadOnlySpan<byte> plaintext)
    {
        if (plaintext.IsEmpty)
        {
            return Fail("the peer says nothing in the tunnel");
        }

        var packet = WithHeader(plaintext);
        return _isJudged ? Conclude(packet) : Carry(_inner.Handle(packet));
    }

    public void Dispose() => _inner.Dispose();

    private TlsPhaseTwoStep Carry(EapStep step)
    {
        switch (step)
        {
            case EapStep.Continue next:
                _identifier = next.Packet[1];
                return new TlsPhaseTwoStep.Send(next.Packet[HeaderSize..]);
            case EapStep.Success success:
                // The MSK is the session's.
                success.MasterSessionKey?.Dispose();
                return Tell(null);
            case EapStep.Failure failure:
                return Tell(failure.Text);
            default:
                return Fail("the method in the tunnel needs time that is not there");
        }
    }

    private TlsPhaseTwoStep.Send Tell(string? problem)
    {
        _isJudged = true;
        _problem = problem;
        _identifier++;
        return new TlsPhaseTwoStep.Send(EapPacket.Request(_identifier, (EapMethodType)Extensions, ResultOf(problem is null)));
    }

    private TlsPhaseTwoStep Conclude(byte[] octets) =>
        _problem is not null ? Fail(_problem)
        : EapPacket.TryRead(octets, out var packet) && packet is { Code: EapCode.Response, Type: (EapMethodType)Extensions } && packet.Data.Span.IndexOf(ResultOf(true)) == 0
            ? new TlsPhaseTwoStep.Done([])
        : Fail("the peer does not agree that it was let in");

    /// <summary>The Result TLV: mandatory, type 3, two octets, 1 for success and 2 for failure.</summary>
    private static byte[] ResultOf(bool success) => [0x80, 3, 0, 2, 0, (byte)(success ? 1 : 2)];

    private byte[] WithHeader(ReadOnlySpan<byte> plaintext)
    {
        if (plaintext.Length > HeaderSize && plaintext[0] == (byte)EapCode.Response && BinaryPrimitives.ReadUInt16BigEndian(plaintext[2..]) == plaintext.Length)
        {
            return plaintext.ToArray();
        }

        var packet = new byte[HeaderSize + Math.Min(plaintext.Length, ushort.MaxValue - HeaderSize)];
        packet[0] = (byte)EapCode.Response;
        packet[1] = _identifier;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        plaintext[..(packet.Length - HeaderSize)].CopyTo(packet.AsSpan(HeaderSize));
        return packet;
    }

    private static TlsPhaseTwoStep.Fail Fail(string text) => new($"{EapMethodType.Peap.Name()}: {text}");
}
