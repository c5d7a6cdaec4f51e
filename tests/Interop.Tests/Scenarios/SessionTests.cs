using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Agent.Grpc.Sessions.Firewall;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Sessions over real flows through a tunnel to strongSwan: what they let through, keep, copy and count.</summary>
[Trait("Category", "Interop")]
public class SessionTests(ITestOutputHelper output)
{
    private const int OurPort = 40_000;
    private const int TheirPort = 7_777;
    private const int Gre = 47;

    /// <summary>IP and GRE before a copied packet, IP and UDP before its payload.</summary>
    private const int BeforePayload = 20 + 4 + 20 + 8;

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [InteropFact(LabNeed.Traffic)]
    public async Task Datagrams_ForwardedDroppedMirrored_GoWhereTheSessionSays()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        using var ours = await DatagramsAsync(here, here.InnerIpv4, OurPort);
        using var theirs = await DatagramsAsync(there, there.InnerIpv4, TheirPort);
        using var collector = await there.CreateSocketAsync(static () => RawSocket.Create(Gre));
        var sessions = new SessionTable.SessionTableClient(agent.Channel);
        var (toUs, toThem) = (new IPEndPoint(IPAddress.Parse(here.InnerIpv4), OurPort), new IPEndPoint(IPAddress.Parse(there.InnerIpv4), TheirPort));
        var flow = Flow(here, there, ProtocolId.Udp);

        // Forwarded, and counted both ways.
        await AddAsync(sessions, flow);
        await SendAsync(ours, toThem, "forward");
        Assert.Equal("forward", await ReceiveAsync(theirs));
        await SendAsync(theirs, toUs, "answer");
        Assert.Equal("answer", await ReceiveAsync(ours));
        var forwarded = await DeleteAsync(sessions);
        Assert.Equal((1ul, 28ul + 7, 1ul, 28ul + 6), (forwarded.Inpackets, forwarded.Inbytes, forwarded.Outpackets, forwarded.Outbytes));

        // Dropped: once the session has counted both, neither can arrive any more.
        flow.Action.Actiontype = ActionType.Drop;
        await AddAsync(sessions, flow);
        await SendAsync(ours, toThem, "never");
        await SendAsync(theirs, toUs, "never");
        await Wait.UntilAsync("both datagrams dropped", async () => await GetAsync(sessions) is { Inpackets: 1, Outpackets: 1 });
        await DeleteAsync(sessions);

        // Copied to a collector, and the packet goes on as before.
        foreach (var action in new[] { ActionType.Mirror, ActionType.Snoop })
        {
            flow.Action = new ActionParameters { Actiontype = action, Actionnexthop = InAddr(there.Ipv4) };
            await AddAsync(sessions, flow);
            await SendAsync(ours, toThem, "seen twice");
            Assert.Equal("seen twice", await ReceiveAsync(theirs));
            Assert.Equal((here.Ipv4, "seen twice"), await CopyAsync(collector));
            await SendAsync(theirs, toUs, "so is this");
            Assert.Equal("so is this", await ReceiveAsync(ours));
            Assert.Equal((here.Ipv4, "so is this"), await CopyAsync(collector));
            await DeleteAsync(sessions);
        }

