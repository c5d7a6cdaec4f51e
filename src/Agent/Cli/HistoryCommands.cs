using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show history [child]</c> and <c>show failures</c>: the newest rows, oldest first.</summary>
internal static class HistoryCommands
{
    private const ulong DefaultLimit = 20;

    private static readonly Option<ulong> Limit = new("--limit")
    {
        Description = "Show the newest N; 0 for all.",
        HelpName = "N",
        Recursive = true,
        DefaultValueFactory = static _ => DefaultLimit,
    };

    private static readonly Option<string> Vpn = new("--vpn") { Description = "Of this vpn only.", HelpName = "NAME", Recursive = true };

    public static Command CreateShowHistory()
    {
        var children = new Command("child", "Security policies whose last Child SA ended.");
        children.SetAction((parsed, _) => ShowHistoryAsync(parsed, HistoryKind.Children));
        var show = new Command("history", "Tunnels that ended: since when they were up, why they ended, what they carried.") { Limit, Vpn, children };
        show.SetAction((parsed, _) => ShowHistoryAsync(parsed, HistoryKind.Tunnels));
        return show;
    }

    public static Command CreateShowFailures()
    {
        var show = new Command("failures", "What failed, and why. Normal ends of tunnels are in the history.") { Limit, Vpn };
        show.SetAction((parsed, _) => ShowFailuresAsync(parsed));
        return show;
    }

    private static Task<int> ShowHistoryAsync(ParseResult parsed, HistoryKind kind) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var tunnels = new List<EndedTunnel>();
            var children = new List<EndedChild>();
            using var call = client.ListHistory(new ListHistoryRequest { Kind = kind, Newest = parsed.GetValue(Limit), Vpn = parsed.GetValue(Vpn) ?? "" });
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                tunnels.AddRange(batch.Tunnels);
                children.AddRange(batch.Children);
            }

            var isJson = parsed.GetValue(CliOptions.Json);
            var text = kind == HistoryKind.Children
                ? isJson ? HistoryJson.Format(children) : HistoryText.Lines(children)
                : isJson ? HistoryJson.Format(tunnels) : HistoryText.Lines(tunnels);
            await parsed.InvocationConfiguration.Output.WriteAsync(text).ConfigureAwait(false);
            return ExitCodes.Success;
        });

    private static Task<int> ShowFailuresAsync(ParseResult parsed) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var failures = new List<FailureRecord>();
            using var call = client.ListFailures(new ListFailuresRequest { Newest = parsed.GetValue(Limit), Vpn = parsed.GetValue(Vpn) ?? "" });
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                failures.AddRange(batch.Failures);
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? HistoryJson.Format(failures) : HistoryText.Lines(failures)).ConfigureAwait(false);
            return ExitCodes.Success;
        });
}
