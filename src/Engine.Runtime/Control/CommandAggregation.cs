using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Control;

/// <summary>Makes one result of the shards' answers, with the texts of <c>cmd ike</c> and <c>flush ike</c>.</summary>
internal static class CommandAggregation
{
    public static CommandResult Combine(EngineCommand command, IReadOnlyList<ShardReply> replies, int expected)
    {
        var results = replies.OfType<ShardReply.Completed>().Select(static c => c.Result).ToList();
        if (results.Count < expected)
        {
            return Unavailable;
        }

        var affected = results.Sum(static r => r.Affected);
        IReadOnlyList<string> lines = [.. results.SelectMany(static r => r.Lines)];
        var failed = results.FirstOrDefault(static r => r.Status is not (CommandStatus.Succeeded or CommandStatus.NotFound or CommandStatus.AlreadySet));
        if (failed is not null)
        {
            return failed with { Affected = affected, Lines = lines };
        }

        if (affected == 0 && results.Exists(static r => r.Status == CommandStatus.AlreadySet))
        {
            return new CommandResult(CommandStatus.AlreadySet, 0, "nothing to do: it is in that state already", lines);
        }

        // A shard without such an SA has nothing to do and nothing to complain about; all of them together do.
        if (results.TrueForAll(static r => r.Status == CommandStatus.NotFound) || (affected == 0 && Selects(command)))
        {
            return new CommandResult(CommandStatus.NotFound, 0, NothingMatched(command), lines);
        }

        return new CommandResult(CommandStatus.Succeeded, affected, Summary(command, affected, results), lines);
    }

    public static CommandResult Unavailable { get; } = new(CommandStatus.Unavailable, 0, "the engine is not running", []);

    private static string Summary(EngineCommand command, int affected, List<CommandResult> results) => command switch
    {
        EngineCommand.RekeyIke => $"Initiated {affected} IKE SA {Plural("rekey", affected)}.",
        EngineCommand.RekeyChild => $"Initiated {affected} child SA {Plural("rekey", affected)}.",
        EngineCommand.StartPings => $"Started {affected} ping {Plural("task", affected)}.",
        EngineCommand.StopPings => $"Stopped {affected} ping {Plural("task", affected)}.",
        EngineCommand.ClearPings => $"Cleared {affected} ping {Plural("task", affected)}.",
        EngineCommand.ActivateManualTunnel => $"Activated {affected} manual {Plural("tunnel", affected)}.",
        EngineCommand.DeactivateManualTunnel => $"Deactivated {affected} manual {Plural("tunnel", affected)}.",
        EngineCommand.RedirectIke => $"Initiated {affected} IKE SA {Plural("redirection", affected)}.",
        EngineCommand.ReauthenticateIke => $"Initiated {affected} IKE SA {Plural("reauthentication", affected)}.",
        _ => results.Select(static r => r.Message).FirstOrDefault(static m => m.Length > 0) ?? string.Empty,
    };

    private static bool Selects(EngineCommand command) => command is not (EngineCommand.InitiateChild or EngineCommand.InitiateIke);

    private static string NothingMatched(EngineCommand command) => command switch
    {
        EngineCommand.RekeyIke { Selector: var selector } => NoSa("IKE SA", "vpn", selector),
        EngineCommand.ReauthenticateIke { Selector: var selector } => NoSa("IKE SA", "vpn", selector),
        EngineCommand.RedirectIke { Selector: var selector } => NoSa("IKE SA", "vpn", selector),
        EngineCommand.FlushIke { Selector: var selector } => NoSa("IKE SA", "vpn", selector),
        EngineCommand.RekeyChild { Selector: var selector } => NoSa("child SA", "security policy", selector),
        EngineCommand.FlushChild { Selector: var selector } => NoSa("child SA", "security policy", selector),
        EngineCommand.InitiateIke { VpnName: var vpn } => $"no vpn '{vpn}'",
        EngineCommand.InitiateChild { SecurityPolicy: var policy } => $"no security policy '{policy}'",
        EngineCommand.StartPings { VpnName: { } vpn } => $"no Child SA of vpn '{vpn}' to ping through",
        EngineCommand.StartPings => "no Child SA to ping through",
        EngineCommand.StopPings { VpnName: { } vpn } => $"no ping task of vpn '{vpn}' runs",
        EngineCommand.StopPings => "no ping task runs",
        EngineCommand.ClearPings => "no ping task to clear",
        _ => "nothing matched",
    };

    private static string NoSa(string kind, string nameKind, SaSelector selector) => selector switch
    {
        { UniqueId: { } number } => $"no {kind} with unique id {number}",
        { Name: { } name } => $"no {kind} of {nameKind} '{name}'",
        _ => $"no {kind}",
    };

    private static string Plural(string word, int count) => count == 1 ? word : word + "s";
}
