using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

public class PeerAuthorizationTests
{
    private const uint Stranger = 3_999_999_999;

    [Theory]
    [InlineData(0u, 0u, MessageKind.Monitoring, true)]
    [InlineData(0u, 0u, MessageKind.Control, true)]
    [InlineData(Stranger, Stranger, MessageKind.Monitoring, false)]
    [InlineData(Stranger, Stranger, MessageKind.Control, false)]
    [InlineData(1001u, Stranger, MessageKind.Monitoring, true)]
    [InlineData(1001u, Stranger, MessageKind.Control, false)]
    [InlineData(Stranger, 2001u, MessageKind.Monitoring, true)]
    [InlineData(Stranger, 2001u, MessageKind.Control, false)]
    public void IsAllowed_ByUserAndGroup_FollowsTheOptions(uint user, uint group, MessageKind kind, bool allowed)
        => Assert.Equal(allowed, Authorization().IsAllowed(new PeerCredentials(1, user, group, []), kind));

    [Fact]
    public void IsAllowed_SupplementaryGroup_Counts()
        => Assert.True(Authorization().IsAllowed(new PeerCredentials(1, Stranger, Stranger, [5, 2001]), MessageKind.Monitoring));

    [Fact]
    public void IsAllowed_NoCredentialsWhereTheSystemHasThem_IsRefused()
        => Assert.Equal(!OperatingSystem.IsLinux(), Authorization().IsAllowed(null, MessageKind.Monitoring));

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

    private static PeerAuthorization Authorization()
        => new(Options.Create(new NmsecOptions { AllowedUsers = [1001], AllowedGroups = [2001] }));

    private sealed class FixedPeer(uint user) : IPeerCredentialsReader
    {
        public PeerCredentials Read(ConnectionContext connection) => new(4711, user, Stranger, []);
    }

    private sealed class RecordingReader : IPeerCredentialsReader
    {
        private readonly SocketPeerCredentialsReader _inner = new();

        public PeerCredentials? Last { get; private set; }

        public PeerCredentials? Read(ConnectionContext connection) => Last = _inner.Read(connection);
    }
}
