using System.CommandLine;
using Grpc.Core;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show sessions [--state S] [--from ID] [--count N]</c>: flows that were handed over to the data plane.</summary>
internal static class SessionCommands
{
    private static readonly Option<string?> State = new Option<string?>("--state") { Description = "Only sessions in this state.", HelpName = "STATE" }.AcceptOnlyFromAmong([.. SessionText.States]);
    private static readonly Option<ulong> From = new("--from") { Description = "Only sessions with numbers from ID on.", HelpName = "ID" };
    private static readonly Option<uint> Count = new("--count") { Description = "N sessions at most.", HelpName = "N" };

    public static Command CreateShow()
    {
        var show = new Command("sessions", "Flows that were handed over to the data plane, their counters and what becomes of their packets.") { State, From, Count };
        show.SetAction((parsed, _) => AgentConnection.RunAsync(parsed, async client =>
        {
            // A million of them are written as they come.
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool json = parsed.GetValue(CliOptions.Json);
            ulong shown = 0;
            ulong next = 0;
            using var call = client.ListSessions(new ListSessionsRequest
            {
                State = parsed.GetValue(State) is { } state ? SessionText.StateOf(state) : SessionState.Unspecified,
                FirstSessionId = parsed.GetValue(From),
                PageSize = parsed.GetValue(Count),
            });
            await foreach (var batch in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
            {
                foreach (FlowSession session in batch.Sessions)
                {
                    await output.WriteAsync(json ? SessionText.Json(session) : SessionText.Line(session)).ConfigureAwait(false);
                    shown++;
                }

                next = batch.NextSessionId;
            }

            if (!json)
            {
                await output.WriteAsync(SessionText.Foot(shown, next)).ConfigureAwait(false);
            }

            return ExitCodes.Success;
        }));
        return show;
    }
}
