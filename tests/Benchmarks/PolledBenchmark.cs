using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.Agent.Snmp;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Fleets;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Monitoring;
using MyIkev2.Benchmarks.Rpc;
using MyIkev2.Benchmarks.Snmp;
using MyIkev2.Engine.Crypto;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Set-ups while four clients ask without pause: NMsec for all tunnels, SNMP with walks, gRPC for all tunnels, gRPC for the status. In turns with set-ups while
/// nobody asks. Clients that fill the other processors cost the engine's thread time, by shared cores and caches, without giving it more to do: so its
/// instructions are counted as well, where the machine lets us.
/// </summary>
internal static class PolledBenchmark
{
    private const int Standing = 1_000;
    private const int Repetitions = 25;

    private static readonly ObjectIdentifier[] Roots = [MibRoot.Default, ObjectIdentifier.Parse("1.3.6.1.4.1.9.9.171")];

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var perRound = run.Count(500, 50);
        using var responder = EnginePair.Responder(Fleet.Suite, crypto);
        responder.Registry.SetStacks([new StackInfo { Name = "main" }]);
        await using var nmsec = await NmsecServer.StartAsync(responder.Registry);
        await using var rpc = await RpcServer.StartAsync(responder.Registry);
        using var snmp = await SnmpAgentRole.StartAsync(responder.Registry);
        SetUp(crypto, responder, Standing);
        var (alone, polled) = (new List<SetUpCost>(), new List<SetUpCost>());
        var (records, bindings, lists, statuses) = (0L, 0L, 0L, 0L);
        for (var round = 0; round < 2 * run.Rounds; round++)
        {
            // The order turns too: what grows with the number of tunnels falls on both.
            bool[] order = round % 2 == 0 ? [false, true] : [true, false];
            foreach (var isPolled in order)
            {
                if (!isPolled)
                {
                    alone.Add(SetUp(crypto, responder, perRound));
                    continue;
                }

                using var poller = new EndlessPoller(nmsec.SocketPath);
                using var walker = new EndlessWalker(SnmpAgentRole.PortOf(snmp), Roots, Repetitions);
                using var lister = new EndlessCalls(rpc.SocketPath, "ListTunnels", new V1.ListTunnelsRequest());
                using var asker = new EndlessCalls(rpc.SocketPath, "Status", new V1.StatusRequest());
                polled.Add(SetUp(crypto, responder, perRound));
                records += poller.Stop();
                bindings += walker.Stop();
                lists += lister.Stop();
                statuses += asker.Stop();
            }
        }

        var table = new Table(run.Output);
        table.Heading($"{2 * run.Rounds} times {perRound} set-ups on top of {Standing:N0}; clients that ask without pause: NMsec, SNMP, gRPC twice");
        Print(table, "gateway's processor time per set-up, us", polled, alone, static cost => cost.Microseconds);
        if (alone.Concat(polled).All(static cost => cost.Instructions is not null))
        {
            Print(table, "instructions per set-up, both sides, thousands", polled, alone, static cost => cost.Instructions!.Value / 1000);
        }
        else
        {
            table.Line("instructions are not counted on this machine");
        }

        table.Line($"meanwhile {records:N0} NMsec answers, {bindings:N0} SNMP bindings, {lists:N0} lists and {statuses:N0} status answers over gRPC; load {Machine.Load()}");
        await snmp.StopAsync();
        return 0;
    }

    private static void Print(Table table, string what, List<SetUpCost> polled, List<SetUpCost> alone, Func<SetUpCost, double> figure)
    {
        table.Line(what);
        table.Row("  nobody asks", alone.Select(figure));
        table.Row("  four clients ask", polled.Select(figure));
        table.Row("  asked / nobody asks", polled.Zip(alone, (one, other) => figure(one) / figure(other)));
    }

    private static SetUpCost SetUp(ICryptoProvider crypto, EngineSide responder, int count)
    {
        var first = responder.Established;
        using var initiator = EnginePair.Initiator(Fleet.Suite, crypto, responder, first, count);
        responder.ResetCost();
        using var counter = ThreadInstructions.Start();
        EnginePair.Establish(initiator, responder, first, count);
        return new SetUpCost(responder.Cost.Nanoseconds / 1000.0 / count, counter?.Read() / (double)count);
    }

    private readonly record struct SetUpCost(double Microseconds, double? Instructions);

    /// <summary>Asks one method again as soon as it has the answer.</summary>
    private sealed class EndlessCalls : IDisposable
    {
        private readonly GrpcChannel _channel;
        private readonly Task _task;
        private volatile bool _stopping;
        private long _answers;

        public EndlessCalls(string socketPath, string method, IMessage request)
        {
            _channel = GrpcChannel.ForUnixSocket(socketPath);
            var invoker = _channel.CreateCallInvoker();
            _task = Task.Run(() => RunAsync(invoker, method, request));
        }

        /// <summary>Ends the asking; returns how many answers there were.</summary>
        public long Stop()
        {
            _stopping = true;
            _task.GetAwaiter().GetResult();
            return _answers;
        }

        public void Dispose()
        {
            _ = Stop();
            _channel.Dispose();
        }

        private async Task RunAsync(CallInvoker invoker, string method, IMessage request)
        {
            while (!_stopping)
            {
                // A call with one answer is a stream of one.
                await RawCalls.AskAsync(0, invoker, V1.Agent.Descriptor.FullName, method, request);
                _answers++;
            }
        }
    }
}
