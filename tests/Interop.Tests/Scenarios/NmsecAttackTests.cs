using System.Buffers.Binary;
using System.Globalization;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>NMsec clients that mean harm or are careless, against the agent's own process: it goes on serving, and nothing is left of them.</summary>
[Trait("Category", "Interop")]
public class NmsecAttackTests(ITestOutputHelper output)
{
    private const uint MostOfAll = 0xFFFFFFFF;
    private const int FilterRecordStart = 96;

    // Sockets of its own that come and go in the process: of gRPC, of the thread pool.
    private const int OtherFiles = 8;

    private static readonly MessageHeaderLayout Header = NmsecWire.Dialect.MessageHeader;

    // TABLE: what is wrong with the request, with which reason it is refused, and whether the connection ends.
    private static readonly Dictionary<string, (Action<byte[]> Spoil, NmsecError Refusal)> Hostile = new()
    {
        ["identifier"] = (request => Header.Ident.Write(request, 0), NmsecError.BadIdentifier),
        ["message of 4 GiB"] = (request => Header.MessageLength.Write(request, MostOfAll), NmsecError.ExcessiveSize),
        ["message of 2 GiB and one"] = (request => Header.MessageLength.Write(request, 0x80000001), NmsecError.ExcessiveSize),
        ["message one octet over the limit"] = (request => Header.MessageLength.Write(request, 65_537), NmsecError.ExcessiveSize),
        ["message of no octets"] = (request => Header.MessageLength.Write(request, 0), NmsecError.MessageShorterThanHeader),
        ["message shorter than its header"] = (request => Header.MessageLength.Write(request, 95), NmsecError.MessageShorterThanHeader),
        ["header of 4 GiB"] = (request => Header.HeaderLength.Write(request, MostOfAll), NmsecError.BadHeaderSize),
        ["header of no octets"] = (request => Header.HeaderLength.Write(request, 0), NmsecError.BadHeaderSize),
        ["version"] = (request => Header.Version.Write(request, 0xFFFF), NmsecError.BadVersion),
        ["type"] = (request => Header.Type.Write(request, 0xFFFF), NmsecError.BadType),
        ["reserved octets"] = (request => request.AsSpan(Header.Reserved.Offset, Header.Reserved.Length).Fill(0xFF), NmsecError.ReservedNotZero),
        ["records behind the end"] = (request => Header.InputOffset.Write(request, 0xFFFFFFF0), NmsecError.BadMessageSize),
        ["records longer than the message"] = (request => Header.InputLength.Write(request, MostOfAll), NmsecError.BadMessageSize),
        ["more records than there are"] = (request => Header.InputCount.Write(request, MostOfAll), NmsecError.BadMessageSize),
        ["record of no octets"] = (request => BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(FilterRecordStart + 4), 0), NmsecError.BadRecordLength),
        ["record of 4 GiB"] = (request => BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(FilterRecordStart + 4), MostOfAll), NmsecError.BadRecordLength),
        ["record with 65,535 sections"] = (request => BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(FilterRecordStart + 10), 0xFFFF), NmsecError.BadRecordLength),
        ["section behind the end"] = (request => BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(FilterRecordStart + 16), MostOfAll), NmsecError.BadRecordLength),
    };

    [InteropFact]
    public async Task HostileLengths_Each_IsRefusedForWhatItIs()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(new TunnelPlan().Agent(lab.Network));
        var before = agent.ResidentOctets;
        foreach (var (what, (spoil, refusal)) in Hostile)
        {
            using var wire = await NmsecWire.GreetedAsync(agent.NmsecSocket);
            var request = NmsecWire.Request(7, new NmsecFilter { TunnelId = "K1" });
            spoil(request);
            await wire.SendAsync(request);

            var answer = await wire.ReceiveAsync();

            Assert.True(answer is { } header && (header.ReturnCode, header.ReasonCode) == (refusal.ReturnCode, refusal.ReasonCode), $"{what}: {answer}");
            if (refusal.ClosesConnection)
            {
                Assert.True(await wire.ReceiveAsync() is null, $"{what}: the connection is still open");
            }
            else
            {
                await wire.SendAsync(NmsecWire.Request(8));
                Assert.True(await wire.ReceiveAsync() is { Correlator: 8, ReturnCode: NmsecReturnCode.Success }, $"{what}: the connection is of no use any more");
            }
        }

        Assert.InRange(agent.ResidentOctets - before, long.MinValue, 100_000_000); // nobody believed the 4 GiB
        await AssertServesAsync(agent);
    }

    [InteropFact]
    public async Task DamagedRequests_ManyAtRandom_EndInAnAnswerOrAnEnd()
    {
        const int Count = 600;
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, _) = await StartWithTunnelAsync(lab);
        var random = new Random(20_040);
        for (var i = 0; i < Count; i++)
        {
            var request = NmsecWire.Request((ulong)i, new NmsecFilter { TunnelId = "K1" }, new NmsecFilter { CurrentGenerationOnly = true });
            for (var damages = random.Next(1, 6); damages > 0; damages--)
            {
                request[random.Next(request.Length)] = (byte)random.Next(256);
            }

            using var wire = await NmsecWire.GreetedAsync(agent.NmsecSocket);
            await wire.SendAsync(request.AsMemory(0, random.Next(4) == 0 ? random.Next(request.Length) : request.Length));
            wire.EndSending();
            var messages = 0;
            while (await wire.ReceiveAsync() is not null)
            {
                Assert.InRange(++messages, 1, 2); // an answer, and the termination message
            }
        }

        await AssertServesAsync(agent);
    }

    [InteropFact]
    public async Task Request_OctetByOctetBesideBusyClients_IsAnswered()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, tunnel) = await StartWithTunnelAsync(lab);
        using var slow = await NmsecWire.GreetedAsync(agent.NmsecSocket);
        await using var busy = await NmsecClient.ConnectAsync(agent.NmsecSocket);
        byte[] stream = [.. NmsecWire.Request(1), .. NmsecWire.Request(2, new NmsecFilter { TunnelId = "K1" })];

        for (var i = 0; i < stream.Length; i++)
        {
            await slow.SendAsync(stream.AsMemory(i, 1));
            if (i % 16 == 0)
            {
                Assert.Equal(tunnel.InitiatorSpi, Assert.Single(await ReadAsync(busy)).InitiatorSpi);
            }
        }

        Assert.True(await slow.ReceiveAsync() is { Correlator: 1, Output.Count: 1 });
        Assert.True(await slow.ReceiveAsync() is { Correlator: 2, ReturnCode: NmsecReturnCode.Success });
    }

    [InteropFact]
    public async Task Clients_ThatComeAndGoByTheThousand_LeaveNothingBehind()
    {
        const int Count = 4_000;
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, _) = await StartWithTunnelAsync(lab);
        await AssertServesAsync(agent);
        var (filesBefore, memoryBefore) = (agent.OpenFiles, agent.ResidentOctets);

        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var wire = await NmsecWire.ConnectAsync(agent.NmsecSocket);
            var request = NmsecWire.Request((ulong)i);
            switch (i % 5)
            {
                case 0: // at once
                    break;
                case 1: // after a word
                    await wire.ReceiveAsync();
                    break;
                case 2: // in the middle of a request
                    await wire.SendAsync(request.AsMemory(0, i % request.Length));
                    break;
                case 3: // before the answer
                    await wire.SendAsync(request);
                    break;
                default: // after it
                    await wire.ReceiveAsync();
                    await wire.SendAsync(request);
                    Assert.True(await wire.ReceiveAsync() is { ReturnCode: NmsecReturnCode.Success } answer && answer.Correlator == (ulong)i);
                    break;
            }
        });

        await Wait.UntilAsync("the agent to close its ends", () => agent.OpenFiles <= filesBefore + OtherFiles);
        output.WriteLine($"{filesBefore} files before, {agent.OpenFiles} after; {memoryBefore >> 20} MiB before, {agent.ResidentOctets >> 20} MiB after");
        Assert.InRange(agent.ResidentOctets - memoryBefore, long.MinValue, 200_000_000);
        await AssertServesAsync(agent);
    }

    [InteropFact]
    public async Task Readers_ThatDoNotRead_CostLittleAndKeepNobodyWaiting()
    {
        const int Tunnels = 1_000, Sleepers = 20, Requests = 60;
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Unique = "never" }, "reuse_ikesa = no");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { IkePolicy = ["unique-sa never"] });
        await Parallel.ForAsync(0, Tunnels, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (_, _) => await peer.InitiateIkeAsync());
        await using var client = await NmsecClient.ConnectAsync(agent.NmsecSocket);

        // strongSwan's daemon says the same of every one of them.
        var ours = await ReadAsync(client);
        Assert.Equal(Tunnels, ours.Count);
        Assert.Equal((await peer.ListAsync()).Select(sa => (sa.InitiatorSpi, sa.ResponderSpi)).Order(), ours.Select(Text).Order());

        var (filesBefore, memoryBefore) = (agent.OpenFiles, agent.ResidentOctets);
        var sleepers = new List<NmsecWire>();
        try
        {
            long answer = 0;
            for (var i = 0; i < Sleepers; i++)
            {
                var wire = await NmsecWire.GreetedAsync(agent.NmsecSocket);
                sleepers.Add(wire);
                await wire.SendAsync(Enumerable.Range(0, Requests).SelectMany(number => NmsecWire.Request((ulong)number)).ToArray());
                Assert.Equal(Tunnels, (await ReadAsync(client)).Count);
            }

            // One wakes up and gets all that it asked for, in order.
            for (var number = 0; number < Requests; number++)
            {
                var header = await sleepers[0].ReceiveAsync();
                Assert.True(header is { Output.Count: Tunnels } && header.Value.Correlator == (ulong)number, $"{number}: {header}");
                answer = header.Value.MessageLength;
            }

            var cost = agent.ResidentOctets - memoryBefore;
            output.WriteLine($"{Sleepers} readers asked for {Sleepers * Requests * answer >> 20} MiB; the agent grew by {cost >> 20} MiB");
            Assert.InRange(cost, long.MinValue, Sleepers * Requests * answer / 4);
        }
        finally
        {
            sleepers.ForEach(static wire => wire.Dispose());
        }

        await Wait.UntilAsync("the agent to close its ends", () => agent.OpenFiles <= filesBefore + OtherFiles);
        Assert.Equal(Tunnels, (await ReadAsync(client)).Count);
        await AssertServesAsync(agent);
    }

    private static async Task<(RunningAgent Agent, IkeTunnel Tunnel)> StartWithTunnelAsync(InteropLab lab)
    {
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        return (agent, await agent.WaitForTunnelAsync());
    }

    private static async Task<List<(ulong InitiatorSpi, ulong ResponderSpi)>> ReadAsync(NmsecClient client)
    {
        var tunnels = new List<(ulong, ulong)>();
        await foreach (var record in await client.GetIkeTunnelsAsync())
        {
            tunnels.Add((record.Tunnel.InitiatorCookie.Value, record.Tunnel.ResponderCookie.Value));
        }

        return tunnels;
    }

    private static (string, string) Text((ulong InitiatorSpi, ulong ResponderSpi) tunnel) =>
        (tunnel.InitiatorSpi.ToString("x16", CultureInfo.InvariantCulture), tunnel.ResponderSpi.ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>A new client and the other interface both show what there is, and no fault was counted.</summary>
    private static async Task AssertServesAsync(RunningAgent agent)
    {
        await using var client = await NmsecClient.ConnectAsync(agent.NmsecSocket);
        Assert.Equal((await agent.ListAsync()).Select(sa => (sa.InitiatorSpi, sa.ResponderSpi)).Order(), (await ReadAsync(client)).Order());
        Assert.Equal(0ul, (await agent.StatusAsync()).Counters.EngineFaults);
        Assert.DoesNotContain("cut off after a fault", agent.Log);
    }
}
