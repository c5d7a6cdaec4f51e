using System.CommandLine;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Output;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>What the user asked for.</summary>
/// <param name="Filters">Filters; none means everything.</param>
/// <param name="Stack">The stack; empty means the agent's default.</param>
internal sealed record QueryArguments(IReadOnlyList<NmsecFilter> Filters, string Stack);

/// <summary>One of the reports of a subcommand.</summary>
internal sealed record ReportView(string Name, string Description, Report Report);

/// <summary>A subcommand that sends one monitoring request and prints the answer as a report, as JSON or as bytes, once or again and again.</summary>
internal sealed class Query
{
    private const double DefaultInterval = 2;

    private readonly IReadOnlyList<ReportView> _views;
    private readonly CommonOptions _common;

    private readonly Argument<string> _view;

    private readonly Option<NmsecFilter[]> _filters;

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, fields by the interface's own names." };

    private readonly Option<bool> _hex = new("--hex") { Description = "Print the answer's bytes with their EBCDIC text." };

    private readonly Option<double?> _watch = new("--watch")
    {
        Description = "Ask again every so many seconds (2 if left out) until interrupted. A terminal shows the report as it is now; "
            + "a file or pipe gets the report once and then what changed.",
        HelpName = "SECONDS",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = static result => result.Tokens.Count == 0 ? DefaultInterval : ParseInterval(result),
    };

    private Query(IReadOnlyList<ReportView> views)
    {
        _views = views;
        _common = new CommonOptions(views[0].Report.Scope == MessageScope.ServiceClient ? NmsecService.NetworkSecurity : NmsecService.IpSecurity);
        _filters = new Option<NmsecFilter[]>("--filter")
        {
            Description = FilterParser.Help(views[0].Report.Selectors),
            HelpName = "KEY=VALUE[,KEY=VALUE...]",
            CustomParser = FilterParser.Parse,
            DefaultValueFactory = _ => [],
        };
        _view = new Argument<string>("VIEW")
        {
            Description = $"{string.Join("; ", views.Select(static view => $"{view.Name}: {view.Description} ({view.Report.RequestName})"))}. "
                + $"Default: {views[0].Name}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => views[0].Name,
        };
        _view.AcceptOnlyFromAmong([.. views.Select(static view => view.Name)]);
    }

    /// <summary>A subcommand with one report.</summary>
    public static Command ToCommand(string name, string description, Report report)
        => ToCommand(name, $"{description} ({report.RequestName})", [new ReportView(name, description, report)]);

    /// <summary>A subcommand with several reports of one kind, of which the first is shown unless another is named.</summary>
    public static Command ToCommand(string name, string description, IReadOnlyList<ReportView> views)
    {
        var report = views[0].Report;
        var query = new Query(views);
        var command = new Command(name, description);
        if (views.Count > 1)
        {
            command.Add(query._view);
        }

        query._common.AddTo(command, takesStack: report.Scope != MessageScope.AllStacks);
        if (report.Selectors != FilterSelectors.None)
        {
            command.Add(query._filters);
        }

        command.Add(query._watch);
        command.Add(query._json);
        command.Add(query._hex);
        command.Validators.Add(result =>
        {
            if (result.GetValue(query._json) && result.GetValue(query._hex))
            {
                result.AddError("--json and --hex exclude each other.");
            }

            if (result.GetResult(query._watch) is not null && (result.GetValue(query._json) || result.GetValue(query._hex)))
            {
                result.AddError("--watch shows reports: leave out --json and --hex.");
            }
        });
        command.SetAction((parsed, cancellation) => CommandRunner.RunAsync(parsed, () => query.RunAsync(parsed, cancellation)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var name = _views.Count > 1 ? parsed.GetValue(_view) : _views[0].Name;
        var report = _views.First(view => view.Name == name).Report;
        var arguments = new QueryArguments(report.Selectors != FilterSelectors.None ? parsed.GetValue(_filters)! : [], _common.Stack(parsed));
        await using var client = await _common.Socket(parsed).ConnectAsync(cancellation);
        if (parsed.GetValue(_hex))
        {
            await HexDump.WriteAsync(client, report.Request, arguments, output, cancellation);
        }
        else if (parsed.GetValue(_json))
        {
            await RecordJson.WriteAsync(client, report.Request, arguments, output, cancellation);
        }
        else if (parsed.GetValue(_watch) is { } seconds)
        {
            var watch = new Watch(output, repaint: ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
            await watch.RunAsync(() => report.FetchAsync(client, arguments, cancellation), TimeSpan.FromSeconds(seconds), cancellation);
        }
        else
        {
            await report.WriteAsync(client, arguments, output, cancellation);
        }

        return ExitCode.Success;
    }

    private static double? ParseInterval(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.01 and <= 86_400)
        {
            return seconds;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no interval: give 0.01 to 86400 seconds.");
        return null;
    }
}
