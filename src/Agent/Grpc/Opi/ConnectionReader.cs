using System.Globalization;
using System.Net;
using MyIkev2.Agent.Grpc.Opi.DialectA;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// A connection of OPI's messages as lines of configuration: a vpn of its name, which names the templates <c>opi</c> and says everything else itself.
/// What cannot be done is refused with the field's name; nothing is dropped in silence.
/// </summary>
internal sealed class ConnectionReader(ProposalReader proposals)
{
    /// <summary>Templates of all connections that come this way; empty, for the vpn has options of its own.</summary>
    private const string Template = "opi";

    private const int LargestDscp = 63;

    private readonly ChildReader _children = new(proposals);

    /// <summary>The lines that put the connection in the place of whatever has its name.</summary>
    /// <param name="connection">What to configure.</param>
    /// <param name="replacesVpn">A vpn of that name is there.</param>
    /// <param name="replacesKey">A preshared key of that name is there.</param>
    /// <exception cref="global::Grpc.Core.RpcException">A field cannot be done; the detail names it.</exception>
    public IReadOnlyList<string> Read(Connection connection, bool replacesVpn, bool replacesKey)
    {
        RefuseWhatIsNotDone(connection);
        var lines = new ConfigurationLines();
        if (replacesVpn)
        {
            lines.Delete("vpn", connection.Name);
        }

        lines.Set("ike-policy-template", Template);
        lines.Set("ipsec-policy-template", Template);
        ReadKey(connection, replacesKey, lines);
        ReadPeer(connection, lines);
        ReadIkePolicy(connection, lines);
        _children.Read(connection, lines);
        return lines.All;
    }

    /// <summary>The name of a connection's own preshared key.</summary>
    public static string KeyName(string connection) => $"{Template}-{connection}";

    private static void RefuseWhatIsNotDone(Connection connection)
    {
        if (connection.Name.Length == 0)
        {
            throw OpiFailure.InvalidField("connection.name", "it is empty.");
        }

        if (connection.Version is not ("" or "0" or "2"))
        {
            throw OpiFailure.InvalidField("connection.version", $"'{connection.Version}': this engine speaks version 2 of IKE.");
        }

        if (connection.LocalPort is not (0 or 500 or 4500))
        {
            throw OpiFailure.InvalidField("connection.local_port", $"{connection.LocalPort}: the service listens where its own settings say (Engine:Listeners).");
        }

        if (connection.RemotePort > ushort.MaxValue)
        {
            throw OpiFailure.InvalidField("connection.remote_port", $"{connection.RemotePort} is no port.");
        }

        if (connection.Dscp > LargestDscp)
        {
            throw OpiFailure.InvalidField("connection.dscp", $"{connection.Dscp} is above {LargestDscp}.");
        }

        if (connection.Dscp > 0)
        {
            throw OpiFailure.Unsupported("connection.dscp", "IKE packets are sent with DSCP 0.");
        }
    }

    private static void ReadKey(Connection connection, bool replacesKey, ConfigurationLines lines)
    {
        if (connection.PreSharedKey.IsEmpty)
        {
            return;
        }

        string name = KeyName(connection.Name);
        if (replacesKey)
        {
            lines.Delete("pre-shared-key", name);
        }

        lines.Set("pre-shared-key", name, "secret", $"0x{Convert.ToHexStringLower(connection.PreSharedKey.Span)}");
        foreach (string identity in (string[])[connection.LocalAuth?.Id ?? "", connection.RemoteAuth?.Id ?? ""])
        {
            if (identity.Length > 0)
            {
                lines.Set("pre-shared-key", name, "id", identity);
            }
        }
    }

    private static void ReadPeer(Connection connection, ConfigurationLines lines)
    {
        string[] vpn = ["vpn", connection.Name];
        lines.Set([.. vpn, "ike-policy", "template", Template]);
        lines.Set([.. vpn, "ipsec-policy", "template", Template]);
        SetAddress("connection.local_addrs", connection.LocalAddrs, [.. vpn, "local-address"], lines);
        SetAddress("connection.remote_addrs", connection.RemoteAddrs, [.. vpn, "remote-address"], lines);
        if (connection.RemotePort is not (0 or 500))
        {
            lines.Set([.. vpn, "remote-port", connection.RemotePort.ToString(CultureInfo.InvariantCulture)]);
        }

        foreach (string address in connection.Vips?.Vip.ToArray() ?? [])
        {
            lines.Set([.. vpn, "vip-request", address]);
        }

        foreach (string pool in connection.Pools?.Pool.ToArray() ?? [])
        {
            lines.Set([.. vpn, "vip-pool", pool]);
        }

        ConnectionCredentials.Read(connection, vpn, lines);
    }

    private static void SetAddress(string field, IReadOnlyCollection<Addrs> addresses, string[] path, ConfigurationLines lines)
    {
        if (addresses.Count > 1)
        {
            throw OpiFailure.InvalidField(field, "one address at most.");
        }

        if (addresses.FirstOrDefault() is { Addr: { Length: > 0 } text } && text is not ("%any" or "%any4" or "%any6"))
        {
            lines.Set(IPAddress.TryParse(text, out _)
                ? [.. path, text]
                : throw OpiFailure.InvalidField(field, $"'{text}' is no address; names, subnets and ranges are not supported."));
        }
    }

    private void ReadIkePolicy(Connection connection, ConfigurationLines lines)
    {
        string[] policy = ["vpn", connection.Name, "ike-policy"];
        lines.SetProposal(
            connection.Proposals is { } own ? proposals.Ike("connection.proposals", own) : DefaultProposals.Ike, [.. policy, "ike-proposal"]);

        lines.SetSeconds(connection.RekeyTime, [.. policy, "rekey-time"]);
        lines.SetSeconds(connection.ReauthTime, [.. policy, "reauth-time"]);
        lines.SetSeconds(connection.DpdDelay, [.. policy, "dpd-delay"]);
        SetFlag("connection.encap", connection.Encap, [.. policy, "udp-encap"], lines);
        SetFlag("connection.mobike", connection.Mobike, [.. policy, "mobike"], lines);
    }

    private static void SetFlag(string field, string text, string[] path, ConfigurationLines lines)
    {
        if (OpiWords.YesNo(field, text) is { } value)
        {
            lines.Set([.. path, value ? "true" : "false"]);
        }
    }
}