        // Without a session everything is as it was.
        await SendAsync(ours, toThem, "at last");
        Assert.Equal("at last", await ReceiveAsync(theirs));
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Connections_ThatEndOrFallSilent_AreClosedWithTheirReason()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan, configuration => configuration with { Shards = 3 }, "--set", "Sessions:FinWait=00:00:01");
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        var sessions = new SessionTable.SessionTableClient(agent.Channel);
        using var listener = await there.CreateSocketAsync(() => Bound(SocketType.Stream, there.InnerIpv4, TheirPort));
        listener.Listen();

        await AddAsync(sessions, Flow(here, there, ProtocolId.Tcp));
        var finished = await ConnectAsync(here, OurPort, listener);
        await finished.Ours.SendAsync("hello"u8.ToArray());
        Assert.Equal(5, await finished.Theirs.ReceiveAsync(new byte[10]).WaitAsync(Patience));
        finished.Ours.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await finished.Theirs.ReceiveAsync(new byte[10]).WaitAsync(Patience));
        await Wait.UntilAsync("half closed", async () => (await GetAsync(sessions)).Sessionstate == SessionState.Closing1);
        finished.Dispose();
        var byFin = await ClosedAsync(sessions);
        Assert.Equal(SessionCloseCode.Finack, byFin.Sessionclosecode);
        Assert.True(byFin is { Inpackets: >= 4, Outpackets: >= 2 }, byFin.ToString());

        // A closed number may be used again.
        await AddAsync(sessions, Flow(here, there, ProtocolId.Tcp, OurPort + 1));
        using var aborted = await ConnectAsync(here, OurPort + 1, listener);
        aborted.Ours.LingerState = new LingerOption(true, 0);
        aborted.Ours.Dispose();
        Assert.Equal(SessionCloseCode.Rst, (await ClosedAsync(sessions)).Sessionclosecode);

        var silent = Flow(here, there, ProtocolId.Udp);
        silent.Cachetimeout = 1;
        await AddAsync(sessions, silent);
        Assert.Equal(SessionCloseCode.Timeout, (await ClosedAsync(sessions)).Sessionclosecode);
    }

    private static SessionRequest Flow(LabNamespace here, LabNamespace there, ProtocolId protocol, uint port = OurPort) => new()
    {
        SessionId = 1001,
        Inlif = 1,
        Outlif = 2,
        Sourceip = InAddr(here.InnerIpv4),
        Sourceport = port,
        Destinationip = InAddr(there.InnerIpv4),
        Destinationport = TheirPort,
        Protocolid = protocol,
        Action = new ActionParameters { Actiontype = ActionType.Forward },
    };

    /// <summary>The address as it lies in the memory of a little-endian host, read as a number.</summary>
    private static uint InAddr(string address) => BitConverter.ToUInt32(IPAddress.Parse(address).GetAddressBytes());

    private static async Task AddAsync(SessionTable.SessionTableClient sessions, SessionRequest session)
    {
        using var call = sessions.AddSession();
        await call.RequestStream.WriteAsync(session);
        await call.RequestStream.CompleteAsync();
        var answer = await call;
        Assert.True(answer.Requeststatus == AddSessionStatus.SessionAccepted, answer.ToString());
    }

    private static async Task<SessionResponse> GetAsync(SessionTable.SessionTableClient sessions) => await sessions.GetSessionAsync(new SessionId { SessionId_ = 1001 });

    private static async Task<SessionResponse> DeleteAsync(SessionTable.SessionTableClient sessions) => await sessions.DeleteSessionAsync(new SessionId { SessionId_ = 1001 });

    private static async Task<SessionResponse> ClosedAsync(SessionTable.SessionTableClient sessions)
    {
        await Wait.UntilAsync("the session closed", async () => (await GetAsync(sessions)).Sessionstate == SessionState.Closed);
        return await GetAsync(sessions);
    }

    private static Socket Bound(SocketType type, string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        return socket;
    }

    private static Task<Socket> DatagramsAsync(LabNamespace host, string address, int port) => host.CreateSocketAsync(() => Bound(SocketType.Dgram, address, port));

    private static async Task<Connection> ConnectAsync(LabNamespace here, int port, Socket listener)
    {
        var ours = await here.CreateSocketAsync(() => Bound(SocketType.Stream, here.InnerIpv4, port));
        var accepting = listener.AcceptAsync();
        await ours.ConnectAsync(listener.LocalEndPoint!).WaitAsync(Patience);
        return new Connection(ours, await accepting.WaitAsync(Patience));
    }

    private static async Task SendAsync(Socket socket, IPEndPoint to, string text) => await socket.SendToAsync(Encoding.ASCII.GetBytes(text), to);

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var room = new byte[2048];
        return Encoding.ASCII.GetString(room, 0, await socket.ReceiveAsync(room).WaitAsync(Patience));
    }

    /// <summary>Who sent a copy, and the payload of the packet in it.</summary>
    private static async Task<(string From, string Payload)> CopyAsync(Socket collector)
    {
        var room = new byte[2048];
        var length = await collector.ReceiveAsync(room).WaitAsync(Patience);
        return (new IPAddress(room.AsSpan(12, 4)).ToString(), Encoding.ASCII.GetString(room, BeforePayload, length - BeforePayload));
    }

    /// <summary>Both ends of a TCP connection through the tunnel.</summary>
    private sealed record Connection(Socket Ours, Socket Theirs) : IDisposable
    {
        public void Dispose()
        {
            Ours.Dispose();
            Theirs.Dispose();
        }
    }
}
