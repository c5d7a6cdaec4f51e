using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The life of a connection: who speaks first, how bytes may be cut, how it ends.</summary>
public class NmsecConnectionTests
{
    [Fact]
    public async Task Connect_Ready_HearsTheInitializationMessageOfTheWorkedExample()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        var (_, bytes) = await connection.ReceiveAsync();
        Assert.Equal(
            "D5D4A2D4000000600000006000010001" + new string('0', 32) + string.Concat(Enumerable.Repeat("40", 24)) + new string('0', 80),
            Convert.ToHexString(bytes));
    }

    [Fact]
    public async Task Requests_EverySplitOfAPipelinedStream_AreAnsweredInOrder()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        byte[] stream =
        [
            .. RawConnection.Request(1),
            .. RawConnection.Request(2, "", new NmsecFilter { TunnelId = "K1" }),
            .. RawConnection.Request(NmsecMessageType.GetClientInfo, 3),
        ];
        for (var split = 0; split <= stream.Length; split++)
        {
            await connection.SendAsync(stream.AsMemory(0, split));
            await connection.SendAsync(stream.AsMemory(split));
            var all = (await connection.ReceiveAsync()).Header;
            var filtered = (await connection.ReceiveAsync()).Header;
            var refused = (await connection.ReceiveAsync()).Header;
            Assert.Equal((1ul, 4u), (all.Correlator, all.Output.Count));
            Assert.Equal((2ul, 2u), (filtered.Correlator, filtered.Output.Count));
            Assert.Equal((3ul, NmsecReturnCode.NotSupported), (refused.Correlator, refused.ReturnCode));
        }
    }

    [Fact]
    public async Task Request_OneByteAtATime_IsAnswered()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var value in RawConnection.Request(42))
        {
            await connection.SendAsync(new[] { value });
        }

        Assert.Equal(42ul, (await connection.ReceiveAsync(NmsecMessageType.GetIkeTunnels)).Correlator);
    }

    [Fact]
    public async Task Requests_AThousandPipelined_AreAllAnswered()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var requests = Enumerable.Range(0, 1_000).SelectMany(number => RawConnection.Request((ulong)number)).ToArray();
        var sending = connection.SendAsync(requests);
        for (var number = 0; number < 1_000; number++)
        {
            Assert.Equal((ulong)number, (await connection.ReceiveAsync(NmsecMessageType.GetIkeTunnels)).Correlator);
        }

        await sending;
    }

    [Fact]
    public async Task Connect_NotReadyYet_HearsNothingUntilItIs()
    {
        var readiness = new ControlledReadiness();
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry, services => services.AddSingleton<INmsecReadiness>(readiness));
        await using var connection = await host.ConnectRawAsync();
        await readiness.Asked;
        await connection.SendAsync(RawConnection.Request(5));
        var first = connection.ReceiveAsync();
        Assert.False(first.IsCompleted);
        readiness.SetReady();
        Assert.Equal(1, (await first).Header.TypeNumber);
        Assert.Equal(5ul, (await connection.ReceiveAsync(NmsecMessageType.GetIkeTunnels)).Correlator);
    }

    [Fact]
    public async Task Connect_NeverReady_IsSentAwayAfterTheTimeout()
    {
        var readiness = new ControlledReadiness();
        var timers = new ManualTimers();
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry,
            services => services.AddSingleton<INmsecReadiness>(readiness).AddSingleton<TimeProvider>(timers));
        await using var connection = await host.ConnectRawAsync();
        await timers.Armed;
        timers.FireAll();
        await connection.AssertTerminatedAsync(NmsecError.NotReady);
    }

    [Fact]
    public async Task Connect_MoreClientsThanAllowed_AreSentAwayUntilOneLeaves()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("MaximumClients", "1"));
        await using (var first = await host.ConnectRawAsync())
        {
            await first.ReceiveAsync(NmsecMessageType.Init);
            await using var second = await host.ConnectRawAsync();
            await second.AssertTerminatedAsync(NmsecError.TooManyClients);
            first.Socket.Shutdown(SocketShutdown.Send);
            await first.AssertTerminatedAsync(NmsecError.None);
        }

        await using var third = await EventuallyAdmittedAsync(host);
        Assert.Equal(4u, (await third.GetIkeTunnelsAsync()).Count);
    }

    [Fact]
    public async Task Client_StopsSending_GetsItsAnswersAndATerminationMessage()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.SendAsync(RawConnection.Request(1));
        connection.Socket.Shutdown(SocketShutdown.Send);
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.ReceiveAsync(NmsecMessageType.GetIkeTunnels);
        await connection.AssertTerminatedAsync(NmsecError.None);
    }

    [Fact]
    public async Task Agent_Stops_SaysSoToEveryClient()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var idle = await host.ConnectRawAsync();
        await using var waiting = await host.ConnectRawAsync();
        await idle.ReceiveAsync(NmsecMessageType.Init);
        await waiting.ReceiveAsync(NmsecMessageType.Init);
        await waiting.SendAsync(RawConnection.Request(1).AsMemory(0, 50));
        var stop = host.StopAsync();
        await idle.AssertTerminatedAsync(NmsecError.ShuttingDown);
        await waiting.AssertTerminatedAsync(NmsecError.ShuttingDown);
        await stop;
        Assert.False(File.Exists(host.SocketPath));
    }

    [Fact]
    public async Task Clients_ThatCloseInTheMiddleOfAnAnswer_DisturbNobody()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 2_000).Registry);
        for (var round = 0; round < 25; round++)
        {
            await using var connection = await host.ConnectRawAsync();
            await connection.ReceiveAsync(NmsecMessageType.Init);
            await connection.SendAsync(RawConnection.Request(1));
            if (round % 2 == 0)
            {
                await connection.Socket.ReceiveAsync(new byte[1 + (round * 1_000)]);
            }

            // Closing with unread bytes resets the connection.
        }

        await using var client = await host.ConnectAsync();
        Assert.Equal(2_001, await (await client.GetIkeTunnelsAsync()).CountAsync());
        await host.StopAsync();
        Assert.Empty(host.Errors);
    }

    [Fact]
    public async Task Clients_Several_AreServedAtOnce()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 500).Registry);
        var counts = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            await using var client = await host.ConnectAsync();
            var first = await (await client.GetIkeTunnelsAsync()).CountAsync();
            return first + await (await client.GetIkeTunnelsAsync()).CountAsync();
        }));
        Assert.All(counts, count => Assert.Equal(1_002, count));
    }

    // The server notices a client's end on its own time; until then the newcomer is sent away.
    private static async Task<NmsecClient> EventuallyAdmittedAsync(NmsecTestHost host)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await host.ConnectAsync();
            }
            catch (NmsecServerException) when (attempt < 1_000)
            {
                await Task.Yield();
            }
        }
    }

    private sealed class ControlledReadiness : INmsecReadiness
    {
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task.WaitAsync(NmsecTestHost.Patience);

        public void SetReady() => _ready.SetResult();

        public Task WaitAsync(CancellationToken cancellation)
        {
            _asked.TrySetResult();
            return _ready.Task.WaitAsync(cancellation);
        }
    }
}
