using System.CommandLine;
using MyIkev2.Agent.Hosting;

namespace MyIkev2.Agent.Cli;

/// <summary><c>myikev2 run</c>: the service, or without a configuration the demonstration.</summary>
internal static class RunCommand
{
    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "The file that says which VPNs exist. Without it, two engines of this process demonstrate tunnels over loopback.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> KeyLog = new("--keylog")
    {
        Description = "Write the keys of every IKE SA to FILE, of every Child SA to FILE.esp_sa, for Wireshark. Whoever reads them can decrypt; for debugging only.",
        HelpName = "FILE",
    };

    private static readonly Option<FileInfo?> Settings = new("--settings")
    {
        Description = "A further settings file, over appsettings.json.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Set = CreateSet();

    private static readonly Option<bool> Plain = new("--plain") { Description = "The demonstration prints lines instead of a live table." };

    public static Command Create()
    {
        var command = new Command("run", "Run the service.") { Config, KeyLog, Settings, Set, Plain };
        command.SetAction(static (parsed, cancellationToken) => AgentHost.RunAsync(
            new AgentRun
            {
                ConfigurationFile = parsed.GetValue(Config)?.FullName,
                KeyLogFile = parsed.GetValue(KeyLog),
                SettingsFile = parsed.GetValue(Settings)?.FullName,
                Settings = [.. (parsed.GetValue(Set) ?? []).Select(Split)],
                PlainDisplay = parsed.GetValue(Plain),
                Output = parsed.InvocationConfiguration.Output,
                Error = parsed.InvocationConfiguration.Error,
            },
            cancellationToken));
        return command;
    }

    private static Option<string[]> CreateSet()
    {
        var option = new Option<string[]>("--set")
        {
            Description = "One setting, such as Engine:ShardCount=2; may be repeated, and wins over files and environment (MYIKEV2_Engine__ShardCount).",
            HelpName = "KEY=VALUE",
            Arity = ArgumentArity.OneOrMore,
        };
        option.Validators.Add(static result =>
        {
            foreach (var setting in result.Tokens.Where(static t => t.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
            {
                result.AddError($"--set {setting.Value}: a setting is written KEY=VALUE");
            }
        });
        return option;
    }

    private static KeyValuePair<string, string?> Split(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        return new(setting[..equals], setting[(equals + 1)..]);
    }
}
