using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>cmd ping start|stop|clear ...</c> and <c>show ping [summary|details]</c>.</summary>
internal static class PingCommands
{
    private static readonly Option<ulong> Skip = new("--skip") { Description = "Leave out so many tasks at the beginning.", HelpName = "N", Recursive = true };

    private static readonly Option<ulong> Limit = new("--limit") { Description = "Show so many tasks at most; 0 for all.", HelpName = "N", Recursive = true };

    public static Command CreateCmd()
    {
        var name = new Argument<string>("NAME") { Description = "Its name." };
        var stopVpn = new Command("vpn", "The tasks of one vpn.") { name };
        stopVpn.SetAction((parsed, _) => OperatorCommands.ExecuteAsync(parsed, new ExecuteRequest { StopPings = new StopPings { Vpn = parsed.GetValue(name) } }));
        var stop = new Command("stop", "Send no more pings; the results stay.") { stopVpn };
        stop.SetAction((parsed, _) => OperatorCommands.ExecuteAsync(parsed, new ExecuteRequest { StopPings = new StopPings() }));
        var clear = new Command("clear", "Start the counters over at zero; running tasks run on, ended ones are removed.");
        clear.SetAction((parsed, _) => OperatorCommands.ExecuteAsync(parsed, new ExecuteRequest { ClearPings = new ClearPings() }));
        return new Command("ping", "Echo requests between inner addresses through tunnels, without a tunnel device.")
        {
            new Command("start", "Ping through the tunnels that are up now, by default between the first addresses of their traffic selectors.")
            {
                Start("vpn", "Those of one vpn.", new Argument<string>("NAME") { Description = "Name of the vpn." }),
                Start("all", "All of them.", vpn: null),
            },
            stop,
            clear,
        };
    }

    public static Command CreateShow()
    {
        var summary = new Command("summary", "Totals over all tasks, with round-trip times.");
        summary.SetAction((parsed, _) => ShowAsync(parsed, totalsOnly: true, static list => PingText.Summary(list)));
        var details = new Command("details", "Each task with its losses and round-trip times.");
        details.SetAction((parsed, _) => ShowAsync(parsed, totalsOnly: false, static list => PingText.Details(list)));
        var show = new Command("ping", "Ping tasks: what was sent and received, and the totals.") { Skip, Limit, summary, details };
        show.SetAction((parsed, _) => ShowAsync(parsed, totalsOnly: false, static list => PingText.Lines(list)));
        return show;
    }

    private static Command Start(string keyword, string description, Argument<string>? vpn)
    {
        var words = new Argument<string[]>("OPTIONS") { Arity = ArgumentArity.ZeroOrMore, Description = PingWords.Usage };
        var command = new Command(keyword, description);
        if (vpn is not null)
        {
            command.Add(vpn);
        }

        command.Add(words);
        command.SetAction((parsed, _) =>
        {
            var request = new StartPings();
            if (vpn is not null)
            {
                request.Vpn = parsed.GetValue(vpn);
            }

            return PingWords.TryRead(parsed.GetValue(words) ?? [], request, out var mistake)
                ? OperatorCommands.ExecuteAsync(parsed, new ExecuteRequest { StartPings = request })
                : Task.FromResult(AgentConnection.Fail(parsed, ExitCodes.Failed, mistake));
        });
        return command;
    }

    private static Task<int> ShowAsync(ParseResult parsed, bool totalsOnly, Func<PingListView, string> format) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var tasks = new List<PingTask>();
            ListPingsResponse? last = null;
            using var call = client.ListPings(new ListPingsRequest { Skip = parsed.GetValue(Skip), Limit = parsed.GetValue(Limit), TotalsOnly = totalsOnly });
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                last = batch;
                tasks.AddRange(batch.Tasks);
            }

            var list = new PingListView(tasks, last?.TaskCount ?? 0, last?.Totals ?? new PingCounters());
            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? PingJson.Format(list, withTasks: !totalsOnly) : format(list)).ConfigureAwait(false);
            return ExitCodes.Success;
        });
}
