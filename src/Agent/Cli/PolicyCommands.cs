using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show manual-tunnel [details]</c>, <c>show filter [current|default|policy]</c> and <c>cmd manual-tunnel activate|deactivate NAME|all</c>.</summary>
internal static class PolicyCommands
{
    private static readonly Option<ulong> Limit = new("--limit") { Description = "Show so many filters at most; 0 for all.", HelpName = "N", Recursive = true };

    public static Command CreateCmd() => new("manual-tunnel", "Tunnels with configured SPIs and keys.")
    {
        Switching("activate", "Let it carry packets.", static selector => new ExecuteRequest { ActivateManualTunnel = selector }),
        Switching("deactivate", "Let it carry no more packets; those that would use it are dropped.", static selector => new ExecuteRequest { DeactivateManualTunnel = selector }),
    };

    public static Command CreateShowManualTunnel()
    {
        var details = new Command("details", "With algorithms, SPIs, traffic and what was dropped.");
        details.SetAction((parsed, _) => ShowTunnelsAsync(parsed, ManualTunnelText.Details));
        var show = new Command("manual-tunnel", "Tunnels with configured SPIs and keys, a line each.") { details };
        show.SetAction((parsed, _) => ShowTunnelsAsync(parsed, ManualTunnelText.Lines));
        return show;
    }

    public static Command CreateShowFilter()
    {
        var show = new Command("filter", "IP filters: what happens to packets, the first that matches decides.")
        {
            Limit,
            Set("current", "All that are in force, in search order; the built-in rules last.", IpFilterSet.Current),
            Set("default", "The built-in rules: for packets that no other filter matches.", IpFilterSet.Default),
            Set("policy", "The configured rules, in force or not.", IpFilterSet.Policy),
        };
        show.SetAction((parsed, _) => ShowFiltersAsync(parsed, IpFilterSet.Current));
        return show;
    }

    private static Command Switching(string word, string description, Func<SaSelector, ExecuteRequest> request)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the manual tunnel, or all." };
        var command = new Command(word, description) { name };
        command.SetAction((parsed, _) => OperatorCommands.ExecuteAsync(parsed, request(parsed.GetValue(name) is var given and not "all"
            ? new SaSelector { Name = given }
            : new SaSelector { All = true })));
        return command;
    }

    private static Command Set(string word, string description, IpFilterSet set)
    {
        var command = new Command(word, description);
        command.SetAction((parsed, _) => ShowFiltersAsync(parsed, set));
        return command;
    }

    private static Task<int> ShowTunnelsAsync(ParseResult parsed, Func<IReadOnlyList<ManualTunnel>, string> format) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var tunnels = new List<ManualTunnel>();
            using var call = client.ListManualTunnels(new ListManualTunnelsRequest());
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                tunnels.AddRange(batch.Tunnels);
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? PolicyJson.Format(tunnels) : format(tunnels)).ConfigureAwait(false);
            return ExitCodes.Success;
        });

    private static Task<int> ShowFiltersAsync(ParseResult parsed, IpFilterSet set) =>
        AgentConnection.RunAsync(parsed, async client =>
        {
            var filters = new List<IpFilter>();
            using var call = client.ListFilters(new ListFiltersRequest { Set = set, Limit = parsed.GetValue(Limit) });
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                filters.AddRange(batch.Filters);
            }

            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? PolicyJson.Format(filters) : FilterText.Lines(filters)).ConfigureAwait(false);
            return ExitCodes.Success;
        });
}
