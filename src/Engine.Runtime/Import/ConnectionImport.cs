using System.Net;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>Connections: a vpn for each.</summary>
/// <param name="target">Where they go.</param>
/// <param name="pools">Names of the pools that were carried, by those in the settings.</param>
/// <param name="ppks">Names of the post-quantum preshared keys, by their identities.</param>
internal sealed class ConnectionImport(ImportTarget target, IReadOnlyDictionary<string, string> pools, IReadOnlyDictionary<string, string> ppks)
{
    private const string DefaultRekeyTime = "4h";

    private readonly TemplateBook _ikeTemplates = new(target, "ike-policy-template");
    private readonly TemplateBook _ipsecTemplates = new(target, "ipsec-policy-template");
    private readonly ProposalImport _proposals = new(target.Findings);

    public void Add(SettingsView connection)
    {
        var setting = $"connections.{connection.Name}";
        var version = connection.Value("version")?.Text ?? "0";
        if (version == "1")
        {
            target.Findings.Lost(connection.Position, setting, "is for IKEv1, which is not supported; it is left out");
            connection.Forget();
            return;
        }

        var vpn = target.NameFor("vpn", connection, setting);
        var policy = new PolicyDraft();
        var isSafe = new AuthenticationImport(target, vpn, setting).Add(connection, policy);
        AddIkeOptions(connection, setting, policy);
        var children = new ChildImport(target, vpn, setting);
        foreach (var child in connection.Section("children")?.Sections() ?? [])
        {
            children.Add(child);
        }

        children.Finish(connection);
        target.Set(connection.Position, setting, "vpn", vpn, "ike-policy", "template", _ikeTemplates.NameOf(policy, vpn, connection.Position, setting));
        target.Set(connection.Position, setting, "vpn", vpn, "ipsec-policy", "template", _ipsecTemplates.NameOf(children.Policy, vpn, connection.Position, setting));
        if (!isSafe)
        {
            target.Set(connection.Position, setting, "vpn", vpn, "enabled", "false");
            target.Findings.Changed(connection.Position, setting, "is disabled: the peer would have to prove less than it had to");
        }

        AddAddress(connection, setting, vpn, "local_addrs", "local-address");
        AddAddress(connection, setting, vpn, "remote_addrs", "remote-address");
        AddPorts(connection, setting, vpn);
        AddVirtualAddresses(connection, setting, vpn);
        AddPostQuantumKey(connection, setting, vpn);
    }

    private void AddIkeOptions(SettingsView connection, string setting, PolicyDraft policy)
    {
        var number = 0;
        var proposals = connection.Value("proposals");
        foreach (var proposal in _proposals.Ike(proposals, $"{setting}.proposals"))
        {
            number++;
            foreach (var (leaf, name) in proposal.Options)
            {
                policy.Add(proposals?.Position ?? connection.Position, $"{setting}.proposals", "ike-proposal", number.ToString(), leaf, name);
            }
        }

        Option("keyingtries", "keying-tries", static text => text == "%forever" ? "0" : text);
        Option("unique", "unique-sa");
        Option("reauth_time", "reauth-time");
        AddRekeyTime(connection, setting, policy);
        Option("over_time", "over-time");
        Option("rand_time", "rand-time");
        Option("dpd_delay", "dpd-delay");
        Option("encap", "udp-encap", YesOrNo);
        Option("ppk_required", "require-ppk", YesOrNo);
        Option("childless", "childless");
        Option("send_cert", "send-cert");
        Option("send_certreq", "send-certreq", YesOrNo);
        Option("fragmentation", "fragmentation", static text => text is "force" or "accept" ? text : YesOrNo(text) == "false" ? "no" : "yes");
        var mobike = connection.Value("mobike");
        policy.Add(mobike?.Position ?? connection.Position, $"{setting}.mobike", "mobike", YesOrNo(mobike?.Text ?? "yes"));
        if (connection.Value("aggressive") is { } aggressive && SettingsText.Truth(aggressive.Text) != false)
        {
            target.Findings.Lost(aggressive.Position, $"{setting}.aggressive", "aggressive mode belongs to IKEv1, which is not supported");
        }

        void Option(string name, string leaf, Func<string, string>? form = null)
        {
            if (connection.Value(name) is { } value)
            {
                policy.Add(value.Position, $"{setting}.{name}", leaf, form is null ? value.Text : form(value.Text));
            }
        }
    }

