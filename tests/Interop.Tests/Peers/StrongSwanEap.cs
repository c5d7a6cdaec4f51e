namespace MyIkev2.Interop.Tests.Peers;

/// <summary>EAP in a connection of strongSwan.</summary>
/// <param name="Method">Its name of the method, such as <c>mschapv2</c>.</param>
/// <param name="Identity">The EAP identity of the side that initiates.</param>
/// <param name="Password">What strongSwan holds for its password.</param>
/// <param name="IsClient">strongSwan is the side that initiates.</param>
internal sealed record StrongSwanEap(string Method, string Identity, string Password, bool IsClient)
{
    /// <summary>The local section of the connection.</summary>
    public ViciSection ToLocal(string id) => IsClient
        ? new ViciSection().Set("auth", "eap-" + Method).Set("eap_id", Identity).Set("id", id)
        : new ViciSection().Set("auth", "psk").Set("id", id);

    /// <summary>The remote section of the connection.</summary>
    public ViciSection ToRemote(string id) => IsClient
        ? new ViciSection().Set("auth", "psk").Set("id", id)
        : new ViciSection().Set("auth", "eap-" + Method).Set("eap_id", "%any").Set("id", id);

    /// <summary>The body of a load-shared command for the password.</summary>
    public ViciSection ToSecret() => new ViciSection()
        .Set("id", "eap")
        .Set("type", "EAP")
        .Set("data", Password)
        .Set("owners", [Identity]);
}
