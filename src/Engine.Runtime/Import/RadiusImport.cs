using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>The section <c>charon.plugins.eap-radius</c> of strongswan.conf: the RADIUS servers, and what is asked and told of them.</summary>
internal sealed class RadiusImport(ImportTarget target)
{
    private const string Place = "charon.plugins.eap-radius";

    // TABLE: settings of the plugin and our options.
    private static readonly (string Setting, string[] Words, bool IsTruth)[] Rows =
    [
        ("nas_identifier", ["nas-identifier"], false),
        ("retransmit_timeout", ["retransmit-timeout"], false),
        ("retransmit_base", ["retransmit-base"], false),
        ("retransmit_tries", ["retransmit-tries"], false),
        ("accounting", ["accounting", "enabled"], true),
        ("accounting_interval", ["accounting", "interim-interval"], false),
        ("accounting_send_class", ["accounting", "send-class"], true),
        ("class_group", ["class-group"], true),
        ("filter_id", ["filter-id-group"], true),
    ];

    // TABLE: settings of a server; the plugin has the same for its only one.
    private static readonly (string Setting, string Leaf)[] ServerRows =
    [
        ("secret", "secret"),
        ("auth_port", "auth-port"),
        ("port", "auth-port"),
        ("acct_port", "acct-port"),
        ("preference", "preference"),
    ];

    // TABLE: what changes who is asked what, and has nothing here.
    private static readonly (string Setting, string Message)[] Absent =
    [
        ("xauth", "XAuth belongs to IKEv1, which is not supported"),
        ("forward", "no attributes are passed on between the peer and the server"),
        ("close_all_on_timeout", "tunnels stay when accounting gets no answer"),
        ("accounting_requires_vip", "accounting is for every peer that the server authenticated"),
    ];

    public void Add(SettingsView plugin)
    {
        AddServer(plugin, "server", "primary", Place);
        foreach (var server in plugin.Section("servers")?.Sections() ?? [])
        {
            var setting = $"{Place}.servers.{server.Name}";
            AddServer(server, "address", target.NameFor("radius server", server, setting), setting);
        }

        foreach (var (name, words, isTruth) in Rows)
        {
            if (plugin.Value(name) is { } value)
            {
                target.Set(value.Position, $"{Place}.{name}", ["radius", .. words, isTruth ? YesOrNo(value.Text) : value.Text]);
            }
        }

        if (plugin.Section("dae") is { } dynamic && dynamic.Value("enable") is { } enabled)
        {
            target.Set(enabled.Position, $"{Place}.dae.enable", "radius", "dynamic-authorization", "enabled", YesOrNo(enabled.Text));
            AddDynamic(dynamic, "secret", "secret");
            AddDynamic(dynamic, "port", "port");
            AddDynamic(dynamic, "listen", "address");
        }

        foreach (var (name, message) in Absent)
        {
            if (plugin.Section(name) is { } section)
            {
                target.Findings.Lost(section.Position, $"{Place}.{name}", message);
            }
            else if (plugin.Value(name) is { } value && SettingsText.Truth(value.Text) != false)
            {
                target.Findings.Lost(value.Position, $"{Place}.{name}", message);
            }
        }
    }

    private void AddServer(SettingsView server, string address, string name, string setting)
    {
        if (server.Value(address) is not { } where)
        {
            return;
        }

        // Names of hosts are resolved once by the original; here an address is an address.
        if (!target.Set(where.Position, $"{setting}.{address}", "radius", "server", name, "address", where.Text))
        {
            return;
        }

        foreach (var (key, leaf) in ServerRows)
        {
            if (server.Value(key) is { } value)
            {
                target.Set(value.Position, $"{setting}.{key}", "radius", "server", name, leaf, value.Text);
            }
        }
    }

    private void AddDynamic(SettingsView dynamic, string key, string leaf)
    {
        if (dynamic.Value(key) is { } value && value.Text is not ("0.0.0.0" or "::"))
        {
            target.Set(value.Position, $"{Place}.dae.{key}", "radius", "dynamic-authorization", leaf, value.Text);
        }
    }

    private static string YesOrNo(string text) => SettingsText.Truth(text) is { } truth ? truth ? "true" : "false" : text;
}
