using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

/// <summary>The agent's services over a canned registry, as the host composes them.</summary>
internal sealed class NotifyingAgent : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private NotifyingAgent(ServiceProvider services, CannedRegistry canned)
    {
        _services = services;
        Canned = canned;
    }

    internal CannedRegistry Canned { get; }

    internal NotificationService Notifications => _services.GetRequiredService<NotificationService>();

    internal NotificationSwitches Switches => _services.GetRequiredService<NotificationMib>().Switches;

    internal SnmpAgentService Agent => _services.GetRequiredService<SnmpAgentService>();

    internal static async Task<NotifyingAgent> Start(Dictionary<string, string?> settings, IStateFiles? state = null, int tunnels = 3)
    {
        var canned = new CannedRegistry(tunnels);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ITunnelRegistry>(canned.Registry);
        if (state is not null)
        {
            services.AddSingleton(state);
        }

        services.AddSnmpAgent(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        var agent = new NotifyingAgent(services.BuildServiceProvider(), canned);
        foreach (var service in agent._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}

public sealed class NotificationServiceTests : IDisposable
{
    private const string User = "notifier";
    private const string AuthenticationPassword = "authentication secret";
    private const string PrivacyPassword = "privacy secret";
    private const string EngineId = "80001f8805aabbccdd";

    private readonly string _memory = Directory.CreateTempSubdirectory("snmptrapd").FullName;
    private readonly int _port = NetSnmpDaemon.FreePort(SocketType.Dgram);

    public void Dispose() => Directory.Delete(_memory, recursive: true);

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task TunnelUpAndDown_TrapsAndInformsOfEveryVersion_ReachTheReceiver()
    {
        await using var receiver = await Receiver();
        await using var agent = await NotifyingAgent.Start(new()
        {
            ["Snmp:EngineId"] = EngineId,
            ["Snmp:Users:0:Name"] = User,
            ["Snmp:Users:0:AuthenticationPassword"] = AuthenticationPassword,
            ["Snmp:Users:0:PrivacyPassword"] = PrivacyPassword,
            ["Snmp:Listen:0"] = "127.0.0.1:0",
            ["Snmp:Notifications:Targets:0:Address"] = $"127.0.0.1:{_port}",
            ["Snmp:Notifications:Targets:0:Version"] = "1",
            ["Snmp:Notifications:Targets:0:Community"] = "of-version-1",
            ["Snmp:Notifications:Targets:1:Address"] = $"127.0.0.1:{_port}",
            ["Snmp:Notifications:Targets:1:Community"] = "of-version-2",
            ["Snmp:Notifications:Targets:1:Type"] = "inform",
            ["Snmp:Notifications:Targets:2:Address"] = $"127.0.0.1:{_port}",
            ["Snmp:Notifications:Targets:2:User"] = User,
            ["Snmp:Notifications:Targets:3:Address"] = $"127.0.0.1:{_port}",
            ["Snmp:Notifications:Targets:3:User"] = User,
            ["Snmp:Notifications:Targets:3:Type"] = "inform",
        });
        agent.Canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2), Reason: CloseReason.PeerDelete, Text: "the peer deleted it")]);

        var lines = new List<string>();
        while (lines.Count(line => line.Contains("the peer deleted it", StringComparison.Ordinal)) < 4)
        {
            lines.Add(await receiver.WaitForLine("notification"));
        }

        foreach (var kind in (string[])["notification v1 ", "INFORM, SNMP v2c, community of-version-2", $"TRAP2, SNMP v3, user {User}", $"INFORM, SNMP v3, user {User}"])
        {
            var own = lines.Where(line => line.Contains(kind, StringComparison.Ordinal)).ToArray();
            Assert.Equal(3, own.Length);
            var isOld = kind.EndsWith("v1 ", StringComparison.Ordinal);
            Assert.Contains(isOld ? $".{SourceFixture.Root}.3.1 0 " : ".1.3.6.1.6.3.1.1.5.1", own[0], StringComparison.Ordinal);
            Assert.Contains(isOld ? $".{SourceFixture.Root} 6 .11" : $".{SourceFixture.Root}.0.11", own[1], StringComparison.Ordinal);
            Assert.Contains($".{SourceFixture.Root}.1.3.1.2.2 = \"vpn-2\"", own[2], StringComparison.Ordinal);
            Assert.Contains($".{SourceFixture.Root}.1.3.1.8.2 = 3", own[2], StringComparison.Ordinal);
        }
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Restart_OfTheAgent_TrapsAndInformsOfVersion3GoOn()
    {
        await using var receiver = await Receiver();
        var state = new MemoryStateFiles();
        for (var run = 1; run <= 3; run++)
        {
            await using var agent = await NotifyingAgent.Start(
                new()
                {
                    ["Snmp:EngineId"] = EngineId,
                    ["Snmp:Users:0:Name"] = User,
                    ["Snmp:Users:0:AuthenticationPassword"] = AuthenticationPassword,
                    ["Snmp:Users:0:PrivacyPassword"] = PrivacyPassword,
                    ["Snmp:Listen:0"] = "127.0.0.1:0",
                    ["Snmp:Notifications:Targets:0:Address"] = $"127.0.0.1:{_port}",
                    ["Snmp:Notifications:Targets:0:User"] = User,
                    ["Snmp:Notifications:Targets:1:Address"] = $"127.0.0.1:{_port}",
                    ["Snmp:Notifications:Targets:1:User"] = User,
                    ["Snmp:Notifications:Targets:1:Type"] = "inform",
                },
                state);
            string[] both = [await receiver.WaitForLine($"{SourceFixture.Root}.0.11"), await receiver.WaitForLine($"{SourceFixture.Root}.0.11")];
            Assert.Single(both, line => line.StartsWith("notification TRAP2, SNMP v3", StringComparison.Ordinal));
            Assert.Single(both, line => line.StartsWith("notification INFORM, SNMP v3", StringComparison.Ordinal));
        }
    }

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task Master_ThatComesLater_SendsWhatWaitedAndWhatFollows()
    {
        using var folder = new AgentX.TemporaryFolder();
        var socket = $"unix:{folder.Path}/master";
        await using var receiver = await Receiver();
        await using var agent = await NotifyingAgent.Start(new() { ["Snmp:AgentX:Address"] = socket });
        agent.Canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2))]);
        await using var master = await NetSnmpDaemon.Agent(
            $"agentAddress udp:127.0.0.1:{NetSnmpDaemon.FreePort(SocketType.Dgram)}", "master agentx", $"agentXSocket {socket}",
            $"trap2sink 127.0.0.1:{_port} of-version-2");
        await receiver.WaitForLine($".{SourceFixture.Root}.0.11");
        Assert.Contains("\"vpn-2\"", await receiver.WaitForLine($".{SourceFixture.Root}.0.1"), StringComparison.Ordinal);
        agent.Canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2), Reason: CloseReason.Idle)]);
        var down = await receiver.WaitForLine($".{SourceFixture.Root}.0.2");
        Assert.Contains($".{SourceFixture.Root}.1.3.1.8.2 = 18", down, StringComparison.Ordinal);
        Assert.Equal(0UL, agent.Notifications.Master!.Dropped);
    }

    [Fact]
    public async Task AuthenticationFailure_SwitchedOnBySet_IsSent()
    {
        using var receiver = new UdpReceiver();
        await using var agent = await NotifyingAgent.Start(new()
        {
            ["Snmp:Communities:0:Community"] = "writer",
            ["Snmp:Communities:0:Group"] = "writers",
            ["Snmp:Groups:0:Name"] = "writers",
            ["Snmp:Groups:0:Rights:0:Level"] = "noAuthNoPriv",
            ["Snmp:Groups:0:Rights:0:Read"] = "all",
            ["Snmp:Groups:0:Rights:0:Write"] = "all",
            ["Snmp:Listen:0"] = "127.0.0.1:0",
            ["Snmp:Notifications:Targets:0:Address"] = $"{receiver.EndPoint}",
            ["Snmp:Notifications:Targets:0:Community"] = "receiver",
        });
        Assert.Equal(["1.3.6.1.6.3.1.1.5.1", $"{SourceFixture.Root}.0.11"], [receiver.ReceiveName(), receiver.ReceiveName()]);
        using var manager = new UdpClient();
        manager.Connect(agent.Agent.EndPoints[0]);
        manager.Send(SnmpRequest.Build(PduType.Get, ["1.3.6.1.2.1.1.5.0"], "wrong"));
        var status = Set(manager, "1.3.6.1.2.1.11.30.0", 1);
        Assert.Equal(ErrorStatus.NoError, status);
        manager.Send(SnmpRequest.Build(PduType.Get, ["1.3.6.1.2.1.1.5.0"], "wrong"));
        Assert.Equal("1.3.6.1.6.3.1.1.5.5", receiver.ReceiveName());
    }

    [Fact]
    public async Task ReceiverThatIsDead_StormAndStop_AreNotHeldUp()
    {
        // Bound, so that nobody else has the port, and never read.
        using var dead = new UdpReceiver();
        using var living = new UdpReceiver();
        var clock = Stopwatch.StartNew();
        await using (var agent = await NotifyingAgent.Start(new()
        {
            ["Snmp:Notifications:Targets:0:Address"] = $"{dead.EndPoint}",
            ["Snmp:Notifications:Targets:0:Community"] = "dead",
            ["Snmp:Notifications:Targets:0:Type"] = "inform",
            ["Snmp:Notifications:Targets:1:Address"] = $"{living.EndPoint}",
            ["Snmp:Notifications:Targets:1:Community"] = "living",
            ["Snmp:Notifications:MaxPerMinute"] = "0",
            ["Snmp:Notifications:QueueCapacity"] = "100",
        }))
        {
            for (var i = 0; i < 2_000; i++)
            {
                agent.Notifications.Source!.Tell(new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2), Reason: CloseReason.PeerDead));
            }

            var transport = agent.Notifications.Transport!;
            Assert.Equal(2_002UL, transport.Counters.Traps);
            Assert.Equal((100, 2_002UL - 100), (transport.Held, transport.Counters.Dropped));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Changes_OfTheRegistry_ComeInOrder()
    {
        using var receiver = new UdpReceiver();
        await using var agent = await NotifyingAgent.Start(new()
        {
            ["Snmp:Notifications:Targets:0:Address"] = $"{receiver.EndPoint}",
            ["Snmp:Notifications:Targets:0:Community"] = "public",
        });
        agent.Canned.Commit(0, changes:
        [
            new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2)),
            new TunnelChange(TunnelChangeKind.Changed, CannedRegistry.Now, CannedRegistry.Tunnel(2)),
            new TunnelChange(TunnelChangeKind.PeerDead, CannedRegistry.Now, CannedRegistry.Tunnel(2)),
            new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2)),
        ]);
        string[] expected = ["1.3.6.1.6.3.1.1.5.1", .. new[] { 11, 1, 7, 2 }.Select(number => $"{SourceFixture.Root}.0.{number}")];
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(_ => receiver.ReceiveName()));
    }

    [Fact]
    public async Task NoTarget_NoMaster_SubscribesToNothing()
    {
        await using var agent = await NotifyingAgent.Start([]);
        Assert.Null(agent.Notifications.Source);
        Assert.Null(agent.Notifications.Transport);
    }

    [Theory]
    [InlineData("nobody", "authPriv", "trap", "there is no user 'nobody'")]
    [InlineData("reader", "authPriv", "trap", "has no secrets for AuthPriv")]
    public async Task Start_UserOfATargetThatCannotBe_StopsTheStart(string user, string level, string type, string complaint)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => NotifyingAgent.Start(new()
        {
            ["Snmp:Users:0:Name"] = "reader",
            ["Snmp:Users:0:AuthenticationPassword"] = AuthenticationPassword,
            ["Snmp:Users:0:Privacy"] = "none",
            ["Snmp:Listen:0"] = "127.0.0.1:0",
            ["Snmp:Notifications:Targets:0:Address"] = "127.0.0.1:1162",
            ["Snmp:Notifications:Targets:0:User"] = user,
            ["Snmp:Notifications:Targets:0:Level"] = level,
            ["Snmp:Notifications:Targets:0:Type"] = type,
        }));
        Assert.Contains(complaint, exception.Message, StringComparison.Ordinal);
    }

    private static ErrorStatus Set(UdpClient manager, string name, int value)
    {
        var buffer = new byte[1_500];
        var start = MessageWriter.MaximumHead(6);
        var writer = new BerWriter(buffer.AsSpan(start));
        var binding = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse(name));
        writer.WriteInteger32(value);
        writer.EndSequence(binding);
        manager.Send(MessageWriter.Frame(buffer, start, writer.Position, SnmpVersion.V2c, "writer"u8, PduType.Set, 1, 0, 0));
        manager.Client.ReceiveTimeout = 30_000;
        var from = new IPEndPoint(IPAddress.Any, 0);
        return SnmpReply.Read(manager.Receive(ref from)).Status;
    }

    private Task<NetSnmpDaemon> Receiver() => NetSnmpDaemon.TrapReceiverWithMemory(
        _port,
        _memory,
        [
            "authCommunity log of-version-1",
            "authCommunity log of-version-2",
            $"createUser -e 0x{EngineId} {User} SHA-256 \"{AuthenticationPassword}\" AES \"{PrivacyPassword}\"",
            $"createUser {User} SHA-256 \"{AuthenticationPassword}\" AES \"{PrivacyPassword}\"",
            $"authUser log {User} priv",
        ]);

    /// <summary>A socket that traps of SNMPv2c are sent to.</summary>
    private sealed class UdpReceiver : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };

        internal UdpReceiver() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        internal EndPoint EndPoint => _socket.LocalEndPoint!;

        public void Dispose() => _socket.Dispose();

        /// <summary>snmpTrapOID of the next trap.</summary>
        internal string ReceiveName()
        {
            var buffer = new byte[65_535];
            var length = _socket.Receive(buffer);
            Assert.Equal(BerError.None, CommunityMessage.TryRead(buffer.AsSpan(0, length), out var message));
            Assert.Equal(BerError.None, Pdu.TryRead(message.PduOctets, out var pdu));
            Assert.Equal(PduType.TrapV2, pdu.Type);
            var list = new BerReader(pdu.VarBindOctets);
            Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
            list.ReadConstructed(BerTag.Sequence);
            var binding = list.ReadConstructed(BerTag.Sequence);
            binding.ReadObjectIdentifier(name);
            return new ObjectIdentifier(name[..binding.ReadObjectIdentifier(name)]).ToString();
        }
    }
}
