using System.CommandLine;
using MyIkev2.Agent.Cli.Editing;
using MyIkev2.Agent.Cli.Watching;

namespace MyIkev2.Agent.Cli;

/// <summary>The command tree of <c>myikev2</c>.</summary>
internal static class CliApplication
{
    /// <summary>Parses and runs; returns the exit code.</summary>
    public static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        // '@name' is an identity here, not a file of arguments.
        var parsed = CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

        // Signals are the host's business: it sends DELETEs before it goes.
        return parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }

    public static RootCommand CreateRoot() => new("An IKEv2 service, and its command line.")
    {
        AgentConnection.SocketOption,
        RemoteAgent.AddressOption,
        RemoteAgent.AuthorityOption,
        RemoteAgent.TokenOption,
        RemoteAgent.CertificateOption,
        CliOptions.Json,
        RunCommand.Create(),
        new Command("show", "Show state and configuration of the running agent.")
        {
            ShowIkeCommands.Create(),
            PolicyCommands.CreateShowManualTunnel(),
            PolicyCommands.CreateShowFilter(),
            CertificateCommands.CreateShow(),
            PingCommands.CreateShow(),
            AddressCommands.CreateShowPools(),
            AddressCommands.CreateShowLeases(),
            RadiusCommands.CreateShow(),
            SessionCommands.CreateShow(),
            HistoryCommands.CreateShowHistory(),
            HistoryCommands.CreateShowFailures(),
            AgentConfigCommands.CreateShow(),
            ShowStateCommand.Create(),
        },
        WatchCommand.Create(),
        new Command("test", "Tests by setup files: tunnels by the number as a client, or a gateway that waits for them.")
        {
            TestRunCommand.Create(),
            SetupFileCommands.CreateVerify(),
            SetupFileCommands.CreateDefault(),
            SetupFileCommands.CreateCompact(),
            TestSaCommands.CreateList(),
            TestSaCommands.CreateDump(),
            TestSaCommands.CreateDumpChild(),
        },
        OperatorCommands.CreateCmd(),
        OperatorCommands.CreateFlush(),
        EditCommand.Create(),
        ImportCommand.Create(),
        DaemonCommands.Create(),
        DaemonCommands.CreateProcess(),
        new Command("config", "Configuration: files without an agent (check, show), the running agent's (set, del, reload; `show config` prints it).")
        {
            ConfigCommands.CreateCheck(),
            ConfigCommands.CreateShow(),
            AgentConfigCommands.CreateSet(),
            AgentConfigCommands.CreateDelete(),
            AgentConfigCommands.CreateReload(),
        },
    };
}
