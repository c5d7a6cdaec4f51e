using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;
using MyIkev2.Engine.Runtime.Vrf;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>
/// Turns strongSwan's swanctl.conf, and what strongswan.conf says of the daemon, into our configuration. What could not be carried, or works in another way,
/// is listed with its file and line. Nothing is guessed in the peer's favour: a connection whose peer would have to prove less is disabled.
/// </summary>
public static class SwanctlImport
{
    /// <summary>What a folder is looked through for.</summary>
    private static readonly string[] FileNames = ["swanctl.conf", "strongswan.conf"];

    /// <summary>Imports files, or folders that have <c>swanctl.conf</c> or <c>strongswan.conf</c> in them, into one configuration.</summary>
    /// <param name="paths">Files and folders; a later file extends what earlier ones say.</param>
    /// <param name="vrf">The VRF that gets it.</param>
    public static ImportResult FromFiles(IEnumerable<string> paths, string vrf = VrfConfiguration.Main)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var diagnostics = new ConfigDiagnostics();
        var roots = new List<SettingsSection>();
        foreach (var path in paths.SelectMany(Expand))
        {
            if (SettingsReader.ReadFile(path, diagnostics) is { } root)
            {
                roots.Add(root);
            }
        }

        return roots.Count == 0 ? new ImportResult(null, Findings(diagnostics).Items) : Import(Merge(roots), diagnostics, vrf);
    }

    /// <summary>Imports a text that includes no files.</summary>
    /// <param name="text">The settings.</param>
    /// <param name="source">Name for positions in findings.</param>
    /// <param name="vrf">The VRF that gets it.</param>
    public static ImportResult FromText(string text, string source, string vrf = VrfConfiguration.Main)
    {
        ArgumentNullException.ThrowIfNull(text);
        var diagnostics = new ConfigDiagnostics();
        return Import(SettingsReader.ReadText(text, source, diagnostics), diagnostics, vrf);
    }

    private static ImportResult Import(SettingsSection root, ConfigDiagnostics diagnostics, string vrf)
    {
        var findings = new ImportFindings();
        var target = new ImportTarget(vrf, findings);
        var view = SettingsView.Of(root, diagnostics);
        var secrets = new SecretImport(target);
        foreach (var secret in Sections(view, "secrets"))
        {
            secrets.Add(secret);
        }

        var pools = new PoolImport(target);
        foreach (var pool in Sections(view, "pools"))
        {
            pools.Add(pool);
        }

        var connections = new ConnectionImport(target, pools.Names, secrets.PostQuantumKeys);
        foreach (var connection in Sections(view, "connections"))
        {
            connections.Add(connection);
        }

        if (view.Section("charon") is { } charon)
        {
            new DaemonImport(target).Add(charon);
            if (charon.Section("plugins")?.Section("eap-radius") is { } radius)
            {
                new RadiusImport(target).Add(radius);
            }
        }

        Report(root, new LeftoverReport(findings));
        AddProblemsOfTheWhole(target);
        Findings(diagnostics, findings);
        return new ImportResult(ConfigPrinter.Print(target.Document, ConfigDetail.Explicit, revealSecrets: true), findings.Items);
    }

    /// <summary>Sections that are never asked for are other programs'; those that something inherits from are looked through too.</summary>
    private static void Report(SettingsSection root, LeftoverReport report)
    {
        foreach (var section in root.Sections.Where(static section => section.Name is "connections" or "secrets" or "pools" or "authorities" || HasUsed(section)))
        {
            if (section.Name != "charon")
            {
                report.Add(section, section.Name);
            }
        }
    }

    private static bool HasUsed(SettingsSection section) => section.Values.Any(static value => value.IsUsed) || section.Sections.Any(HasUsed);

    private static IEnumerable<SettingsView> Sections(SettingsView root, string name) => root.Section(name)?.Sections() ?? [];

    /// <summary>What our own rules say about the result, at the place of the connection, secret or pool that it is about.</summary>
    private static void AddProblemsOfTheWhole(ImportTarget target)
    {
        foreach (var diagnostic in ConfigValidator.Validate(target.Document))
        {
            var (position, setting) = target.Origins
                .Where(origin => diagnostic.Path == origin.Key || diagnostic.Path.StartsWith(origin.Key + " ", StringComparison.Ordinal))
                .OrderByDescending(static origin => origin.Key.Length).Select(static origin => origin.Value).FirstOrDefault();
            var message = $"{diagnostic.Path}: {diagnostic.Message}";
            if (diagnostic.IsError)
            {
                target.Findings.Lost(position, setting ?? string.Empty, message);
            }
            else
            {
                target.Findings.Changed(position, setting ?? string.Empty, message);
            }
        }
    }

    private static ImportFindings Findings(ConfigDiagnostics diagnostics, ImportFindings? findings = null)
    {
        findings ??= new ImportFindings();
        foreach (var item in diagnostics.Items)
        {
            findings.Lost(item.Position, item.Path, item.Message);
        }

        return findings;
    }

    private static IEnumerable<string> Expand(string path) => Directory.Exists(path)
        ? FileNames.Select(name => Path.Combine(path, name)).Where(File.Exists).DefaultIfEmpty(Path.Combine(path, FileNames[0]))
        : [path];

    /// <summary>Several files as one that includes them all.</summary>
    private static SettingsSection Merge(List<SettingsSection> roots)
    {
        var whole = roots[0];
        foreach (var root in roots.Skip(1))
        {
            Extend(whole, root);
        }

        return whole;
    }

    private static void Extend(SettingsSection whole, SettingsSection part)
    {
        foreach (var value in part.Values)
        {
            whole.Set(value);
        }

        foreach (var section in part.Sections)
        {
            var into = whole.GetOrAdd(section.Name, section.Position);
            into.References.AddRange(section.References);
            Extend(into, section);
        }
    }
}
