using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Access control over the socket.</summary>
public class AccessControlTests
{
    private const uint Stranger = 3_999_999_999;

    [Fact]
    public async Task Request_FromAStranger_IsRefusedAndTheConnectionStaysOpen()
    {
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry, services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(Stranger)));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        for (var correlator = 1ul; correlator <= 3; correlator++)
        {
            await connection.SendAsync(RawConnection.Request(correlator));
            var (refusal, _) = await connection.ReceiveAsync();
            Assert.Equal((correlator, NmsecReturnCode.NotAuthorized), (refusal.Correlator, refusal.ReturnCode));
            Assert.Equal(NmsecReasonCode.None, refusal.ReasonCode);
            Assert.Equal(0u, refusal.OutputTotal);
        }
    }

    [Fact]
    public async Task Request_FromAStrangerForAnyStack_DoesNotTellWhichExist()
    {
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry, services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(Stranger)));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var stack in (string[])["main", "TCPIP9"])
        {
            await connection.SendAsync(RawConnection.Request(1, stack));
            Assert.Equal(NmsecReturnCode.NotAuthorized, (await connection.ReceiveAsync()).Header.ReturnCode);
        }
    }

    [Fact]
    public async Task Request_FromAUserOfTheOptions_IsAnswered()
    {
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry,
            services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(1001)),
            ("AllowedUsers:0", "1000"),
            ("AllowedUsers:1", "1001"));
        await using var client = await host.ConnectAsync();
        Assert.Equal(4u, (await client.GetIkeTunnelsAsync()).Count);
    }

    [Fact]
    public async Task Credentials_OfThisProcess_AreReadFromTheSocket()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var reader = new RecordingReader();
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry().Registry, services => services.AddSingleton<IPeerCredentialsReader>(reader));
        await using var client = await host.ConnectAsync();
        Assert.Equal(4u, (await client.GetIkeTunnelsAsync()).Count);
        Assert.Equal(Environment.ProcessId, reader.Last?.ProcessId);
        Assert.Equal(NativeMethods.EffectiveUserId, reader.Last?.UserId);
    }

    private sealed class RecordingReader : IPeerCredentialsReader
    {
        private readonly SocketPeerCredentialsReader _inner = new();

        public PeerCredentials? Last { get; private set; }

        public PeerCredentials? Read(ConnectionContext connection) => Last = _inner.Read(connection);
    }
}
