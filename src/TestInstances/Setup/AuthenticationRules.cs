using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Setup;

/// <summary>What the options of authentication demand of each other. What the files hold that they name is for their reader.</summary>
internal static class AuthenticationRules
{
    public static IEnumerable<SetupDiagnostic> Check(TestSetup setup)
    {
        var ike = setup.Ike;
        if ((ike.OwnAuthentication == SetupAuthentication.Psk || ike.PeerAuthentication == SetupAuthentication.Psk) && ike.PreSharedKey.Length == 0)
        {
            yield return Error("ikeconf.psk", "must not be empty with authentication by psk");
        }

        if (ike.MatchPeerIdentity && ike.PeerIdentity.Length == 0)
        {
            yield return Warning("ikeconf.matchpeerid", "has nothing to match, for peerid is empty");
        }

        if (ike.OwnIdentity.Length == 0)
        {
            yield return Error("ikeconf.myid", "must not be empty");
        }

        foreach (var finding in Certificates(ike).Concat(Eap(setup)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<SetupDiagnostic> Certificates(IkeSetup ike)
    {
        var own = SetupAuthentications.IsCertificate(ike.OwnAuthentication);
        if (own && ike.Certificates.EndEntityFolder.Length == 0)
        {
            yield return Error("ikeconf.eedir", "must not be empty with an authownmethod by certificate");
        }

        if (SetupAuthentications.IsCertificate(ike.PeerAuthentication) && ike.Certificates.AuthorityFolder.Length == 0)
        {
            yield return Error("ikeconf.cadir", "must not be empty with an authpeermethod by certificate");
        }

        if (!own && ike.OwnIdentity is SetupIdentities.SubjectName or SetupIdentities.CommonName)
        {
            yield return Error("ikeconf.myid", $"is {ike.OwnIdentity}, but there is no own certificate: authownmethod says otherwise");
        }

        if (ike is { OwnAuthentication: SetupAuthentication.DigitalSignature, Certificates.SignatureHash: SignatureHash.Sha1 })
        {
            yield return Error("ikeconf.dshashalg", "must not be sha1 (RFC 8247 section 3)");
        }
    }

    private static IEnumerable<SetupDiagnostic> Eap(TestSetup setup)
    {
        var (ike, isClient) = (setup.Ike, setup.Role == TestRole.Client);
        if (!isClient && ike.OwnAuthentication == SetupAuthentication.Eap)
        {
            yield return Error("ikeconf.authownmethod", "is eap, by which only clients prove themselves");
        }

        if (isClient && ike.PeerAuthentication == SetupAuthentication.Eap)
        {
            yield return Error("ikeconf.authpeermethod", "is eap, by which only clients prove themselves");
        }

        if ((isClient ? ike.OwnAuthentication : ike.PeerAuthentication) == SetupAuthentication.EapOnly)
        {
            yield return Error(isClient ? "ikeconf.authownmethod" : "ikeconf.authpeermethod", "is eap-only, which is said of the gateway's side; the client's is eap");
        }

        if (SetupAuthentications.IsEapAlone(setup) && (isClient ? ike.OwnAuthentication : ike.PeerAuthentication) != SetupAuthentication.Eap)
        {
            yield return isClient
                ? Error("ikeconf.authpeermethod", "is eap-only, but authownmethod is not eap")
                : Error("ikeconf.authownmethod", "is eap-only, but authpeermethod is not eap");
        }

        var fromFile = isClient && ike.Eap.EapolTestConfiguration.Length > 0;
        if (ike.OwnIdentity == SetupIdentities.EapIdentity && !(SetupAuthentications.UsesAccounts(setup) && isClient))
        {
            yield return Error("ikeconf.myid", $"is {ike.OwnIdentity}, but authownmethod is not eap");
        }

        foreach (var finding in Radius(setup))
        {
            yield return finding;
        }

        if (!SetupAuthentications.UsesAccounts(setup))
        {
            yield break;
        }

        if (fromFile && setup.Runner.EapIdentity.Length > 0)
        {
            yield return Error("setup.eap_identity", "is said by ikeconf.eapoltestconf already");
        }

        // Whoever has a certificate that a gateway trusts may come by EAP-TLS.
        var byCertificate = !fromFile && setup.Runner.EapMethod == SetupEapMethod.Tls;
        if (!fromFile && setup.Runner.EapIdentity.Length == 0 && (isClient || !byCertificate))
        {
            yield return isClient
                ? Error("ikeconf.eapoltestconf", "must name a file with authentication by eap, or setup.eap_identity and setup.eap_password say who the clients are")
                : Error("setup.eap_identity", "must not be empty with authentication by eap: it says, with setup.eap_password, who the clients are");
        }

        if (!fromFile && !byCertificate && setup.Runner is { EapIdentity.Length: > 0, EapPassword.Length: 0 })
        {
            yield return Error("setup.eap_password", "must not be empty");
        }
    }

    private static IEnumerable<SetupDiagnostic> Radius(TestSetup setup)
    {
        if (!SetupAuthentications.AsksRadius(setup))
        {
            yield break;
        }

        if (SetupAuthentications.ServerOf(setup.Ike.Eap.RadiusServer) is null)
        {
            yield return Error("ikeconf.eapradiussvr", "is neither an address nor an address with a port, such as 192.0.2.7:1812");
        }

        if (setup.Ike.Eap.RadiusSecret.Length == 0)
        {
            yield return Error("ikeconf.eapradiusss", "must not be empty with eapradiussvr");
        }

        if (setup.Runner.EapIdentity.Length > 0)
        {
            yield return Error("setup.eap_identity", "says who may come, and so does the server of ikeconf.eapradiussvr");
        }

        if (setup.Ike.Eap.RadiusIdAttribute != EapSetup.Default.RadiusIdAttribute)
        {
            yield return Warning("ikeconf.eapradiusid", "has no effect: the attributes that name a session are the usual ones");
        }
    }

    private static SetupDiagnostic Error(string option, string message) => new(0, option, true, message);

    private static SetupDiagnostic Warning(string option, string message) => new(0, option, false, message);
}
