using MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// How the sides of a connection prove who they are, as lines of configuration. Certificates are those of the agent's certificate folder, by their names there; EAP is
/// EAP-MSCHAPv2, whose passwords are the configuration's (<c>eap-secret</c>).
/// </summary>
internal static class ConnectionCredentials
{
    private const string Eap = "eap-mschapv2";

    /// <summary>Adds the lines of both sides.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">A field cannot be done; the detail names it.</exception>
    public static void Read(Connection connection, string[] vpn, ConfigurationLines lines)
    {
        ReadLocal(connection.LocalAuth ?? new LocalAuth(), vpn, lines);
        ReadRemote(connection.RemoteAuth ?? new RemoteAuth(), vpn, lines);
    }

    private static void ReadLocal(LocalAuth auth, string[] vpn, ConfigurationLines lines)
    {
        Refuse("local_auth.aaa_id", auth.AaaId.Length > 0, "the identity of an AAA server is not looked at.");
        Refuse("local_auth.xauth_id", auth.XauthId.Length > 0, "XAUTH belongs to version 1 of IKE.");
        Refuse("local_auth.pubkeys", auth.Pubkeys?.Pubkey.Count > 0, "keys come in certificates.");
        IReadOnlyList<string> certificates = auth.Certs?.Cert.ToArray() ?? [];
        SetMethod("local", auth.Auth, auth.Id, vpn, lines);
        Demand("local_auth.certs", certificates.Count == (auth.Auth == AuthType.Pubkey ? 1 : 0), "one, the name of a file in the agent's certificate folder, and only with PUBKEY.");
        Demand("local_auth.eap_id", auth.EapId.Length == 0 || auth.Auth == AuthType.Eap, "only with EAP.");
        if (certificates.Count > 0)
        {
            lines.Set([.. vpn, "certificate", certificates[0]]);
        }

        if (auth.EapId.Length > 0)
        {
            lines.Set([.. vpn, "eap-id", auth.EapId]);
        }
    }

    private static void ReadRemote(RemoteAuth auth, string[] vpn, ConfigurationLines lines)
    {
        Refuse("remote_auth.groups", auth.Groups?.Group.Count > 0, "peers have no groups here.");
        Refuse("remote_auth.cert_policy", auth.CertPolicy?.CertPolicy_.Count > 0, "certificate policies are not looked at.");
        Refuse("remote_auth.pubkeys", auth.Pubkeys?.Pubkey.Count > 0, "keys come in certificates.");
        Refuse("remote_auth.eap_id", auth.EapId is not ("" or "%any"), "a peer may have any EAP identity that there is an eap-secret for.");
        IReadOnlyList<string> authorities = auth.CaCerts?.Cacert.ToArray() ?? [];
        IReadOnlyList<string> certificates = auth.Certs?.Cert.ToArray() ?? [];
        SetMethod("remote", auth.Auth, auth.Id, vpn, lines);
        Demand("remote_auth.ca_certs", authorities.Count <= (auth.Auth == AuthType.Pubkey ? 1 : 0), "one at most, the name of a file in the agent's certificate folder, and only with PUBKEY.");
        Demand("remote_auth.certs", certificates.Count <= (auth.Auth == AuthType.Pubkey ? 1 : 0) - authorities.Count, "one at most, only with PUBKEY, and in place of ca_certs.");
        if (authorities.Concat(certificates).FirstOrDefault() is { } trusted)
        {
            lines.Set([.. vpn, "remote-ca-certificate", trusted]);
        }
    }

    private static void SetMethod(string side, AuthType type, string identity, string[] vpn, ConfigurationLines lines)
    {
        string field = $"connection.{side}_auth.auth";
        string? method = type switch
        {
            AuthType.Psk => null,
            AuthType.Pubkey => "certificate",
            AuthType.Eap => Eap,
            AuthType.Xauth => throw OpiFailure.InvalidField(field, "XAUTH belongs to version 1 of IKE."),
            _ => throw OpiFailure.InvalidField(field, $"{(int)type} is no kind of authentication."),
        };
        if (method is not null)
        {
            lines.Set([.. vpn, "ike-policy", $"{side}-auth-method", method]);
        }

        if (identity.Length > 0)
        {
            lines.Set([.. vpn, $"{side}-id", identity]);
        }
    }

    private static void Refuse(string field, bool isAsked, string why)
    {
        if (isAsked)
        {
            throw OpiFailure.Unsupported($"connection.{field}", why);
        }
    }

    private static void Demand(string field, bool holds, string otherwise)
    {
        if (!holds)
        {
            throw OpiFailure.InvalidField($"connection.{field}", otherwise);
        }
    }
}
