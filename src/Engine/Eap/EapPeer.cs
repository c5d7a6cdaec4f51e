using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap;

/// <summary>
/// The peer's side of an EAP conversation (RFC 3748, RFC 4137 section 4). It believes an EAP-Success only after its method has succeeded.
/// </summary>
public sealed class EapPeer : IDisposable
{
    private readonly byte[] _identity;
    private readonly KeyMaterial _password;
    private readonly IReadOnlyList<EapMethodType> _allowed;
    private readonly IRandomSource _random;
    private readonly EapTlsOptions? _tls;
    private IEapPeerMethod? _method;
    private KeyMaterial? _masterSessionKey;
    private byte _identifier;
    private string? _problem;
    private bool _hasSucceeded;
    private bool _isOver;

    /// <param name="identity">The EAP identity.</param>
    /// <param name="password">Its password, UTF-8; this object keeps a copy.</param>
    /// <param name="allowed">The methods that it may be asked for, in order of preference.</param>
    /// <param name="random">For challenges.</param>
    /// <param name="tls">What TLS needs, its own certificate among it; without it methods that stand on TLS are left out.</param>
    public EapPeer(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> password, IReadOnlyList<EapMethodType> allowed, IRandomSource random, EapTlsOptions? tls = null)
    {
        _identity = identity.ToArray();
        _password = KeyMaterial.Copy(password);
        _allowed = [.. allowed.Where(type => EapMethods.Find(type) is { Peer: not null } row && (!row.NeedsTls || tls?.Own is not null))];
        _tls = tls;
        _random = random;
    }

    /// <summary>The method in use, for reports; <see cref="EapMethodType.None"/> until the authenticator chose one.</summary>
    public EapMethodType Method { get; private set; }

    /// <summary>Why this side turned the authenticator away, by a response that EAP-Failure follows; null while it did not.</summary>
    public string? Problem => _problem ?? _method?.Problem;

    /// <summary>True when the authenticator has proved who it is too.</summary>
    public bool IsMutual => _hasSucceeded && EapMethods.Find(Method) is { IsMutual: true };

    /// <summary>True when the method that has succeeded may be the authenticator's only proof (RFC 5998 section 4).</summary>
    public bool IsSafeAlone => _hasSucceeded && EapMethods.Find(Method) is { IsSafeAlone: true };

    /// <summary>Handles a packet of the authenticator.</summary>
    public EapStep Handle(ReadOnlyMemory<byte> octets)
    {
        if (_isOver)
        {
            return Fail("the EAP conversation is over");
        }

        if (!EapPacket.TryRead(octets, out var packet))
        {
            return Fail("the peer sent no EAP packet");
        }

        return packet.Code switch
        {
            EapCode.Request => Answer(packet),
            EapCode.Success when _hasSucceeded => Succeed(),
            EapCode.Success => Fail("the peer calls EAP a success before its method was over"),
            EapCode.Failure when Problem is { } problem => Fail(problem),
            EapCode.Failure when _method?.Refusal is { } refusal => Fail($"the peer refused: {refusal}"),
            EapCode.Failure => Fail(Method == EapMethodType.None ? "the peer refused the EAP identity" : $"the peer refused {Method.Name()}"),
            _ => Fail("the peer sent an EAP response where a request belongs"),
        };
    }

    /// <summary>Goes on with what the work of a pending step found. The caller disposes the result.</summary>
    public EapStep Resume(CryptoJobResult result) =>
        _method is { } method ? Carry(method.Resume(result)) : Fail("the EAP conversation is over");

    public void Dispose()
    {
        _problem ??= _method?.Problem;
        _method?.Dispose();
        _method = null;
        _masterSessionKey?.Dispose();
        _password.Dispose();
        _isOver = true;
    }

    private EapStep Answer(in EapPacket request)
    {
        switch (request.Type)
        {
            case EapMethodType.Identity when _method is null:
                return new EapStep.Continue(EapPacket.Response(request.Identifier, EapMethodType.Identity, _identity));
            case EapMethodType.Notification:
                return new EapStep.Continue(EapPacket.Response(request.Identifier, EapMethodType.Notification, default));
            case EapMethodType.Identity or EapMethodType.Nak:
                return Fail($"the peer sent EAP type {(byte)request.Type} where it must not");
        }

        if (_method is null)
        {
            if (!_allowed.Contains(request.Type))
            {
                return new EapStep.Continue(EapPacket.Response(request.Identifier, EapMethodType.Nak, Wishes()));
            }

            Method = request.Type;
            _method = EapMethods.Find(request.Type)!.Peer!(new EapMethodContext(_identity, _password, string.Empty, _random, _tls, NoPasswords.Instance));
        }
        else if (request.Type != Method)
        {
            return Fail($"the peer changed from {Method.Name()} to {request.Type.Name()}");
        }

        _identifier = request.Identifier;
        return Carry(_method.Handle(_identifier, request.Data.Span));
    }

    private EapStep Carry(EapMethodStep step)
    {
        switch (step)
        {
            case EapMethodStep.Pending pending:
                return new EapStep.Pending(pending.Work);
            case EapMethodStep.Send send:
                return new EapStep.Continue(EapPacket.Response(_identifier, Method, send.Data));
            case EapMethodStep.Done done:
                _hasSucceeded = true;
                _masterSessionKey?.Dispose();
                _masterSessionKey = done.MasterSessionKey;
                return new EapStep.Continue(EapPacket.Response(_identifier, Method, done.Data));
            default:
                return Fail(((EapMethodStep.Fail)step).Text);
        }
    }

    private byte[] Wishes() => _allowed.Count == 0 ? [(byte)EapMethodType.None] : [.. _allowed.Select(type => (byte)type)];

    private EapStep.Success Succeed()
    {
        var key = _masterSessionKey;
        _masterSessionKey = null;
        Dispose();
        return new EapStep.Success([], key);
    }

    private EapStep.Failure Fail(string text)
    {
        Dispose();
        return new EapStep.Failure([], text);
    }

    /// <summary>A peer knows its own password only.</summary>
    private sealed class NoPasswords : IEapPasswords
    {
        public static NoPasswords Instance { get; } = new();

        public KeyMaterial? Find(ReadOnlySpan<byte> identity) => null;
    }
}
