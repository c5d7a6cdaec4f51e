namespace MyIkev2.Interop.Tests.Peers;

/// <summary>EAP in a connection of strongSwan.</summary>
/// <param name="Method">Its name of the method, such as <c>mschapv2</c>.</param>
/// <param name="Identity">The EAP identity of the side that initiates.</param>
/// <param name="Password">What strongSwan holds for its password.</param>
/// <param name="IsClient">strongSwan is the side that initiates.</param>
internal sealed record StrongSwanEap(string Method, string Identity, string Password, bool IsClient)
{
    /// <summary>The side that answers proves itself by the method alone (RFC 5998).</summary>
    public bool IsOnly { get; init; }

    /// <summary>The local section of the connection.</summary>
    public ViciSection ToLocal(string id, StrongSwanCertificates? certificates)
    {
        var local = new ViciSection().Set("auth", IsClient || IsOnly ? "eap-" + Method : Plain(certificates)).Set("certs", certificates is null ? [] : [certificates.Own]);
        return (IsClient && Method != "tls" ? local.Set("eap_id", Identity) : local).Set("id", id);
    }

    /// <summary>The remote section of the connection.</summary>
    public ViciSection ToRemote(string id, StrongSwanCertificates? certificates) => IsClient
        ? new ViciSection().Set("auth", IsOnly ? "eap-" + Method : Plain(certificates)).Set("id", id)
        : new ViciSection().Set("auth", "eap-" + Method).Set("eap_id", "%any").Set("id", id);

    /// <summary>The body of a load-shared command for the password.</summary>
    public ViciSection ToSecret() => new ViciSection()
        .Set("id", "eap")
        .Set("type", "EAP")
        .Set("data", Password)
        .Set("owners", [Identity]);

    private static string Plain(StrongSwanCertificates? certificates) => certificates is null ? "psk" : "pubkey";
}
