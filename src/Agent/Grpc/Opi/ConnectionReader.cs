using System.Globalization;
using System.Net;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;
using static MyIkev2.Agent.Grpc.Opi.DialectA.TrafficSelectors.Types;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// A connection of OPI's messages as lines of configuration: a vpn of its name, which names the templates <c>opi</c> and says everything else itself.
/// What cannot be done is refused with the field's name; nothing is dropped in silence.
/// </summary>
internal sealed class ConnectionReader(OpiOptions options)
{
    /// <summary>Templates of all connections that come this way; empty, for the vpn has options of its own.</summary>
    private const string Template = "opi";

    private const int ProposalNumber = 1;
    private const int LargestDscp = 63;
    private static readonly TimeSpan ChildRekeyTime = TimeSpan.FromHours(1);

    private readonly ProposalReader _proposals = new(options.LegacyCrypto);

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
        ReadChildren(connection, lines);
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

        SetIdentity("local", connection.LocalAuth?.Auth ?? AuthType.Pubkey, connection.LocalAuth?.Id, vpn, lines);
        SetIdentity("remote", connection.RemoteAuth?.Auth ?? AuthType.Pubkey, connection.RemoteAuth?.Id, vpn, lines);
        RefuseCredentials(connection);
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

    private static void SetIdentity(string side, AuthType type, string? identity, string[] vpn, ConfigurationLines lines)
    {
        string field = $"connection.{side}_auth.auth";
        switch (type)
        {
            case AuthType.Psk:
                break;
            case AuthType.Pubkey or AuthType.Eap:
                throw OpiFailure.Unsupported(field, $"{type.ToString().ToUpperInvariant()}: only preshared keys work yet.");
            case AuthType.Xauth:
                throw OpiFailure.InvalidField(field, "XAUTH belongs to version 1 of IKE.");
            default:
                throw OpiFailure.InvalidField(field, $"{(int)type} is no kind of authentication.");
        }

        if (identity is { Length: > 0 })
        {
            lines.Set([.. vpn, $"{side}-id", identity]);
        }
    }

    private static void RefuseCredentials(Connection connection)
    {
        LocalAuth local = connection.LocalAuth ?? new LocalAuth();
        RemoteAuth remote = connection.RemoteAuth ?? new RemoteAuth();
        string? field = (local, remote) switch
        {
            ({ EapId.Length: > 0 }, _) => "local_auth.eap_id",
            ({ AaaId.Length: > 0 }, _) => "local_auth.aaa_id",
            ({ XauthId.Length: > 0 }, _) => "local_auth.xauth_id",
            ({ Certs.Cert.Count: > 0 }, _) => "local_auth.certs",
            ({ Pubkeys.Pubkey.Count: > 0 }, _) => "local_auth.pubkeys",
            (_, { EapId.Length: > 0 }) => "remote_auth.eap_id",
            (_, { Groups.Group.Count: > 0 }) => "remote_auth.groups",
            (_, { CertPolicy.CertPolicy_.Count: > 0 }) => "remote_auth.cert_policy",
            (_, { Certs.Cert.Count: > 0 }) => "remote_auth.certs",
            (_, { CaCerts.Cacert.Count: > 0 }) => "remote_auth.ca_certs",
            (_, { Pubkeys.Pubkey.Count: > 0 }) => "remote_auth.pubkeys",
            _ => null,
        };
        if (field is not null)
        {
            throw OpiFailure.Unsupported($"connection.{field}", "only preshared keys work yet.");
        }
    }

    private void ReadIkePolicy(Connection connection, ConfigurationLines lines)
    {
        string[] policy = ["vpn", connection.Name, "ike-policy"];
        if (connection.Proposals is { } proposals)
        {
            SetProposal(_proposals.Ike("connection.proposals", proposals), [.. policy, "ike-proposal"], lines);
        }
        else
        {
            foreach ((string option, string value) in DefaultProposals.Ike)
            {
                lines.Set([.. policy, "ike-proposal", "1", option, value]);
            }
        }

        SetSeconds(connection.RekeyTime, [.. policy, "rekey-time"], lines);
        SetSeconds(connection.ReauthTime, [.. policy, "reauth-time"], lines);
        SetSeconds(connection.DpdDelay, [.. policy, "dpd-delay"], lines);
        SetFlag("connection.encap", connection.Encap, [.. policy, "udp-encap"], lines);
        SetFlag("connection.mobike", connection.Mobike, [.. policy, "mobike"], lines);
    }

