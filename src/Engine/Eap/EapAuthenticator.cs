using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap;

/// <summary>
/// The authenticator's side of an EAP conversation (RFC 3748, RFC 4137 section 5) with the methods of <see cref="EapMethods"/>. Its carrier is in
/// lockstep and reliable, so there are no repeats here, and a packet that RFC 3748 would drop ends it.
/// </summary>
public sealed class EapAuthenticator : IEapServer
{
    /// <summary>Identities longer than this are refused; RFC 7542 asks for 253 octets at least.</summary>
    private const int LongestIdentity = 1020;

    private readonly IReadOnlyList<EapMethodType> _offered;
    private readonly IEapPasswords _passwords;
    private readonly IRandomSource _random;
    private readonly string _serverName;
    private readonly EapTlsOptions? _tls;
    private readonly HashSet<EapMethodType> _tried = [];
    private byte[]? _identity;
    private IEapServerMethod? _method;
    private EapMethodType _type;
    private bool _mayBeRefused;
    private byte _identifier;
    private bool _isOver;

    /// <param name="offered">Methods in order of preference; those this engine does not have are left out.</param>
    /// <param name="passwords">Who may come in.</param>
    /// <param name="random">For challenges and the first identifier.</param>
    /// <param name="serverName">How this side calls itself in methods that say it.</param>
    /// <param name="identity">The peer's EAP identity when it is known already; null to ask.</param>
    /// <param name="tls">What TLS needs, its own certificate among it; without it methods that stand on TLS are left out.</param>
    public EapAuthenticator(
        IReadOnlyList<EapMethodType> offered,
        IEapPasswords passwords,
        IRandomSource random,
        string serverName,
        ReadOnlySpan<byte> identity = default,
        EapTlsOptions? tls = null)
    {
        _offered = [.. offered.Where(type => EapMethods.Find(type) is { } row && (!row.NeedsTls || tls?.Own is not null))];
        _tls = tls;
        _passwords = passwords;
        _random = random;
        _serverName = serverName;
        _identity = identity.IsEmpty ? null : identity.ToArray();
        Span<byte> first = stackalloc byte[1];
        random.Fill(first);
        _identifier = first[0];
    }

    public ReadOnlySpan<byte> Identity => _method is { Identity.IsEmpty: false } ? _method.Identity : _identity;

    /// <summary>The method in use, for reports; <see cref="EapMethodType.None"/> until one was chosen.</summary>
    public EapMethodType Method => _type;

    public string MethodName => _type.Name();

    public string? Refusal => _method?.Refusal;

    /// <summary>The first packet: a request for the identity, or of the first method.</summary>
    public EapStep Start() => _identity is null
        ? new EapStep.Continue(EapPacket.Request(_identifier, EapMethodType.Identity, default))
        : Propose(_offered);

    public EapStep Handle(ReadOnlyMemory<byte> octets)
    {
        if (_isOver)
        {
            return Fail("the EAP conversation is over");
        }

        if (!EapPacket.TryRead(octets, out var packet) || packet.Code != EapCode.Response)
        {
            return Fail("the peer sent no EAP response");
        }

        if (packet.Identifier != _identifier)
        {
            return Fail("the peer's EAP response belongs to another request");
        }

        return packet.Type switch
        {
            EapMethodType.Identity when _identity is null => TakeIdentity(packet.Data.Span),
            EapMethodType.Nak when _mayBeRefused => TakeNak(packet.Data.Span),
            _ when _method is not null && packet.Type == _type => TakeMethod(packet.Data.Span),
            _ => Fail($"the peer answered with EAP type {(byte)packet.Type} where it must not"),
        };
    }

    public EapStep Resume(CryptoJobResult result) =>
        _method is { } method ? Carry(method.Resume(result)) : Fail("the EAP conversation is over");

    public void Dispose()
    {
        _method?.Dispose();
        _method = null;
        _isOver = true;
    }

    private EapStep TakeIdentity(ReadOnlySpan<byte> identity)
    {
        if (identity.Length is 0 or > LongestIdentity)
        {
            return Fail($"the peer's EAP identity has {identity.Length} octets");
        }

        _identity = identity.ToArray();
        _identifier++;
        return Propose(_offered);
    }

    // A Nak lists what the peer would like instead (RFC 3748 section 5.3.1); each method is proposed once.
    private EapStep TakeNak(ReadOnlySpan<byte> wanted)
    {
        var common = new List<EapMethodType>();
        foreach (var type in wanted)
        {
            if (_offered.Contains((EapMethodType)type))
            {
                common.Add((EapMethodType)type);
            }
        }

        _identifier++;
        return Propose(common);
    }

    private EapStep TakeMethod(ReadOnlySpan<byte> data)
    {
        _mayBeRefused = false;
        return Carry(_method!.Handle(_identifier, data));
    }

    private EapStep Carry(EapMethodStep step)
    {
        switch (step)
        {
            case EapMethodStep.Pending pending:
                return new EapStep.Pending(pending.Work);
            case EapMethodStep.Send send:
                _identifier++;
                return new EapStep.Continue(EapPacket.Request(_identifier, _type, send.Data));
            case EapMethodStep.Done done:
                KeepIdentity();
                Dispose();
                return new EapStep.Success(EapPacket.Success(_identifier), done.MasterSessionKey);
            default:
                return Fail(((EapMethodStep.Fail)step).Text);
        }
    }

    private EapStep Propose(IReadOnlyList<EapMethodType> candidates)
    {
        _method?.Dispose();
        foreach (var type in candidates)
        {
            if (_tried.Add(type))
            {
                _type = type;
                using var password = _passwords.Find(_identity);
                _method = EapMethods.Find(type)!.Server(new EapMethodContext(_identity!, password, _serverName, _random, _tls, _passwords));
                _mayBeRefused = true;
                return new EapStep.Continue(EapPacket.Request(_identifier, type, _method.Start(_identifier)));
            }
        }

        return Fail(_offered.Count == 0
            ? "the certificate or the library that EAP needs is not there"
            : "the peer wants no EAP method that is configured");
    }

    /// <summary>What the method found out outlives it, for reports.</summary>
    private void KeepIdentity()
    {
        if (_method is { Identity.IsEmpty: false } method)
        {
            _identity = method.Identity.ToArray();
        }
    }

    private EapStep.Failure Fail(string text)
    {
        KeepIdentity();
        Dispose();
        return new EapStep.Failure(EapPacket.Failure(_identifier), text);
    }
}

/// <summary>The passwords that an authenticator knows.</summary>
public interface IEapPasswords
{
    /// <summary>A copy of the password (UTF-8) of an EAP identity, for the caller to dispose; null when there is none.</summary>
    KeyMaterial? Find(ReadOnlySpan<byte> identity);
}