    /// <summary>With a time to authenticate again, rekeying is off unless it was asked for.</summary>
    private static void AddRekeyTime(SettingsView connection, string setting, PolicyDraft policy)
    {
        if (connection.Value("rekey_time") is { } rekey)
        {
            policy.Add(rekey.Position, $"{setting}.rekey_time", "rekey-time", rekey.Text);
        }
        else if (connection.Value("reauth_time") is { } reauthentication && reauthentication.Text is not ("0" or "0s"))
        {
            policy.Add(reauthentication.Position, $"{setting}.reauth_time", "rekey-time", "0s");
        }
        else
        {
            policy.Add(connection.Position, setting, "rekey-time", DefaultRekeyTime);
        }
    }

    private void AddAddress(SettingsView connection, string setting, string vpn, string name, string leaf)
    {
        if (connection.Value(name) is not { } value)
        {
            return;
        }

        var items = SettingsText.List(value.Text);
        var address = items.FirstOrDefault(static item => IPAddress.TryParse(item, out _) && !SettingsText.IsAnyAddress(item));
        if (address is not null)
        {
            target.Set(value.Position, $"{setting}.{name}", "vpn", vpn, leaf, address);
        }

        foreach (var item in items.Where(item => item != address && !SettingsText.IsAnyAddress(item)))
        {
            target.Findings.Lost(
                value.Position,
                $"{setting}.{name}",
                $"'{item}': {(IPAddress.TryParse(item, out _) ? "a vpn has one address here" : item.AsSpan().ContainsAny('/', '-') && char.IsAsciiHexDigit(item[0]) ? "a subnet or range of addresses" : "names are not looked up")}"
                + (address is null ? $"; {leaf} is any" : string.Empty));
        }
    }

    private void AddPorts(SettingsView connection, string setting, string vpn)
    {
        if (connection.Value("local_port") is { Text: not ("0" or "500" or "4500") } local)
        {
            target.Findings.Lost(local.Position, $"{setting}.local_port", "our ports are those of the service: Engine:Listen in its settings");
        }

        if (connection.Value("remote_port") is { Text: not ("0" or "500") } remote)
        {
            // From another port than 500 strongSwan begins as behind a NAT, and stays there.
            target.Set(remote.Position, $"{setting}.remote_port", "vpn", vpn, "remote-port", remote.Text);
            target.Set(remote.Position, $"{setting}.remote_port", "vpn", vpn, "remote-nat-port", remote.Text);
        }
    }

    private void AddVirtualAddresses(SettingsView connection, string setting, string vpn)
    {
        if (connection.Value("vips") is { } requests)
        {
            foreach (var item in SettingsText.List(requests.Text))
            {
                target.Set(requests.Position, $"{setting}.vips", "vpn", vpn, "vip-request", item switch { "%any" or "%any4" or "%config" or "%config4" => "0.0.0.0", "%any6" or "%config6" => "::", _ => item });
            }
        }

        if (connection.Value("pools") is { } named)
        {
            foreach (var item in SettingsText.List(named.Text))
            {
                if (item == "radius" || pools.ContainsKey(item))
                {
                    target.Set(named.Position, $"{setting}.pools", "vpn", vpn, "vip-pool", pools.GetValueOrDefault(item, item));
                }
                else
                {
                    target.Findings.Lost(named.Position, $"{setting}.pools", $"there is no pool '{item}' in the settings; external pools are not supported");
                }
            }
        }
    }

    private void AddPostQuantumKey(SettingsView connection, string setting, string vpn)
    {
        if (connection.Value("ppk_id") is not { } id)
        {
            return;
        }

        if (ppks.TryGetValue(id.Text, out var name))
        {
            target.Set(id.Position, $"{setting}.ppk_id", "vpn", vpn, "ppk", name);
        }
        else
        {
            target.Findings.Lost(id.Position, $"{setting}.ppk_id", $"no ppk secret has the identity '{id.Text}'");
        }
    }

    private static string YesOrNo(string text) => SettingsText.Truth(text) is { } truth ? truth ? "true" : "false" : text;
}