    private void ReadChildren(Connection connection, ConfigurationLines lines)
    {
        string[] policy = ["vpn", connection.Name, "ipsec-policy"];

        // Nothing starts by itself: who loads a connection initiates it, or lets the peer.
        lines.Set([.. policy, "start-action", "none"]);
        lines.Set([.. policy, "close-action", "none"]);
        lines.Set([.. policy, "dpd-action", "clear"]);
        ReadChildPolicy(connection, policy, lines);

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < connection.Children.Count; i++)
        {
            Child child = connection.Children[i];
            string field = $"connection.children[{i}]";
            if (child.Name.Length == 0)
            {
                throw OpiFailure.InvalidField($"{field}.name", "it is empty.");
            }

            if (!names.Add(child.Name))
            {
                throw OpiFailure.InvalidField($"{field}.name", $"there is a child '{child.Name}' before it.");
            }

            RefuseWhatIsNotDone(child, field);
            string[] path = ["vpn", connection.Name, "security-policy", child.Name];
            lines.Set(path);
            if (child.AgProposals is not null)
            {
                lines.Set([.. path, "action", "ah"]);
            }

            SetSelectors($"{field}.local_ts", child.LocalTs, [.. path, "local-ts"], lines);
            SetSelectors($"{field}.remote_ts", child.RemoteTs, [.. path, "remote-ts"], lines);
        }
    }

    /// <summary>The configuration has one such policy for all children of a vpn, so they must agree.</summary>
    private void ReadChildPolicy(Connection connection, string[] policy, ConfigurationLines lines)
    {
        Child? esp = Agreed(connection, "esp_proposals", static child => child.AgProposals is null, static child => child.EspProposals);
        Child? ah = Agreed(connection, "ag_proposals", static child => child.AgProposals is not null, static child => child.AgProposals);
        if (esp?.EspProposals is { } proposals)
        {
            SetProposal(_proposals.Esp("connection.children.esp_proposals", proposals), [.. policy, "esp-proposal"], lines);
        }
        else if (esp is not null)
        {
            foreach ((string option, string value) in DefaultProposals.Esp)
            {
                lines.Set([.. policy, "esp-proposal", "1", option, value]);
            }
        }

        if (ah is not null)
        {
            SetProposal(_proposals.Ah("connection.children.ag_proposals", ah.AgProposals), [.. policy, "ah-proposal"], lines);
        }

        Child? first = Agreed(connection, "rekey_time, life_time or rand_time", static _ => true, static child => (child.RekeyTime, child.LifeTime, child.RandTime));
        if (first is not null)
        {
            uint rekey = first.RekeyTime > 0 ? first.RekeyTime : OpiWords.WholeSeconds(ChildRekeyTime);
            if (first.LifeTime > 0 && first.LifeTime < rekey)
            {
                throw OpiFailure.InvalidField("connection.children.life_time", $"{first.LifeTime} s is less than the rekey time of {rekey} s.");
            }

            SetSeconds(first.RekeyTime, [.. policy, "rekey-time"], lines);
            SetSeconds(first.LifeTime, [.. policy, "life-time"], lines);
            SetSeconds(first.RandTime, [.. policy, "rand-time"], lines);
        }
    }

    private static Child? Agreed(Connection connection, string field, Func<Child, bool> concerned, Func<Child, object?> value)
    {
        Child? first = null;
        foreach (Child child in connection.Children.Where(concerned))
        {
            first ??= child;
            if (!Equals(value(first), value(child)))
            {
                throw OpiFailure.InvalidField($"connection.children.{field}", $"'{first.Name}' and '{child.Name}' differ; the children of one connection share it. Load two connections.");
            }
        }

        return first;
    }

    private static void RefuseWhatIsNotDone(Child child, string field)
    {
        if (child is { AgProposals: not null, EspProposals: not null })
        {
            throw OpiFailure.InvalidField($"{field}.ag_proposals", "a child has AH or ESP, not both.");
        }

        if (child.Updown.Length > 0)
        {
            throw OpiFailure.Unsupported($"{field}.updown", "commands of callers are not run here.");
        }

        string? unsupported = child switch
        {
            { Inactivity: > 0 } => "inactivity",
            { MarkIn: > 0 } => "mark_in",
            { MarkOut: > 0 } => "mark_out",
            { SetMarkIn: > 0 } => "set_mark_in",
            { SetMarkOut: > 0 } => "set_mark_out",
            _ when OpiWords.YesNo($"{field}.mark_in_sa", child.MarkInSa) == true => "mark_in_sa",
            { HwOffload: not ("" or "no" or "auto") } => "hw_offload",
            _ => null,
        };
        if (unsupported is not null)
        {
            throw OpiFailure.Unsupported($"{field}.{unsupported}", "not supported yet.");
        }
    }

    private static void SetSelectors(string field, TrafficSelectors? selectors, string[] path, ConfigurationLines lines)
    {
        if (selectors is null || selectors.Ts.Count == 0)
        {
            return;
        }

        TrafficSelector first = selectors.Ts[0];
        foreach (TrafficSelector selector in selectors.Ts)
        {
            if (selector.Proto != first.Proto || selector.Port != first.Port)
            {
                throw OpiFailure.InvalidField(field, "the selectors of one side share protocol and port.");
            }

            if (selector.Cidr is not ("" or ConfiguredSelectorInfo.Dynamic))
            {
                lines.Set([.. path, "subnet", selector.Cidr]);
            }
        }

        if (ProtocolNames.Number($"{field}.proto", first.Proto) is { } protocol and > 0)
        {
            lines.Set([.. path, "protocol", protocol.ToString(CultureInfo.InvariantCulture)]);
        }

        if (first.Port.Length > 0)
        {
            lines.Set([.. path, "port", first.Port]);
        }
    }

    private static void SetProposal(IReadOnlyList<ProposalReader.Option> found, string[] path, ConfigurationLines lines)
    {
        foreach (ProposalReader.Option option in found)
        {
            lines.Set([.. path, ProposalNumber.ToString(CultureInfo.InvariantCulture), option.Name, option.Value]);
        }
    }

    private static void SetSeconds(uint seconds, string[] path, ConfigurationLines lines)
    {
        if (seconds > 0)
        {
            lines.Set([.. path, $"{seconds}s"]);
        }
    }

    private static void SetFlag(string field, string text, string[] path, ConfigurationLines lines)
    {
        if (OpiWords.YesNo(field, text) is { } value)
        {
            lines.Set([.. path, value ? "true" : "false"]);
        }
    }
}
