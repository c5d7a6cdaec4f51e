using System.CommandLine;
using System.Text;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Hosting.TestRuns;
using DaemonClient = MyIkev2.Agent.Grpc.DaemonApi.MyIKEv2DaemonAPISvc.MyIKEv2DaemonAPISvcClient;

namespace MyIkev2.Agent.Cli;

/// <summary><c>daemon define|status|list|destroy|clearping</c>: tests that the agent runs by name.</summary>
internal static class DaemonCommands
{
    private const long LargestSetup = 1024 * 1024;

    private static readonly Option<bool> Override = new("--override") { Description = "Replace a test of that name; it is stopped without a word to its peers." };

    public static Command Create() => new("daemon", "Tests that the agent runs by name (its Daemon:Enabled must be true).")
    {
        new Command("define", "Take a test and start it.") { CreateDefineIke(), CreateDefineOther() },
        CreateStatus(),
        CreateList(),
        CreateDestroy(),
        CreateClearPing(),
    };

    /// <summary>The process of one test; the agent starts it.</summary>
    public static Command CreateProcess()
    {
        var command = new Command(ProcessTest.Command, "The process of one test of the daemon.") { Hidden = true };
        command.SetAction(static (parsed, _) => TestChild.RunAsync(new StreamReader(Console.OpenStandardInput()), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static Command CreateDefineIke()
    {
        var name = Name();
        var file = new Argument<string>("SETUP") { Description = "Setup file; with --remote its name in the agent's Daemon:SetupDirectory." };
        var remote = new Option<bool>("--remote") { Description = "The file is one of the agent's." };
        var logs = new Option<string>("--log-dir") { Description = "Folder below the agent's Daemon:LogDirectory for the test's log.", HelpName = "DIR", DefaultValueFactory = static _ => string.Empty };
        var command = new Command("ike", "A test of this product, from a setup file.") { name, file, remote, logs, Override };
        command.SetAction((parsed, _) =>
        {
            var setup = parsed.GetValue(file)!;
            if (!parsed.GetValue(remote))
            {
                if (ReadSetup(setup) is not { } text)
                {
                    return Task.FromResult(AgentConnection.Fail(parsed, ExitCodes.Failed, $"{setup} cannot be read, or is larger than {LargestSetup} octets"));
                }

                setup = text;
            }

            return DefineAsync(parsed, new DefineGenericTestReq
            {
                Type = DaemonApiCodes.IkeTest,
                Name = parsed.GetValue(name),
                Override = parsed.GetValue(Override),
                MyIKEv2Test = new DefineMyIKEv2TestReq { Setup = setup, LogDir = parsed.GetValue(logs) },
            });
        });
        return command;
    }

    private static Command CreateDefineOther()
    {
        var name = Name();
        var up = new Option<string>("--up") { Description = "Commands that start the program.", HelpName = "COMMANDS", Required = true };
        var setup = Text("--setup", "Commands before that.", "COMMANDS");
        var destroy = Text("--destroy", "Commands that stop it and clean up.", "COMMANDS");
        var dataInterface = Text("--data-if", "Network interface that is moved into its namespace.", "NAME");
        var prefix = Text("--data-if-addr", "Address of that interface, with prefix length.", "PREFIX");
        var command = new Command("other", "Another program, by commands separated with semicolons (the agent's Daemon:AllowCommands must be true).")
        {
            name, up, setup, destroy, dataInterface, prefix, Override,
        };
        command.SetAction((parsed, _) => DefineAsync(parsed, new DefineGenericTestReq
        {
            Type = DaemonApiCodes.OtherTest,
            Name = parsed.GetValue(name),
            Override = parsed.GetValue(Override),
            OtherTest = new DefineOtherTestReq
            {
                UpCMDs = parsed.GetValue(up),
                SetupCMDs = parsed.GetValue(setup),
                DestroyCMDs = parsed.GetValue(destroy),
                DataIf = parsed.GetValue(dataInterface),
                DataIfAddr = parsed.GetValue(prefix),
            },
        }));
        return command;
    }

    private static Command CreateStatus()
    {
        var name = Name();
        var command = new Command("status", "What a test is doing: one word.") { name };
        command.SetAction((parsed, _) => RunAsync(parsed, async daemon =>
        {
            var state = DaemonApiCodes.NameOf((await daemon.StatusAsync(new StatusReq { Name = parsed.GetValue(name) })).State);
            await parsed.InvocationConfiguration.Output
                .WriteAsync(parsed.GetValue(CliOptions.Json) ? JsonText.Of(json => json.WriteString("state", state)) : state + "\n").ConfigureAwait(false);
        }));
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "All tests with their numbers.");
        command.SetAction((parsed, _) => RunAsync(parsed, async daemon =>
        {
            var rows = new List<DaemonRow>();
            foreach (var entry in (await daemon.ListAsync(new Empty())).Results)
            {
                rows.Add(new DaemonRow(entry, await StateAsync(daemon, entry.Name).ConfigureAwait(false)));
            }

            await parsed.InvocationConfiguration.Output.WriteAsync(parsed.GetValue(CliOptions.Json) ? DaemonText.Json(rows) : DaemonText.Table(rows)).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command CreateDestroy()
    {
        var name = Name();
        var gracefully = new Option<bool>("--gracefully") { Description = "Delete its tunnels with their peers first." };
        var command = new Command("destroy", "Stop a test and forget it.") { name, gracefully };
        command.SetAction((parsed, _) => RunAsync(
            parsed, async daemon => await daemon.DestroyAsync(new DestroyReq { Name = parsed.GetValue(name), Gracefully = parsed.GetValue(gracefully) })));
        return command;
    }

    private static Command CreateClearPing()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the test; without it, all.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => string.Empty };
        var command = new Command("clearping", "Start ping counters over at zero.") { name };
        command.SetAction((parsed, _) => RunAsync(parsed, async daemon => await daemon.ClearPingStatsAsync(new ClearPingStatsReq { Name = parsed.GetValue(name) })));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the test." };

    private static Option<string> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = static _ => string.Empty };

    private static Task<int> DefineAsync(ParseResult parsed, DefineGenericTestReq request) => RunAsync(parsed, async daemon => await daemon.DefineAsync(request));

    /// <summary>A test that is destroyed between two questions is no failure of the list.</summary>
    private static async Task<uint> StateAsync(DaemonClient daemon, string name)
    {
        try
        {
            return (await daemon.StatusAsync(new StatusReq { Name = name })).State;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<DaemonClient, Task> body) => AgentConnection.CallAsync(parsed, async invoker =>
    {
        try
        {
            await body(new DaemonClient(invoker)).ConfigureAwait(false);
            return ExitCodes.Success;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented && e.Status.Detail == "The service is not implemented.")
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, "this agent is no daemon: its setting Daemon:Enabled is false");
        }
    });

    private static string? ReadSetup(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestSetup } ? File.ReadAllText(path, Encoding.UTF8) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
