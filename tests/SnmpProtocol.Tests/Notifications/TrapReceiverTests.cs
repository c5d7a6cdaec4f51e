using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;
using static MyIkev2.SnmpProtocol.Tests.Notifications.SampleNotifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

// net-snmp's snmptrapd as the receiver. Our clock is virtual; its answers are waited for.
public sealed class TrapReceiverTests : IDisposable
{
    private const string AuthenticationPassword = "authentication secret";
    private const string PrivacyPassword = "privacy secret";
    private static readonly byte[] EngineId = Convert.FromHexString("8000cafe0b0c0d0e0f");

    private readonly string _memory = Directory.CreateTempSubdirectory("snmptrapd").FullName;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
    private readonly int _port = NetSnmpDaemon.FreePort(SocketType.Dgram);
    private readonly byte[] _buffer = new byte[NotificationOriginator.BufferLength];

    public void Dispose()
    {
        _socket.Dispose();
        Directory.Delete(_memory, recursive: true);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Traps_V1AndV2c_AreUnderstood()
    {
        await using var receiver = await Receiver();
        using var originator = new NotificationOriginator(
        [
            Target(_port, SnmpVersion.V1) with { Name = "one", AgentAddress = IPAddress.Parse("192.0.2.7") },
            Target(_port, SnmpVersion.V2c) with { Name = "two" },
        ]);
        originator.Notify(Down("münchen", 360_000));
        Assert.Equal(2, SendDue(originator, Seconds(0)));
        Assert.Equal(
            $"notification v1 .1.3.6.1.4.1.8072.9999.9999.4500 6 .2 360000 192.0.2.7 | .{VpnName} = \"6D C3 BC 6E 63 68 65 6E \"",
            await receiver.WaitForLine("notification v1"));
        Assert.Equal(
            $"notification TRAP2, SNMP v2c, community public | .1.3.6.1.2.1.1.3.0 = 0:1:00:00.00\t.1.3.6.1.6.3.1.1.4.1.0 = .{VpnDown}\t.{VpnName} = \"6D C3 BC 6E 63 68 65 6E \"",
            await receiver.WaitForLine("notification TRAP2"));
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V2c_AreAcknowledged()
    {
        await using var receiver = await Receiver();
        using var originator = new NotificationOriginator([Target(_port, type: NotificationType.Inform)]);
        for (var i = 0; i < 40; i++)
        {
            originator.Notify(Down($"vpn-{i}"));
        }

        Exchange(originator, Seconds(0), until: counters => counters.Acknowledged == 40);
        Assert.Equal((40UL, 0UL, 0), (originator.Counters.Informs, originator.Counters.Retransmissions, originator.Held));
        Assert.Contains("INFORM, SNMP v2c, community public", await receiver.WaitForLine("\"vpn-39\""), StringComparison.Ordinal);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task TrapsAndInforms_V3AtEachLevel_AreUnderstood()
    {
        await using var receiver = await Receiver();
        foreach (var level in Enum.GetValues<SecurityLevel>())
        {
            var name = $"{level}".ToUpperInvariant();
            using var originator = Originator(
                boots: 4,
                V3Target(level) with { Name = "trap" },
                V3Target(level) with { Name = "inform", Type = NotificationType.Inform });
            originator.Notify(Down(name));
            Exchange(originator, Seconds(100), until: counters => counters.Acknowledged == 1);
            Assert.Equal((1UL, 1UL, 0UL), (originator.Counters.Traps, originator.Counters.Informs, originator.Counters.GivenUp));

            // The order in which it prints them is its own affair: the inform is a longer conversation.
            var first = await receiver.WaitForLine($"\"{name}\"");
            var second = await receiver.WaitForLine($"\"{name}\"");
            Assert.Contains(first.StartsWith("notification INFORM", StringComparison.Ordinal) ? second : first, $"notification TRAP2, SNMP v3, user notifier, context  | .1.3.6.1.2.1.1.3.0 = 0:0:00:47.11\t.1.3.6.1.6.3.1.1.4.1.0 = .{VpnDown}\t.{VpnName} = \"{name}\"");
            Assert.Single(new[] { first, second }, line => line.StartsWith("notification INFORM, SNMP v3, user notifier", StringComparison.Ordinal));
        }
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3SeveralAtTheFirstContact_ArriveOnce()
    {
        await using var receiver = await Receiver();
        using var originator = Originator(boots: 4, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform });
        for (var i = 1; i <= 10; i++)
        {
            originator.Notify(Down($"early {i}"));
        }

        Exchange(originator, Seconds(1), until: counters => counters.Acknowledged == 10);
        originator.Notify(Down("late"));
        Exchange(originator, Seconds(2), until: counters => counters.Acknowledged == 11);
        for (var i = 1; i <= 10; i++)
        {
            Assert.Contains($"\"early {i}\"", await receiver.WaitForLine("notification"), StringComparison.Ordinal);
        }

        Assert.Contains("\"late\"", await receiver.WaitForLine("notification"), StringComparison.Ordinal);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Traps_V3AfterARestartOfTheAgent_AreTakenOnlyWithRaisedBoots()
    {
        await using var receiver = await Receiver();
        using (var before = Originator(boots: 4, V3Target(SecurityLevel.AuthPriv)))
        {
            before.Notify(Down("before"));
            SendDue(before, Seconds(100_000));
            await receiver.WaitForLine("\"before\"");
        }

        // What an engine does that forgets its boots: to the receiver these are replays.
        using (var forgetful = Originator(boots: 4, V3Target(SecurityLevel.AuthPriv)))
        {
            forgetful.Notify(Down("forgetful"));
            SendDue(forgetful, Seconds(1));
        }

        using var after = Originator(boots: 5, V3Target(SecurityLevel.AuthPriv));
        after.Notify(Down("after"));
        SendDue(after, Seconds(1));
        var line = await receiver.WaitForLine("notification");
        Assert.Contains("\"after\"", line, StringComparison.Ordinal);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3AcrossARestartOfTheAgent_AreAcknowledged()
    {
        await using var receiver = await Receiver();
        foreach (var boots in (int[])[4, 5, 6])
        {
            using var originator = Originator(boots, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform });
            originator.Notify(Down($"boots {boots}"));
            Exchange(originator, Seconds(1), until: counters => counters.Acknowledged == 1);
            await receiver.WaitForLine($"\"boots {boots}\"");
            Assert.Equal(0UL, originator.Counters.GivenUp);
        }
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3AcrossARestartOfTheReceiver_AreAcknowledged()
    {
        using var originator = Originator(boots: 4, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform });
        ulong acknowledged = 0;
        foreach (var name in (string[])["first", "second", "third"])
        {
            // The same engine each time, with raised boots.
            await using var receiver = await Receiver();
            originator.Notify(Down(name));
            Exchange(originator, Seconds(10), until: counters => counters.Acknowledged == acknowledged + 1);
            acknowledged++;
            await receiver.WaitForLine($"\"{name}\"");
            await receiver.Stop();
        }

        Assert.Equal((0UL, 0UL), (originator.Counters.Retransmissions, originator.Counters.GivenUp));
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3ReceiverComesBackAsAnotherEngine_AreAcknowledged()
    {
        using var originator = Originator(boots: 4, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform });
        ulong acknowledged = 0;
        foreach (var name in (string[])["first", "second"])
        {
            await using var receiver = await Receiver(memory: Path.Combine(_memory, name));
            originator.Notify(Down(name));
            Exchange(originator, Seconds(10), until: counters => counters.Acknowledged == acknowledged + 1);
            acknowledged++;
            await receiver.WaitForLine($"\"{name}\"");
        }

        Assert.Equal(0UL, originator.Counters.Retransmissions);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3ReceiverLostItsBoots_AreAcknowledgedByTheLastAttempt()
    {
        using var originator = Originator(
            boots: 4, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform, Timeout = Seconds(5), Retries = 2 });
        var empty = Directory.CreateDirectory(Path.Combine(_memory, "restored from backup")).FullName;
        Remember(_memory, boots: 41);
        Remember(empty, boots: 7);
        await using (var remembering = await Receiver())
        {
            originator.Notify(Down("remembered"));
            Exchange(originator, Seconds(10), until: counters => counters.Acknowledged == 1);
        }

        await using var forgetful = await Receiver(empty);
        originator.Notify(Down("forgotten"));
        Exchange(originator, Seconds(20), until: _ => true);
        Exchange(originator, Seconds(25), until: _ => true);
        Assert.Equal(1UL, originator.Counters.Acknowledged);
        Exchange(originator, Seconds(30), until: counters => counters.Acknowledged == 2);
        await forgetful.WaitForLine("\"forgotten\"");
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Informs_V3UserThatTheReceiverDoesNotKnow_AreGivenUp()
    {
        await using var receiver = await NetSnmpDaemon.TrapReceiverWithMemory(_port, _memory, "authCommunity log public");
        using var originator = Originator(
            boots: 4, V3Target(SecurityLevel.AuthPriv) with { Type = NotificationType.Inform, Timeout = Seconds(5), Retries = 1 });
        originator.Notify(Down());
        for (var now = 0; originator.Held > 0; now += 5)
        {
            Assert.InRange(now, 0, 60);
            Exchange(originator, Seconds(now), until: _ => true);
        }

        Assert.Equal((1UL, 0UL), (originator.Counters.GivenUp, originator.Counters.Acknowledged));
    }

    /// <summary>What snmptrapd keeps of its engine.</summary>
    private static void Remember(string memory, int boots) => File.WriteAllLines(
        Path.Combine(memory, "snmptrapd.conf"), [$"engineBoots {boots}", "oldEngineID 0x80001f888065f16b06900b026b00000000"]);

    private static NotificationOriginator Originator(int boots, params NotificationTarget[] targets)
    {
        var credentials = UsmCredentials.Create(
            "notifier",
            AuthenticationProtocol.Sha256,
            Encoding.UTF8.GetBytes(AuthenticationPassword),
            PrivacyProtocol.Aes128,
            Encoding.UTF8.GetBytes(PrivacyPassword),
            KeyExtension.Blumenthal,
            out _)!;
        return new NotificationOriginator(targets, new NotificationOriginatorOptions
        {
            Seed = 0x5EED_5EED_5EED_5EED,
            Engine = new UsmEngine(EngineId, boots, new UsmUserTable(credentials.ForEngine(EngineId)), new UsmCounters()),
            Credentials = [credentials],
        });
    }

    private NotificationTarget V3Target(SecurityLevel level) => new()
    {
        Name = "receiver",
        EndPoint = new IPEndPoint(IPAddress.Loopback, _port),
        Security = NotificationSecurity.OfUser("notifier", level),
    };

    /// <summary>The user is known twice: by our engine for traps, by the receiver's own for informs.</summary>
    private Task<NetSnmpDaemon> Receiver(string? memory = null, params string[] more) => NetSnmpDaemon.TrapReceiverWithMemory(
        _port,
        memory ?? _memory,
        [
            .. more,
            "authCommunity log public",
            $"createUser -e 0x{Convert.ToHexString(EngineId)} notifier SHA-256 \"{AuthenticationPassword}\" AES \"{PrivacyPassword}\"",
            $"createUser notifier SHA-256 \"{AuthenticationPassword}\" AES \"{PrivacyPassword}\"",
            "authUser log notifier noauth",
        ]);

    private int SendDue(NotificationOriginator originator, TimeSpan now)
    {
        var count = 0;
        for (int length; (length = originator.TakeDatagram(now, _buffer, out var target)) > 0; count++)
        {
            _socket.SendTo(_buffer.AsSpan(0, length), SocketFlags.None, target!.EndPoint);
        }

        return count;
    }

    /// <summary>Sends what is due and takes answers, until something holds; the clock stands still.</summary>
    private void Exchange(NotificationOriginator originator, TimeSpan now, Predicate<NotificationCounters> until)
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (SendDue(originator, now) > 0 | !until(originator.Counters))
        {
            var length = _socket.ReceiveFrom(_buffer, ref from);
            originator.Receive((IPEndPoint)from, _buffer.AsSpan(0, length).ToArray(), now);
        }
    }
}
