using System.Text;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Eap.Tls;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Tests.Eap;

/// <summary>The two ends of methods on TLS, with certificates of one authority.</summary>
internal sealed class TlsEnds
{
    public const string ServerName = "gateway.example";

    public TlsEnds() => Root = TestPki.Root("eap root");

    public TestPki Root { get; }

    /// <summary>False where there is no TLS library: nothing can be tested then.</summary>
    public static bool Exist => SharedCrypto.Best.Tls is not null;

    public EapTlsOptions Server(TestCertificate? own = null, bool below13 = false, params ReadOnlySpan<Certificate> authorities) => Of(
        (own ?? Root.Issue("CN=gateway", dns: ServerName)).Credential("server", authorities), [], below13);

    public EapTlsOptions Client(TestCertificate? own = null, bool below13 = false, string server = ServerName, params ReadOnlySpan<Certificate> authorities) => Of(
        (own ?? Root.Issue("CN=carol", mail: EapConversation.Identity)).Credential("client", authorities), [Identity.Fqdn(server)], below13);

    private EapTlsOptions Of(CertificateCredential own, IReadOnlyList<Identity> names, bool below13) => new()
    {
        Library = SharedCrypto.Best.Tls!,
        Crypto = SharedCrypto.Best,
        Own = own,
        Trust = new TrustStore([Root.Certificate], [], []),
        Now = TestPki.From.AddYears(1).ToUnixTimeMilliseconds(),
        Names = names,
        StaysBelowTls13 = below13,
    };
}

/// <summary>A client of EAP-TTLS or PEAP, for tests of the authenticator: it says in the tunnel what it is told to.</summary>
internal sealed class TunnelClient : IDisposable
{
    private readonly EapMethodType _type;
    private readonly EapAuthenticator _authenticator;
    private readonly TlsFragments _fragments = new(0);
    private EapStep _step;

    public TunnelClient(EapMethodType type, TlsEnds ends, bool below13)
    {
        _type = type;
        _authenticator = new EapAuthenticator(
            [type], new EapConversation.OnePassword(), new SeededRandom(1), TlsEnds.ServerName, "anonymous"u8, ends.Server(below13: below13));
        Session = SharedCrypto.Best.Tls!.Create(new TlsSettings { IsServer = false, Judge = new Trusting(), StaysBelowTls13 = below13 });
        _step = _authenticator.Start();
        var progress = Session.Advance(default);
        while (!Session.IsEstablished)
        {
            progress = Session.Advance(Exchange(progress.Records));
        }

        Pending = progress.Records;
    }

    public ITlsSession Session { get; }

    public EapAuthenticator Authenticator => _authenticator;

    /// <summary>What ended it, or the last packet.</summary>
    public EapStep Last => _step;

    /// <summary>The end of the handshake, still to be sent (TLS 1.3).</summary>
    private byte[] Pending { get; set; }

    /// <summary>Says something in the tunnel and hears the answer; empty when the authenticator said nothing there.</summary>
    public byte[] Say(ReadOnlySpan<byte> plaintext)
    {
        byte[] records = [.. Pending, .. Session.Protect(plaintext)];
        Pending = [];
        return Session.Advance(Exchange(records)).Plaintext;
    }

    /// <summary>Lets the authenticator begin in the tunnel.</summary>
    public byte[] Listen() => Say(default);

    public void Dispose()
    {
        _authenticator.Dispose();
        Session.Dispose();
    }

    /// <summary>Sends a message, in as many packets as it takes, and hears one.</summary>
    private byte[] Exchange(byte[] message)
    {
        Respond(_fragments.Begin(message));
        while (_fragments.HasMore)
        {
            Respond(_fragments.Next());
        }

        while (_step is EapStep.Continue next)
        {
            switch (_fragments.Take(next.Packet.AsSpan(5)))
            {
                case TlsFrame.Whole:
                    return _fragments.Message.ToArray();
                case TlsFrame.Partial:
                    Respond(_fragments.Acknowledgement());
                    break;
                case TlsFrame.Acknowledgement:
                    return [];
                default:
                    throw new InvalidOperationException("the authenticator sent a malformed packet");
            }
        }

        return [];
    }

    private void Respond(byte[] data)
    {
        var identifier = ((EapStep.Continue)_step).Packet[1];
        _step = EapConversation.Finish(_authenticator.Handle(EapPacket.Response(identifier, _type, data)), _authenticator.Resume);
    }

    private sealed class Trusting : ITlsCertificateJudge
    {
        public string? Judge(IReadOnlyList<ReadOnlyMemory<byte>> presented) => null;
    }
}
