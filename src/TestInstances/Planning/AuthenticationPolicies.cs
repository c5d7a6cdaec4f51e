using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>How the sides of a setup prove who they are, in the engine's terms.</summary>
internal sealed class AuthenticationPolicies(TestSetup setup, SetupMaterial material)
{
    /// <summary>In an AUTH payload or in EAP-TLS.</summary>
    private readonly bool _ownCertificate = SetupAuthentications.IsCertificate(setup.Ike.OwnAuthentication) || material.UsesEapTls(setup);

    /// <summary>What all vpns have in common.</summary>
    public PeerPolicy Apply(PeerPolicy policy)
    {
        var ike = setup.Ike;
        return policy with
        {
            LocalAuthentication = KindOf(ike.OwnAuthentication),
            RemoteAuthentication = SetupAuthentications.AsksRadius(setup) ? AuthenticationKind.EapRadius : KindOf(ike.PeerAuthentication),
            LocalSignatureMethod = SetupAuthentications.MethodOf(ike.OwnAuthentication),
            RemoteSignatureMethod = SetupAuthentications.MethodOf(ike.PeerAuthentication),
            SignatureHash = HashOf(ike.Certificates.SignatureHash),
            PrefersPss = ike.Certificates.UsesRsaPss,

            // Nobody is asked about revocation: a test measures its peer, not the web servers named in certificates.
            Revocation = RevocationRule.Off,
        };
    }

    /// <summary>What a tunnel of a client has of its own, or a gateway.</summary>
    public PeerPolicy ApplyOwn(PeerPolicy policy, int index)
    {
        var account = setup.Role == TestRole.Client ? material.AccountOf(index) : null;
        return policy with
        {
            LocalIdentity = SetupIdentities.Own(setup.Ike.OwnIdentity, index, material)

                // Without an identity the engine would take the certificate's subject.
                ?? (_ownCertificate && policy.LocalAddress is { } address ? Identity.Address(address) : null),
            Certificate = _ownCertificate ? material.EndEntityOf(index)?.Name ?? string.Empty : string.Empty,
            LocalAuthentication = account?.Method ?? policy.LocalAuthentication,
            EapIdentity = account?.Identity,
        };
    }

    /// <summary>Keys, certificates and passwords.</summary>
    public EngineConfiguration Apply(EngineConfiguration configuration) => configuration with
    {
        Credentials = material.EndEntities,
        Certificates = material.Authorities,
        EapSecrets = Secrets().ToValueList(),
        Radius = Radius(),
    };

    private RadiusPolicy? Radius()
    {
        if (!SetupAuthentications.AsksRadius(setup) || SetupAuthentications.ServerOf(setup.Ike.Eap.RadiusServer) is not { } server)
        {
            return null;
        }

        var secret = ValueList.Create<byte>(Encoding.UTF8.GetBytes(setup.Ike.Eap.RadiusSecret));
        return new RadiusPolicy { Servers = [new RadiusServerPolicy("eapradiussvr", IpAddress.From(server.Address), secret) { AuthenticationPort = (ushort)server.Port }] };
    }

    private IEnumerable<EapSecret> Secrets()
    {
        if (!SetupAuthentications.UsesAccounts(setup))
        {
            yield break;
        }

        var accounts = Enumerable.Range(0, setup.NumberOfTunnels).Select(material.AccountOf).OfType<EapAccount>().Where(static account => account.Password.Length > 0);
        foreach (var group in accounts.GroupBy(static account => account.Password, StringComparer.Ordinal))
        {
            var identities = group.Select(static account => account.Identity).Distinct(StringComparer.Ordinal).ToValueList();
            yield return new EapSecret(identities[0], identities, ValueList.Create<byte>(Encoding.UTF8.GetBytes(group.Key)));
        }
    }

    private AuthenticationKind KindOf(SetupAuthentication word) => word switch
    {
        SetupAuthentication.Psk => AuthenticationKind.PreSharedKey,
        SetupAuthentication.Eap => material.EapMethodOf(setup),
        SetupAuthentication.EapOnly => AuthenticationKind.EapOnly,
        _ => AuthenticationKind.Certificate,
    };

    /// <summary>SHA-1 is refused where it would be used (RFC 8247 section 3).</summary>
    private static SignatureHashAlgorithm? HashOf(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha256 => SignatureHashAlgorithm.Sha256,
        SignatureHash.Sha384 => SignatureHashAlgorithm.Sha384,
        SignatureHash.Sha512 => SignatureHashAlgorithm.Sha512,
        _ => null,
    };
}
