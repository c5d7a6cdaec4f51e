using System.Buffers.Binary;
using MyIkev2.Engine;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// Packets of a conversation of a method on TLS, each after its length in two octets, told to both ends. The first octet is the method. TLS is one without cryptography,
/// so that mutations get through it: two messages are the handshake, what follows is plaintext.
/// </summary>
public static class EapTlsTarget
{
    private static readonly EapMethodType[] Methods = [EapMethodType.Tls, EapMethodType.Ttls, EapMethodType.Peap];
    private static readonly CompositeCryptoProvider Crypto = CryptoProviders.CreatePortable();

    public static FuzzTarget Target { get; } = new("eap-tls", "fragments and tunnels get a legal answer or a reason, and what is over stays over", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        EapMethodType[] methods = [Methods[input[0] % Methods.Length]];
        input = input[1..];
        using var authenticator = new EapAuthenticator(methods, new OnePassword(), new Zeros(), "gateway.example", "carol"u8, Options());
        using var peer = new EapPeer("carol"u8, default, methods, new Zeros(), Options());
        authenticator.Start();
        var isOver = (Authenticator: false, Peer: false);
        while (input.Length >= sizeof(ushort))
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input), input.Length - sizeof(ushort));
            var packet = input.Slice(sizeof(ushort), length).ToArray();
            input = input[(sizeof(ushort) + length)..];
            Judge(Finish(authenticator.Handle(packet), authenticator.Resume), EapCode.Request, ref isOver.Authenticator);
            Judge(Finish(peer.Handle(packet), peer.Resume), EapCode.Response, ref isOver.Peer);
        }
    }

    private static EapStep Finish(EapStep step, Func<CryptoJobResult, EapStep> resume)
    {
        while (step is EapStep.Pending pending)
        {
            var job = pending.Work(1);
            using var result = new CryptoJobResult(job, null, null) { Tls = job is TlsJob tls ? tls.Session.Advance(tls.Records.Span) : null };
            step = resume(result);
        }

        return step;
    }

    private static void Judge(EapStep step, EapCode code, ref bool isOver)
    {
        switch (step)
        {
            case EapStep.Continue next:
                Require(!isOver, "a conversation that was over goes on");
                Require(EapPacket.TryRead(next.Packet, out var packet) && packet.Code == code, "an answer is no EAP packet of this side");
                break;
            case EapStep.Success success:
                Require(!isOver, "a conversation that was over succeeds");
                Require(success.MasterSessionKey is { Length: 64 }, "a method on TLS has a key");
                isOver = true;
                success.MasterSessionKey?.Dispose();
                break;
            case EapStep.Failure failure:
                Require(failure.Text.Length > 0, "a failure says why");
                isOver = true;
                break;
        }
    }

    private static EapTlsOptions Options() => new()
    {
        Library = new PlainTls(),
        Crypto = Crypto,
        Own = new CertificateCredential("none", [], null!),
        Trust = TrustStore.Empty,
        Now = 0,
    };

    private sealed class PlainTls : ITlsProvider
    {
        public string Name => "no TLS";

        public ITlsSession Create(TlsSettings settings) => new Session();

        private sealed class Session : ITlsSession
        {
            private int _messages;

            public bool IsEstablished => _messages >= 2;

            // An end that has heard a long word speaks TLS 1.3.
            public bool IsTls13 { get; private set; }

            public string Version => "none";

            public TlsProgress Advance(ReadOnlySpan<byte> records)
            {
                if (IsEstablished)
                {
                    return new TlsProgress([], records.ToArray(), null);
                }

                _messages++;
                IsTls13 |= records.Length > 3;
                return records.StartsWith("alert"u8)
                    ? new TlsProgress(records[5..].ToArray(), [], "alert")
                    : new TlsProgress(IsTls13 && IsEstablished ? [] : "flight"u8.ToArray(), [], null);
            }

            public byte[] Protect(ReadOnlySpan<byte> plaintext) => plaintext.ToArray();

            public KeyMaterial? Export(string label, byte[]? context, int length) => new(new byte[length]);

            public void Dispose()
            {
            }
        }
    }

    private sealed class Zeros : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();
    }

    private sealed class OnePassword : IEapPasswords
    {
        public KeyMaterial? Find(ReadOnlySpan<byte> identity) => identity.SequenceEqual("carol"u8) ? KeyMaterial.Copy("pw"u8) : null;
    }
}
