using System.Buffers.Binary;
using System.Diagnostics;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Benchmarks.Rpc;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Benchmarks;

/// <summary>
/// The session table at a million sessions: additions, memory, look-ups, and what packets through a tunnel cost with and without it. Counters by
/// interlocked additions, as with several shards, are measured beside plain ones.
/// </summary>
internal static class SessionBenchmark
{
    private const int Batch = 64;
    private const int FlowCount = 4096;
    private const string Here = "10.1.1.5";
    private const string There = "10.2.1.7";

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        var sessions = run.Count(1_000_000, 50_000);
        var table = new Table(run.Output);
        run.Output.WriteLine($"{run.Rounds} rounds; batches of {Batch} sessions");
        Changes(run, table, sessions);
        Packets(run, table, sessions);
        await CommandsAsync(run, table, sessions);
        await CallsAsync(run, table, run.Count(200_000, 6_400));
        return 0;
    }

    private static void Changes(BenchmarkRun run, Table output, int count)
    {
        List<double> adds = [], deletes = [], octets = [], idle = [], found = [], listed = [];
        for (var round = -1; round < run.Rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var table = new SessionTable(new SessionTableOptions { Capacity = count, ClosedLimit = 1000 }, 1, seed: 7);
            ThreadCost adding = new(), finding = new(), expiring = new(), listing = new(), deleting = new();
            Cost(adding, () => Fill(table, count));
            Require(table.Facts.Open == count);
            var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
            Cost(finding, () =>
            {
                for (var i = 0; i < count; i++)
                {
                    Require(SessionReader.Find(table, 1 + ((ulong)i * 2_654_435_761 % (ulong)count)) is not null);
                }
            });
            Cost(listing, () =>
            {
                var numbers = new List<SessionNumber>(count);
                SessionReader.CollectNumbers(table, numbers);
                numbers.Sort(static (a, b) => a.Id.CompareTo(b.Id));
                Require(numbers.Count == count);
            });
            Cost(deleting, () =>
            {
                for (var i = 1; i <= count / 2; i++)
                {
                    Require(table.Delete(At(1), (ulong)i) is not null);
                }
            });
            Cost(expiring, () =>
            {
                while (!table.IsEmpty)
                {
                    table.Expire(At(10_000));
                }
            });
            if (round >= 0)
            {
                adds.Add(count / (adding.Nanoseconds / 1e9));
                found.Add(finding.Nanoseconds / (double)count);
                listed.Add(listing.Nanoseconds / 1e6);
                deletes.Add(deleting.Nanoseconds / (count / 2.0));
                idle.Add(expiring.Nanoseconds / (count / 2.0));
                octets.Add(memory / (double)count);
            }
        }

        output.Heading($"{count:N0} sessions");
        output.Row("additions per second", adds);
        output.Row("octets per session", octets);
        output.Row("one session read by its number, ns", found);
        output.Row("all numbers collected and sorted, ms", listed);
        output.Row("deletion, ns", deletes);
        output.Row("idle session closed, ns", idle);
    }

    private static void Packets(BenchmarkRun run, Table output, int sessions)
    {
        var packets = run.Count(200_000, 10_000);
        var flows = Enumerable.Range(0, FlowCount).Select(i => IpPackets.Udp(Here, There, new byte[64], (ushort)i, 7)).ToArray();
        var cases = new (string Name, PacketCase Case)[]
        {
            ("no table", new PacketCase(0, 0, 1)),
            ("an empty table", new PacketCase(sessions, 0, 1)),
            ($"{sessions:N0} sessions, packets of none of them", new PacketCase(sessions, sessions - FlowCount, 1, Meets: false)),
            ($"{sessions:N0} sessions, every packet meets one of {FlowCount}", new PacketCase(sessions, sessions - FlowCount, 1)),
            ("the same, counted by interlocked additions", new PacketCase(sessions, sessions - FlowCount, 2)),
        };
        var pairs = cases.Select(one => (one.Name, Host: Carrying(one.Case), one.Case)).ToArray();
        var costs = pairs.Select(static _ => new List<double>()).ToArray();
        for (var round = -1; round < run.Rounds; round++)
        {
            // In turn: the machine's own speed changes within minutes.
            for (var i = 0; i < pairs.Length; i++)
            {
                var cost = new ThreadCost();
                var host = pairs[i].Host;
                Cost(cost, () =>
                {
                    for (var packet = 0; packet < packets; packet++)
                    {
                        host.Shard.HandleInnerPacket(At(2), flows[packet & (FlowCount - 1)]);
                    }
                });
                Require(cost.AllocatedOctets < 1024);
                if (round >= 0)
                {
                    costs[i].Add(cost.Nanoseconds / (double)packets);
                }
            }
        }

        output.Heading("packets of 92 octets into a tunnel, AES-256-GCM");
        for (var i = 0; i < pairs.Length; i++)
        {
            Require(pairs[i].Case is { Meets: false } or { Sessions: 0 } || pairs[i].Host.Sessions!.Facts.Matches == (ulong)(packets * (run.Rounds + 1L)));
            output.Row(pairs[i].Name + ", ns", costs[i]);
            output.Row("  packets per second", costs[i].Select(static ns => 1e9 / ns));
        }
    }

    /// <summary>The way that front ends go: batches posted to the shard that owns the table, each answered.</summary>
    private static async Task CommandsAsync(BenchmarkRun run, Table output, int count)
    {
        const int Callers = 8;
        List<double> rates = [];
        for (var round = -1; round < run.Rounds; round++)
        {
            await using var engine = StartEngine(count);
            var next = 0;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                for (int first; (first = Interlocked.Add(ref next, Batch) - Batch) < count;)
                {
                    var batch = Enumerable.Range(first, Math.Min(Batch, count - first)).Select(Session).ToArray();
                    Require(await engine.Sessions.AddAsync(batch, CancellationToken.None) is { IsFull: false });
                }
            })));
            if (round >= 0)
            {
                rates.Add(count / clock.Elapsed.TotalSeconds);
            }

            Require(engine.Sessions.Facts.Open == count);
        }

        output.Heading($"{count:N0} sessions in batches of {Batch} through the engine's commands, {Callers} callers at a time");
        output.Row("additions per second, wall time", rates);
    }

    /// <summary>The whole way of a client: AddSession over a Unix socket, a stream of 64 sessions each, from callers of this process.</summary>
    private static async Task CallsAsync(BenchmarkRun run, Table output, int count)
    {
        List<double> rates = [], costs = [];
        foreach (var callers in new[] { 1, 8 })
        {
            rates.Clear();
            costs.Clear();
            for (var round = -1; round < run.Rounds; round++)
            {
                await using var engine = StartEngine(count);
                await using var server = await RpcServer.StartAsync(engine.Registry, engine.Sessions);
                using var channel = GrpcChannel.ForUnixSocket(server.SocketPath);
                var client = new F.SessionTable.SessionTableClient(channel);
                var next = 0;
                var busy = Environment.CpuUsage.TotalTime;
                var clock = Stopwatch.StartNew();
                await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
                {
                    for (int first; (first = Interlocked.Add(ref next, Batch) - Batch) < count;)
                    {
                        using var call = client.AddSession();
                        for (var number = first; number < Math.Min(first + Batch, count); number++)
                        {
                            await call.RequestStream.WriteAsync(Request(number));
                        }

                        await call.RequestStream.CompleteAsync();
                        Require(await call is { Requeststatus: F.AddSessionStatus.SessionAccepted, Errorstatus: 0 });
                    }
                })));
                if (round >= 0)
                {
                    rates.Add(count / clock.Elapsed.TotalSeconds);
                    costs.Add((Environment.CpuUsage.TotalTime - busy).TotalMicroseconds / count);
                }

                Require(engine.Sessions.Facts.Open == count);
            }

            output.Heading($"{count:N0} sessions by AddSession over gRPC, {Batch} to a stream, {callers} {(callers == 1 ? "caller" : "callers at a time")}");
            output.Row("additions per second, wall time", rates);
            output.Row("processor time per session, both ends, us", costs);
        }
    }

    private static EngineHost StartEngine(int capacity)
    {
        var engine = new EngineHost(
            new EngineRuntimeOptions
            {
                Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = -1 }],
                ShardCount = 1,
                RawSockets = false,
                Tunnel = { Enabled = TunnelDeviceUse.Never },
            },
            new EngineHostServices
            {
                Crypto = SharedCrypto.Best,
                Loggers = NullLoggerFactory.Instance,
                Info = new EngineInfo { Version = "benchmark", StartedAt = DateTimeOffset.UnixEpoch },
                Sessions = new FlowSessionOptions { Capacity = capacity },
            });
        engine.Start(EngineConfiguration.Empty);
        return engine;
    }

    /// <summary>As <see cref="Session"/>, in the words of the service: IPv4 addresses as they lie in a little-endian host's memory.</summary>
    private static F.SessionRequest Request(int number) => new()
    {
        SessionId = (ulong)number + 1,
        Inlif = SessionInterfaces.Inside,
        Outlif = SessionInterfaces.Outside,
        Sourceip = BinaryPrimitives.ReverseEndianness(0x0B00_0000u + (uint)(number >> 4)),
        Destinationip = BinaryPrimitives.ReverseEndianness(0x0A02_0107u),
        Sourceport = (ushort)(number * 31),
        Destinationport = 443,
        Protocolid = F.ProtocolId.Tcp,
        Action = new F.ActionParameters { Actiontype = F.ActionType.Forward },
        Cachetimeout = 3600,
    };

    /// <summary>A's end of a tunnel, whose packets go nowhere.</summary>
    private static SimHost Carrying(PacketCase wanted)
    {
        var options = wanted.Capacity == 0 ? null : new SessionTableOptions { Capacity = wanted.Capacity };
        var pair = SimPair.Established(seed: 1, carriesPackets: true, sessions: options, sessionShards: wanted.Shards);
        pair.A.OnPacket = static (in NetworkPath _, in Engine.Esp.OuterHeader _, Span<byte> _) => { };
        if (wanted.Sessions > 0)
        {
            var table = pair.A.Sessions!;
            Fill(table, wanted.Sessions);
            for (var first = 0; wanted.Meets && first < FlowCount; first += Batch)
            {
                table.Add(At(1), [.. Enumerable.Range(first, Batch).Select(i => new SessionDefinition
                {
                    Source = Address(Here), Destination = Address(There), SourcePort = (ushort)i, DestinationPort = 7, Protocol = 17, Action = SessionAction.Forward, IdleSeconds = 86_400,
                })]);
            }
        }

        return pair.A;
    }

    private static void Fill(SessionTable table, int count)
    {
        var batch = new SessionDefinition[Batch];
        for (var first = 0; first < count; first += Batch)
        {
            var length = Math.Min(Batch, count - first);
            for (var i = 0; i < length; i++)
            {
                batch[i] = Session(first + i);
            }

            Require(table.Add(At(0), batch.AsSpan(0, length)).Outcomes is [{ Status: SessionAddStatus.Accepted }, ..]);
        }
    }

    private static SessionDefinition Session(int number) => new()
    {
        Id = (ulong)number + 1,
        InInterface = SessionInterfaces.Inside,
        OutInterface = SessionInterfaces.Outside,
        Source = new SessionAddress(0x0B00_0000u + (uint)(number >> 4), false),
        Destination = new SessionAddress(0x0A02_0107u, false),
        SourcePort = (ushort)(number * 31),
        DestinationPort = 443,
        Protocol = 6,
        Action = SessionAction.Forward,
        IdleSeconds = 3600,
    };

    private static EngineInstant At(long seconds) => new(seconds * 1000, 1_700_000_000_000 + (seconds * 1000));

    private static SessionAddress Address(string text) => SessionAddress.From(System.Net.IPAddress.Parse(text));

    private static void Cost(ThreadCost cost, Action work)
    {
        cost.Begin();
        work();
        cost.End();
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the table does not do what is measured");
        }
    }

    /// <summary>What a tunnel's packets find.</summary>
    /// <param name="Capacity">Of the table; 0 for none.</param>
    /// <param name="Sessions">Sessions of other flows; 0 for none at all.</param>
    /// <param name="Shards">Shards that the table is made for.</param>
    /// <param name="Meets">The packets' own flows have sessions too.</param>
    private sealed record PacketCase(int Capacity, int Sessions, int Shards, bool Meets = true);
}
