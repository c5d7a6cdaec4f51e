using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>EAP-TLS at the peer (RFC 5216; with TLS 1.3: RFC 9190). The authenticator must show a certificate for its name.</summary>
internal sealed class TlsPeer : IEapPeerMethod
{
    private readonly TlsFragments _fragments = new(version: 0);
    private readonly ITlsSession _session;
    private readonly TlsCertificateJudge _judge;
    private readonly RevocationRule _revocation;
    private Phase _phase = Phase.Waiting;
    private byte[] _records = [];
    private string? _problem;

    public TlsPeer(in EapMethodContext context)
    {
        var options = context.Tls!;
        _revocation = options.Revocation;
        _judge = new TlsCertificateJudge(options.Crypto)
        {
            Trust = options.Trust,
            Names = options.Names,
            Purpose = KeyPurposes.TlsServer,
            Revocation = options.Revocation,
            Now = options.Now,
        };
        _session = options.Library.Create(new TlsSettings
        {
            IsServer = false,
            Chain = [.. options.Own?.Chain.Select(static certificate => certificate.Der) ?? []],
            Key = options.Own?.Key,
            Judge = _judge,
            StaysBelowTls13 = options.StaysBelowTls13,
        });
    }

    private enum Phase
    {
        Waiting,
        Handshaking,

        /// <summary>TLS 1.3: the authenticator has yet to say that it has nothing to add.</summary>
        Established,
        Over,
    }

    public string? Problem => _problem;

    public string? Refusal { get; private set; }

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        if (_phase == Phase.Waiting)
        {
            if (!TlsFragments.IsStart(data))
            {
                return Fail("the peer does not begin");
            }

            _phase = Phase.Handshaking;
            return Advance(default);
        }

        var frame = TlsFragments.IsStart(data) ? TlsFrame.Malformed : _fragments.Take(data);
        return frame switch
        {
            TlsFrame.Malformed => Fail("the packet is malformed, or the message too long"),
            TlsFrame.Acknowledgement when _fragments.HasMore => new EapMethodStep.Send(_fragments.Next()),
            _ when _fragments.HasMore => Fail("the peer interrupts a message"),
            TlsFrame.Partial => new EapMethodStep.Send(_fragments.Acknowledgement()),
            TlsFrame.Acknowledgement => Fail("the peer acknowledges nothing"),
            _ when _phase == Phase.Handshaking => Advance(_fragments.Message),
            _ when _phase == Phase.Established => TakeCommitment(_session.Advance(_fragments.Message.Span)),
            _ => Fail("the peer goes on after the end"),
        };
    }

    public EapMethodStep Resume(CryptoJobResult result)
    {
        if (result.Job is RevocationJob)
        {
            return RevocationCheck.ProblemOf(_judge.Open, result.Revocation, _revocation) is { } problem ? Fail(problem) : EndHandshake();
        }

        if (result.Tls is not { } progress)
        {
            return Fail("the session broke off");
        }

        if (progress.Failure is not null)
        {
            return result.Job is TlsJob { Records.IsEmpty: true } ? Fail(progress.Failure) : FailWith(progress);
        }

        if (!_session.IsEstablished)
        {
            return progress.Records.Length > 0 ? new EapMethodStep.Send(_fragments.Begin(progress.Records)) : Fail("the peer's part of the handshake is incomplete");
        }

        _records = progress.Records;
        return RevocationCheck.HasSomebodyToAsk(_judge.Open)
            ? new EapMethodStep.Pending(serial => new RevocationJob(serial, _judge.Open, _judge.Now))
            : RevocationCheck.ProblemOf(_judge.Open, null, _revocation) is { } revoked ? Fail(revoked) : EndHandshake();
    }

    public void Dispose() => _session.Dispose();

    private static EapMethodStep.Pending JobOf(ITlsSession session, ReadOnlyMemory<byte> message) => new(serial => new TlsJob(serial, session, message));

    private EapMethodStep.Pending Advance(ReadOnlyMemory<byte> message) => JobOf(_session, message);

    // With TLS 1.2 the authenticator's Finished was the end, and an acknowledgement says that it was heard.
    private EapMethodStep EndHandshake()
    {
        if (_session.IsTls13)
        {
            _phase = Phase.Established;
            return _records.Length > 0 ? new EapMethodStep.Send(_fragments.Begin(_records)) : Fail("the peer's part of the handshake is incomplete");
        }

        return Succeed();
    }

    private EapMethodStep TakeCommitment(TlsProgress progress) =>
        progress.Failure is not null ? FailWith(progress)
        : progress.Plaintext.AsSpan().SequenceEqual(NoPhaseTwo.Commitment) ? Succeed()
        : progress.Plaintext.Length == 0 ? new EapMethodStep.Send(_fragments.Acknowledgement())
        : Fail("the peer sent application data");

    private EapMethodStep Succeed()
    {
        _phase = Phase.Over;
        return TlsKeys.MasterSessionKey(_session, EapMethodType.Tls) is { } key
            ? new EapMethodStep.Done(_fragments.Acknowledgement(), key)
            : Fail("the session has no key to give");
    }

    // EAP-Failure comes after our alert, or after the acknowledgement of theirs (RFC 5216 section 2.1.3).
    private EapMethodStep.Send FailWith(TlsProgress progress)
    {
        _phase = Phase.Over;
        if (progress.Records.Length == 0)
        {
            Refusal = Words(progress.Failure!);
            return new EapMethodStep.Send(_fragments.Acknowledgement());
        }

        _problem = Words(progress.Failure!);
        return new EapMethodStep.Send(_fragments.Begin(progress.Records));
    }

    private EapMethodStep.Fail Fail(string text) => new(_problem ??= Words(text));

    private static string Words(string text) => $"{EapMethodType.Tls.Name()}: {text}";
}
