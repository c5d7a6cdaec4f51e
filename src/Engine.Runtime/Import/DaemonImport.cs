using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>The section <c>charon</c> of strongswan.conf: what of it our global options have. The rest is strongSwan's own affair and no finding.</summary>
internal sealed class DaemonImport(ImportTarget target)
{
    // TABLE: settings of the daemon and our options.
    private static readonly (string Setting, string[] Words, Func<string, string>? Form)[] Rows =
    [
        ("initiator_only", ["initiator-only"], YesOrNo),
        ("install_virtual_ip_on", ["install-vip-on"], null),
        ("retransmit_tries", ["retransmit-tries"], null),
        ("retransmit_timeout", ["retransmit-timeout"], null),
        ("retransmit_base", ["retransmit-base"], null),
        ("retransmit_jitter", ["retransmit-jitter"], null),
        ("retransmit_limit", ["retransmit-limit"], null),
        ("cookie_threshold", ["dos-protection", "cookie-threshold"], null),
        ("block_threshold", ["dos-protection", "block-threshold"], null),
        ("init_limit_half_open", ["dos-protection", "init-limit-half-open"], null),
        ("init_limit_job_load", ["dos-protection", "init-limit-job-load"], null),
        ("ikesa_limit", ["dos-protection", "ike-sa-limit"], null),
        ("half_open_timeout", ["half-open-timeout"], null),
        ("keep_alive", ["nat-keepalive"], null),
        ("delete_rekeyed_delay", ["delete-rekeyed-delay"], null),
        ("fragment_size", ["fragment-size"], static text => text == "0" ? "1280" : text),
        ("install_routes", ["install-routes"], YesOrNo),
        ("routing_table", ["routing-table"], null),
        ("routing_table_prio", ["routing-table-prio"], null),
        ("make_before_break", ["make-before-break"], YesOrNo),
        ("prefer_best_path", ["mobike-prefer-best-path"], YesOrNo),
    ];

    public void Add(SettingsView charon)
    {
        foreach (var (name, words, form) in Rows)
        {
            if (charon.Value(name) is { } value)
            {
                target.Set(value.Position, $"charon.{name}", ["global-options", .. words, form is null ? value.Text : form(value.Text)]);
            }
        }
    }

    private static string YesOrNo(string text) => SettingsText.Truth(text) is { } truth ? truth ? "true" : "false" : text;
}
