using System.Text;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>Begins runs of the methods that stand on TLS.</summary>
internal static class TlsMethods
{
    /// <summary>EAP-TLS: the peer proves itself by its certificate.</summary>
    public static TlsServer Tls(EapMethodContext context)
    {
        var options = context.Tls!;
        var judge = new TlsCertificateJudge(options.Crypto)
        {
            Trust = options.Trust,
            Names = NamesOf(context.Identity, options),
            Purpose = KeyPurposes.TlsClient,
            Revocation = options.Revocation,
            Now = options.Now,
        };
        return new TlsServer(EapMethodType.Tls, context, judge, new NoPhaseTwo());
    }

    public static TlsServer Ttls(EapMethodContext context) => new(EapMethodType.Ttls, context, null, new TtlsPhaseTwo(context));

    public static TlsServer Peap(EapMethodContext context) => new(EapMethodType.Peap, context, null, new PeapPhaseTwo(context));

    /// <summary>
    /// Whom the peer's certificate must be for: its EAP identity, and whoever the vpn asks for. An identity of a realm alone says nothing (RFC 7542 section 2.4): the IKE
    /// identity stands in for it.
    /// </summary>
    private static List<Identity> NamesOf(byte[] eapIdentity, EapTlsOptions options)
    {
        var names = new List<Identity>(options.Names);
        if (eapIdentity.Length == 0 || eapIdentity[0] == (byte)'@')
        {
            names.AddRange(options.StandIn is { } standIn ? [standIn] : []);
            return names;
        }

        // Some send a distinguished name as it is in the certificate.
        const byte SequenceTag = 0x30;
        names.Add(eapIdentity[0] == SequenceTag && DistinguishedName.Format(eapIdentity) is not null
            ? new Identity(IdentificationType.DerAsn1Dn, ValueList.Create<byte>(eapIdentity))
            : IdentityParser.TryParse(Encoding.UTF8.GetString(eapIdentity)) ?? Identity.KeyId(eapIdentity));
        return names;
    }
}
