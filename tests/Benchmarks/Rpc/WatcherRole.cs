using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Benchmarks.Rpc;

/// <summary>
/// What this program does when <see cref="Watchers"/> starts it again: it watches as many callers do, each over a connection of its own, counts what
/// comes, and says when all of them have it all.
/// </summary>
internal static class WatcherRole
{
    public const string CommandName = "grpc-watchers";
    public const string Ready = "ready";
    public const string Done = "done";

    public static Command Create()
    {
        var socket = new Option<string>("--agent-socket") { Required = true };
        var callers = new Option<int>("--callers") { Required = true };
        var snapshot = new Option<int>("--snapshot") { Required = true };
        var changes = new Option<long>("--changes") { Required = true };
        var field = new Option<string?>("--only");
        var command = new Command(CommandName, "The callers that watch in the gRPC benchmark, which starts it.") { Hidden = true };
        foreach (var option in new System.CommandLine.Option[] { socket, callers, snapshot, changes, field })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, _) => WatchAsync(parsed.GetValue(socket)!, parsed.GetValue(callers), parsed.GetValue(snapshot), parsed.GetValue(changes), parsed.GetValue(field)));
        return command;
    }

    private static async Task WatchAsync(string socket, int callers, int snapshot, long changes, string? field)
    {
        var request = new V1.WatchRequest();
        if (field is not null)
        {
            request.FieldMask = new FieldMask { Paths = { field } };
        }

        var channels = Enumerable.Range(0, callers).Select(_ => GrpcChannel.ForUnixSocket(socket)).ToArray();
        var calls = channels.Select(channel => RawCalls.Stream(channel.CreateCallInvoker(), V1.Agent.Descriptor.FullName, "Watch", request)).ToArray();
        foreach (var call in calls)
        {
            for (var part = 0; part < snapshot; part++)
            {
                await call.ResponseStream.MoveNext(CancellationToken.None);
            }
        }

        Console.WriteLine(Ready);
        long octets = 0;
        await Task.WhenAll(calls.Select(async call =>
        {
            long own = 0;
            for (long i = 0; i < changes; i++)
            {
                await call.ResponseStream.MoveNext(CancellationToken.None);
                own += (int)call.ResponseStream.Current;
            }

            Interlocked.Add(ref octets, own);
        }));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Done} {octets} {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds}"));
        foreach (var channel in channels)
        {
            channel.Dispose();
        }
    }
}
