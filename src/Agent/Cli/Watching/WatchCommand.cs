using System.CommandLine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Grpc.V1;
using Spectre.Console;
using AgentClient = MyIkev2.Agent.Grpc.V1.Agent.AgentClient;

namespace MyIkev2.Agent.Cli.Watching;

/// <summary><c>myikev2 watch</c>: tunnels as they come, change and go: a table on a terminal, else lines, or JSON lines.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan RenderInterval = TimeSpan.FromMilliseconds(250);

    private static readonly Option<string?> Vpn = new("--vpn") { Description = "Only those of one vpn.", HelpName = "NAME" };
    private static readonly Option<string?> Vrf = new("--vrf") { Description = "Only those of one VRF.", HelpName = "NAME" };
    private static readonly Option<IkeTunnelState?> State = new("--state") { Description = "Only those in one state." };
    private static readonly Option<string?> Remote = new("--remote") { Description = "Only those with one address of the peer.", HelpName = "ADDRESS" };
    private static readonly Option<string?> Identity = new("--identity") { Description = "Only those with one identity of the peer.", HelpName = "TEXT" };
    private static readonly Option<string?> Policy = new("--security-policy") { Description = "Only those with a Child SA of one security policy.", HelpName = "NAME" };
    private static readonly Option<bool> Lines = new("--lines") { Description = "Write lines on a terminal, too." };

    private static readonly Option<string[]> Fields = new("--field")
    {
        Description = "With --json: a member of IkeTunnel that is wanted, such as state or children.counters.in_octets; may be repeated.",
        HelpName = "PATH",
    };

    private static readonly Option<uint> Count = new("--count") { Description = "End after so many changes; 0 after the snapshot.", HelpName = "N", DefaultValueFactory = static _ => uint.MaxValue };

    public static Command Create()
    {
        var command = new Command("watch", "Tunnels as they come, change and go. With --json each line is a WatchResponse in the JSON of Protocol Buffers.")
        {
            Vpn, Vrf, State, Remote, Identity, Policy, Fields, Lines, Count,
        };
        command.SetAction(static (parsed, cancellationToken) => AgentConnection.RunAsync(parsed, client => WatchAsync(parsed, client, cancellationToken)));
        return command;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, AgentClient client, CancellationToken cancellationToken)
    {
        var request = new WatchRequest { Filter = FilterOf(parsed) };
        if (parsed.GetValue(Fields) is { Length: > 0 } fields)
        {
            request.FieldMask = new FieldMask { Paths = { fields } };
        }

        bool isLive = !parsed.GetValue(CliOptions.Json) && !parsed.GetValue(Lines) && parsed.GetValue(Count) == uint.MaxValue && !Console.IsOutputRedirected;
        using AsyncServerStreamingCall<WatchResponse> call = client.Watch(request, cancellationToken: cancellationToken);
        await (isLive
            ? ShowAsync(client, call, request.Filter, cancellationToken)
            : WriteAsync(parsed, call, cancellationToken)).ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static TunnelFilter FilterOf(ParseResult parsed)
    {
        var filter = new TunnelFilter { State = parsed.GetValue(State) ?? IkeTunnelState.Unspecified };
        Set(Vpn, value => filter.Vpn = value);
        Set(Vrf, value => filter.Vrf = value);
        Set(Remote, value => filter.RemoteAddress = value);
        Set(Identity, value => filter.RemoteIdentity = value);
        Set(Policy, value => filter.SecurityPolicy = value);
        return filter;

        void Set(Option<string?> option, Action<string> set)
        {
            if (parsed.GetValue(option) is { } value)
            {
                set(value);
            }
        }
    }

    private static async Task WriteAsync(ParseResult parsed, AsyncServerStreamingCall<WatchResponse> call, CancellationToken cancellationToken)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        bool json = parsed.GetValue(CliOptions.Json);
        uint left = parsed.GetValue(Count);
        int listed = 0;
        ulong lost = 0;
        await foreach (WatchResponse response in call.ResponseStream.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (json)
            {
                await output.WriteLineAsync(JsonFormatter.Default.Format(response)).ConfigureAwait(false);
            }
            else if (response.Snapshot is { } part)
            {
                (listed, lost) = part.First ? (0, part.LostChanges) : (listed, lost);
                listed += part.Tunnels.Count;
                foreach (IkeTunnel tunnel in part.Tunnels)
                {
                    await output.WriteLineAsync(WatchText.Listed(tunnel)).ConfigureAwait(false);
                }

                if (part.Last)
                {
                    await output.WriteLineAsync(WatchText.Snapshot(part, listed, lost)).ConfigureAwait(false);
                }
            }
            else if (response.Change is { } change)
            {
                await output.WriteLineAsync(WatchText.Change(change)).ConfigureAwait(false);
            }

            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            left -= response.Change is not null && left is > 0 and < uint.MaxValue ? 1u : 0;
            if (left == 0 && (response.Change is not null || response.Snapshot is { Last: true }))
            {
                return;
            }
        }
    }

    private static async Task ShowAsync(AgentClient client, AsyncServerStreamingCall<WatchResponse> call, TunnelFilter filter, CancellationToken cancellationToken)
    {
        var screen = new WatchScreen();
        using AsyncServerStreamingCall<WatchCountersResponse> samples = client.WatchCounters(
            new WatchCountersRequest { Filter = filter, EachTunnel = true }, cancellationToken: cancellationToken);
        Task ends = await Task.WhenAny(FollowAsync(call, screen.Apply), FollowAsync(samples, screen.Apply), RenderAsync(screen, cancellationToken)).ConfigureAwait(false);
        await ends.ConfigureAwait(false);
    }

    private static async Task FollowAsync<T>(AsyncServerStreamingCall<T> call, Action<T> apply)
    {
        await foreach (T response in call.ResponseStream.ReadAllAsync().ConfigureAwait(false))
        {
            apply(response);
        }
    }

    private static Task RenderAsync(WatchScreen screen, CancellationToken cancellationToken) => AnsiConsole
        .Live(screen.Render(Console.WindowHeight))
        .Overflow(VerticalOverflow.Ellipsis)
        .StartAsync(async context =>
        {
            using var timer = new PeriodicTimer(RenderInterval);
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                context.UpdateTarget(screen.Render(Console.WindowHeight));
            }
        });
}
