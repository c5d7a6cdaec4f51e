using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;
using MyIkev2.SnmpProtocol.Security;
using static MyIkev2.SnmpProtocol.Tests.Notifications.SampleNotifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

// Whoever can send from a receiver's address: nothing throws and nothing grows.
public class HostileReplyTests
{
    private static readonly byte[] EngineId = Convert.FromHexString("8000cafe0b0c0d0e0f");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Receive_MutatedDatagrams_EndOneInformAtMost(bool isVersion3)
    {
        using var originator = Originator(isVersion3);
        originator.Notify(Down());
        var (target, sent) = Assert.Single(originator.TakeAll(Seconds(0)));
        var random = new Random(4711);
        byte[][] seeds = isVersion3 ? [sent, Report(sent)] : [sent, Acknowledge(sent)];
        for (var i = 0; i < 20_000; i++)
        {
            var datagram = seeds[i % 2].ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
            }

            originator.Receive(target.EndPoint, datagram.AsSpan(0, random.Next(datagram.Length + 1)), Seconds(1));
            Assert.InRange(originator.Held, 0, 1);
        }

        // A mutation that leaves the id alone may well end the inform; nothing can end it twice.
        Assert.InRange(originator.Counters.Acknowledged + originator.Counters.Refused, 0UL, 1UL);
        Assert.InRange(originator.Counters.Informs, 0UL, 1UL);
    }

    [Fact]
    public void Report_AnotherEngineEachTime_DoesNotKeepTheExchangeGoing()
    {
        using var originator = Originator(isVersion3: true);
        originator.Notify(Down());
        var messages = 0;
        var latest = Assert.Single(originator.TakeAll(Seconds(0)));
        for (var i = 0; i < 1_000; i++)
        {
            originator.Receive(latest.Target.EndPoint, Report(latest.Datagram, (byte)i), Seconds(1));
            foreach (var next in originator.TakeAll(Seconds(1)))
            {
                latest = next;
                messages++;
            }
        }

        Assert.InRange(messages, 1, 8);
    }

    private static NotificationOriginator Originator(bool isVersion3)
    {
        var user = UsmCredentials.Create("notifier", AuthenticationProtocol.None, [], PrivacyProtocol.None, [], KeyExtension.Blumenthal, out _)!;
        var target = isVersion3
            ? Target(type: NotificationType.Inform) with { Security = NotificationSecurity.OfUser("notifier", SecurityLevel.NoAuthNoPriv) }
            : Target(type: NotificationType.Inform);
        return new NotificationOriginator([target], new NotificationOriginatorOptions
        {
            Engine = new UsmEngine(EngineId, 1, new UsmUserTable(), new UsmCounters()),
            Credentials = [user],
        });
    }

    /// <summary>usmStatsUnknownEngineIDs about a message, from an engine of that number.</summary>
    private static byte[] Report(byte[] message, byte number = 1)
    {
        byte[] engine = [0x80, 0, 0, 0, number];
        var receiver = new UsmEngine(engine, 1, new UsmUserTable(), new UsmCounters());
        var outcome = receiver.Open(message, new byte[message.Length], 10, out var request);
        var buffer = new byte[2_000];
        return buffer[receiver.Report(outcome, request, buffer, 10)];
    }
}
