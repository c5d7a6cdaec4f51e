using MyIkev2.Engine.Runtime.Certificates;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// Names of certificates must lead somewhere. Only warnings: files come and go with a life of their own, and a certificate that is missing must not keep all
/// other vpns down.
/// </summary>
internal static class CertificateRules
{
    public static IEnumerable<ConfigDiagnostic> Check(ConfigNode? ike, IEnumerable<ConfigNode> vpns, CertificateCollection certificates)
    {
        if (ike is null)
        {
            return [];
        }

        var diagnostics = new ConfigDiagnostics();
        foreach (var problem in certificates.Problems)
        {
            diagnostics.Warning(default, string.Empty, problem);
        }

        foreach (var vpn in vpns)
        {
            CheckNames(vpn, certificates, diagnostics);
            if (vpn.Container(SecondAuthenticationRules.Container) is { } second)
            {
                CheckNames(second, certificates, diagnostics);
            }

            if (PolicyView.Of(ike, vpn, "ike-policy")?.Get<string>("remote-auth-method") == "certificate" && certificates.Known.Count == 0)
            {
                diagnostics.Warning(vpn.Position, vpn.Path, "the certificate folder has no authority: no peer can authenticate");
            }
        }

        return diagnostics.Items;
    }

    private static void CheckNames(ConfigNode node, CertificateCollection certificates, ConfigDiagnostics diagnostics)
    {
        if (node.Value("certificate") is { } own && !certificates.HasCredential(own.Text))
        {
            diagnostics.Warning(
                own.Position,
                node.PathOf("certificate"),
                certificates.HasAuthority(own.Text) ? $"certificate '{own.Text}' has no private key" : $"there is no certificate '{own.Text}' in the certificate folder");
        }

        if (node.Value("remote-ca-certificate") is { } authority && !certificates.HasAuthority(authority.Text))
        {
            diagnostics.Warning(authority.Position, node.PathOf("remote-ca-certificate"), $"there is no certificate '{authority.Text}' in the certificate folder");
        }
    }
}
