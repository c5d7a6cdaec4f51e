using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>
/// The authenticator's side of the methods that stand on TLS: the handshake, whose steps are jobs, then what the method does in the tunnel (<see cref="ITlsPhaseTwo"/>).
/// <code>
/// S  --&gt;   &lt;-- ClientHello    ServerHello .. --&gt;   &lt;-- .. Finished    [Finished --&gt;  &lt;-- ack]    phase two    Success
/// </code>
/// </summary>
internal sealed class TlsServer : IEapServerMethod
{
    private readonly EapMethodType _type;
    private readonly TlsFragments _fragments = new(version: 0);
    private readonly ITlsSession _session;
    private readonly TlsCertificateJudge? _judge;
    private readonly RevocationRule _revocation;
    private readonly ITlsPhaseTwo _phaseTwo;
    private Phase _phase = Phase.Handshaking;
    private byte[] _records = [];
    private byte[] _plaintext = [];
    private string? _problem;
    private TlsPhaseTwoStep? _firstWords;

    /// <param name="type">The method.</param>
    /// <param name="context">Its context, TLS included.</param>
    /// <param name="judge">Judges the peer's certificate; null = the method proves the peer in the tunnel, and no certificate is asked for.</param>
    /// <param name="phaseTwo">What it does in the tunnel; disposed with this object.</param>
    public TlsServer(EapMethodType type, in EapMethodContext context, TlsCertificateJudge? judge, ITlsPhaseTwo phaseTwo)
    {
        _type = type;
        _judge = judge;
        _phaseTwo = phaseTwo;
        var options = context.Tls!;
        _revocation = options.Revocation;
        _session = options.Library.Create(new TlsSettings
        {
            IsServer = true,
            Chain = [.. options.Own?.Chain.Select(static certificate => certificate.Der) ?? []],
            Key = options.Own?.Key,
            Judge = judge,
            StaysBelowTls13 = options.StaysBelowTls13,
        });
    }

    private enum Phase
    {
        Handshaking,

        /// <summary>The end of the handshake is on its way; phase two begins with the peer's next packet.</summary>
        Ending,
        Tunnel,

        /// <summary>The last word of phase two is on its way.</summary>
        Finishing,

        /// <summary>An alert is on its way.</summary>
        Failing,
    }

    public ReadOnlySpan<byte> Identity => _phaseTwo.Identity;

    public string? Refusal => _phase == Phase.Failing ? _problem : null;

    public byte[] Start(byte identifier) => _fragments.Start();

    public EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data)
    {
        var frame = _fragments.Take(data);
        return frame switch
        {
            TlsFrame.Malformed => Fail("the packet is malformed, or the message too long"),
            TlsFrame.Acknowledgement when _fragments.HasMore => new EapMethodStep.Send(_fragments.Next()),
            _ when _fragments.HasMore => Fail("the peer interrupts a message"),
            _ when _phase == Phase.Failing => Fail(_problem!),
            TlsFrame.Partial => new EapMethodStep.Send(_fragments.Acknowledgement()),
            TlsFrame.Acknowledgement => Acknowledged(),
            _ => Take(_fragments.Message),
        };
    }

    public EapMethodStep Resume(CryptoJobResult result)
    {
        if (result.Job is RevocationJob)
        {
            return RevocationCheck.ProblemOf(_judge!.Open, result.Revocation, _revocation) is { } problem ? Fail(problem) : EndHandshake();
        }

        if (result.Tls is not { } progress)
        {
            return Fail("the session broke off");
        }

        if (progress.Failure is not null)
        {
            return FailWith(progress);
        }

        if (!_session.IsEstablished)
        {
            return progress.Records.Length > 0 ? Send(progress.Records) : Fail("the peer's part of the handshake is incomplete");
        }

        (_records, _plaintext) = (progress.Records, progress.Plaintext);
        if (_judge is null)
        {
            return EndHandshake();
        }

        return RevocationCheck.HasSomebodyToAsk(_judge.Open)
            ? new EapMethodStep.Pending(serial => new RevocationJob(serial, _judge.Open, _judge.Now))
            : RevocationCheck.ProblemOf(_judge.Open, null, _revocation) is { } revoked ? Fail(revoked) : EndHandshake();
    }

    public void Dispose()
    {
        _session.Dispose();
        _phaseTwo.Dispose();
    }

    // TLS 1.2 ends with this side's Finished: phase two waits until the peer has heard it, unless it needs no words. With TLS 1.3 the peer has spoken last.
    private EapMethodStep EndHandshake()
    {
        var step = _phaseTwo.Start(_session);
        if (_records.Length == 0)
        {
            _phase = Phase.Tunnel;
            return _plaintext.Length > 0 ? Carry(_phaseTwo.Handle(_plaintext)) : Carry(step);
        }

        if (step is TlsPhaseTwoStep.Done)
        {
            _phase = Phase.Finishing;
            return Send(_records);
        }

        _phase = Phase.Ending;
        _firstWords = step;
        return Send(_records);
    }

    private EapMethodStep Acknowledged()
    {
        switch (_phase)
        {
            case Phase.Ending:
                _phase = Phase.Tunnel;
                return Carry(_firstWords!);
            case Phase.Tunnel:
                return Carry(_phaseTwo.Handle(default));
            case Phase.Finishing:
                return Succeed();
            default:
                return Fail("the peer acknowledges nothing");
        }
    }

    private EapMethodStep Take(ReadOnlyMemory<byte> message)
    {
        if (_phase == Phase.Handshaking)
        {
            return new EapMethodStep.Pending(serial => new TlsJob(serial, _session, message));
        }

        // What follows a handshake is cheap. An alert here says that the peer does not like our certificate.
        var progress = _session.Advance(message.Span);
        if (progress.Failure is not null)
        {
            return FailWith(progress);
        }

        if (_phase == Phase.Finishing)
        {
            return Fail("the peer goes on after the end");
        }

        _phase = Phase.Tunnel;
        return Carry(_phaseTwo.Handle(progress.Plaintext));
    }

    private EapMethodStep Carry(TlsPhaseTwoStep step)
    {
        switch (step)
        {
            case TlsPhaseTwoStep.Send send:
                return Say(send.Plaintext);
            case TlsPhaseTwoStep.Listen:
                return new EapMethodStep.Send(_fragments.Acknowledgement());
            case TlsPhaseTwoStep.Done { Plaintext.Length: > 0 } last:
                _phase = Phase.Finishing;
                return Say(last.Plaintext);
            case TlsPhaseTwoStep.Done:
                return Succeed();
            default:
                return new EapMethodStep.Fail(((TlsPhaseTwoStep.Fail)step).Text);
        }
    }

    private EapMethodStep Say(byte[] plaintext) =>
        _session.Protect(plaintext) is { Length: > 0 } records ? Send(records) : Fail("the session broke off");

    private EapMethodStep.Send Send(byte[] records) => new(_fragments.Begin(records));

    private EapMethodStep Succeed() => TlsKeys.MasterSessionKey(_session, _type) is { } key
        ? new EapMethodStep.Done([], key)
        : Fail("the session has no key to give");

    // The alert goes first; the peer's acknowledgement brings EAP-Failure (RFC 5216 section 2.1.3).
    private EapMethodStep FailWith(TlsProgress progress)
    {
        if (progress.Records.Length == 0)
        {
            return Fail(progress.Failure!);
        }

        _phase = Phase.Failing;
        _problem = Words(progress.Failure!);
        return Send(progress.Records);
    }

    private EapMethodStep.Fail Fail(string text) => new(text == _problem ? text : Words(text));

    private string Words(string text) => $"{_type.Name()}: {text}";
}
