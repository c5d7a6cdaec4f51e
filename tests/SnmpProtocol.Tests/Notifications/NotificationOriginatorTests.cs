using System.Net;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;
using static MyIkev2.SnmpProtocol.Tests.Notifications.SampleNotifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

public class NotificationOriginatorTests
{
    [Fact]
    public void Trap_V2c_HasUpTimeNameAndObjects()
    {
        var originator = new NotificationOriginator([Target()]);
        originator.Notify(Down("köln", 360_000));
        var (target, datagram) = Assert.Single(originator.TakeAll(Seconds(1)));

        Assert.Equal(162, target.EndPoint.Port);
        Assert.Equal(BerError.None, CommunityMessage.TryRead(datagram, out var message));
        Assert.Equal((int)SnmpVersion.V2c, message.Version);
        Assert.True(message.Community.SequenceEqual("public"u8));
        Assert.Equal(BerError.None, Pdu.TryRead(message.PduOctets, out var pdu));
        Assert.Equal((PduType.TrapV2, 3), (pdu.Type, pdu.VarBindCount));

        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var bindings = pdu.VarBinds;
        Assert.True(bindings.MoveNext(name, out var length));
        Assert.Equal("1.3.6.1.2.1.1.3.0", new ObjectIdentifier(name[..length]).ToString());
        Assert.Equal(BerTag.TimeTicks, bindings.ValueTag);
        Assert.True(bindings.Value.SequenceEqual(new byte[] { 0x05, 0x7E, 0x40 }));
        Assert.True(bindings.MoveNext(name, out length));
        Assert.Equal("1.3.6.1.6.3.1.1.4.1.0", new ObjectIdentifier(name[..length]).ToString());
        Assert.True(bindings.Value.SequenceEqual(VpnDown.EncodedContent));
        Assert.True(bindings.MoveNext(name, out length));
        Assert.Equal(VpnName, new ObjectIdentifier(name[..length]));
        Assert.True(bindings.Value.SequenceEqual("köln"u8));
        Assert.Equal((1UL, 0UL), (originator.Counters.Traps, originator.Counters.Unencodable));
        Assert.Null(originator.NextDeadline);
    }

    [Fact]
    public void Inform_Acknowledged_IsForgotten()
    {
        var originator = new NotificationOriginator([Target(type: NotificationType.Inform)]);
        originator.Notify(Down());
        Assert.Equal(TimeSpan.Zero, originator.NextDeadline);
        var (target, inform) = Assert.Single(originator.TakeAll(Seconds(1)));
        Assert.Equal((1, Seconds(16)), (originator.Held, originator.NextDeadline));
        originator.Receive(target.EndPoint, Acknowledge(inform), Seconds(2));
        Assert.Equal((0, (TimeSpan?)null), (originator.Held, originator.NextDeadline));
        Assert.Empty(originator.TakeAll(Seconds(100)));
        Assert.Equal((1UL, 1UL, 0UL), (originator.Counters.Informs, originator.Counters.Acknowledged, originator.Counters.Retransmissions));
    }

    [Fact]
    public void Inform_NoAnswer_IsSentAgainAndThenGivenUp()
    {
        var originator = new NotificationOriginator([Target(type: NotificationType.Inform) with { Timeout = Seconds(2), Retries = 2 }]);
        originator.Notify(Down());
        var first = Assert.Single(originator.TakeAll(Seconds(0))).Datagram;
        Assert.Empty(originator.TakeAll(Seconds(1.999)));
        Assert.Equal(first, Assert.Single(originator.TakeAll(Seconds(2))).Datagram);
        Assert.Equal(first, Assert.Single(originator.TakeAll(Seconds(4))).Datagram);
        Assert.Equal(1, originator.Held);
        Assert.Empty(originator.TakeAll(Seconds(6)));
        Assert.Equal((0, (TimeSpan?)null), (originator.Held, originator.NextDeadline));
        Assert.Equal((1UL, 2UL, 1UL), (originator.Counters.Informs, originator.Counters.Retransmissions, originator.Counters.GivenUp));
    }

    [Fact]
    public void Inform_RefusedByReceiver_IsNotRepeated()
    {
        var originator = new NotificationOriginator([Target(type: NotificationType.Inform)]);
        originator.Notify(Down());
        var (target, inform) = Assert.Single(originator.TakeAll(Seconds(0)));
        originator.Receive(target.EndPoint, Acknowledge(inform, ErrorStatus.AuthorizationError), Seconds(1));
        Assert.Empty(originator.TakeAll(Seconds(60)));
        Assert.Equal((0UL, 1UL), (originator.Counters.Acknowledged, originator.Counters.Refused));
    }

    [Fact]
    public void Receive_ForeignDatagrams_AcknowledgeNothing()
    {
        var originator = new NotificationOriginator([Target(type: NotificationType.Inform)]);
        originator.Notify(Down());
        var (target, inform) = Assert.Single(originator.TakeAll(Seconds(0)));
        var answer = Acknowledge(inform);
        originator.Receive(new IPEndPoint(IPAddress.Loopback, 163), answer, Seconds(1));
        originator.Receive(target.EndPoint, Acknowledge(inform, community: "other"), Seconds(1));
        originator.Receive(target.EndPoint, Acknowledge(inform, requestId: RequestIdOf(inform) + 1), Seconds(1));
        originator.Receive(target.EndPoint, inform, Seconds(1));
        for (var length = 0; length < answer.Length; length++)
        {
            originator.Receive(target.EndPoint, answer.AsSpan(0, length), Seconds(1));
        }

        Assert.Equal((1, 0UL), (originator.Held, originator.Counters.Acknowledged));
        originator.Receive(target.EndPoint, answer, Seconds(1));
        Assert.Equal(0, originator.Held);

        // A second copy of the same answer is for an inform that is gone.
        originator.Receive(target.EndPoint, answer, Seconds(1));
        Assert.Equal(1UL, originator.Counters.Acknowledged);
    }

    [Fact]
    public void DeadReceiver_ManyInforms_HoldsItsShareAndStopsNobodyElse()
    {
        const int Capacity = 64;
        var dead = Target(1001, type: NotificationType.Inform);
        var living = Target(1002, type: NotificationType.Inform);
        var originator = new NotificationOriginator([dead, living], new NotificationOriginatorOptions { QueueCapacity = Capacity });
        var reached = 0;
        for (var second = 0; second < 2_000; second++)
        {
            originator.Notify(Down($"vpn-{second}"));
            foreach (var (target, datagram) in originator.TakeAll(Seconds(second)))
            {
                if (target == living)
                {
                    reached++;
                    originator.Receive(target.EndPoint, Acknowledge(datagram), Seconds(second));
                }
            }

            Assert.InRange(originator.Held, 0, Capacity);
        }

        Assert.Equal(2_000, reached);
        Assert.Equal(2_000UL, originator.Counters.Acknowledged);
        Assert.Equal(2_000UL, originator.Counters.Dropped + originator.Counters.GivenUp + (ulong)originator.Held);
        Assert.True(originator.Counters.Dropped > 1_000, $"{originator.Counters.Dropped} dropped");
        for (var second = 2_000.0; originator.NextDeadline is not null; second += 15)
        {
            originator.TakeAll(Seconds(second));
        }

        Assert.Equal(2_000UL, originator.Counters.Dropped + originator.Counters.GivenUp);
    }

    [Fact]
    public void Queue_TrapsNobodyTakes_IsBounded()
    {
        var originator = new NotificationOriginator([Target(1001), Target(1002)]);
        var notification = Down();
        for (var i = 0; i < 10_000; i++)
        {
            originator.Notify(notification);
        }

        Assert.Equal((2 * 1_024, 2UL * (10_000 - 1_024)), (originator.Held, originator.Counters.Dropped));
        Assert.Equal(2 * 1_024, originator.TakeAll(Seconds(0)).Count);
    }

    [Fact]
    public void Datagrams_SeveralTargets_TakeTurns()
    {
        var originator = new NotificationOriginator([Target(1001), Target(1002)]);
        originator.Notify(Down());
        originator.Notify(Down());
        Assert.Equal([1001, 1002, 1001, 1002], originator.TakeAll(Seconds(0)).Select(datagram => datagram.Target.EndPoint.Port));
    }

    [Fact]
    public void Filter_OfTheTarget_LeavesOut()
    {
        var own = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500");
        var all = new ViewTreeFamily(own);
        ViewTreeFamily Without(string subtree) => new(ObjectIdentifier.Parse(subtree), included: false);
        var originator = new NotificationOriginator(
        [
            Target(1) with { Filter = new NotificationFilter("all", all) },
            Target(2) with { Filter = new NotificationFilter("no downs", all, Without($"{VpnDown}")) },
            Target(3) with { Filter = new NotificationFilter("no names", all, Without($"{VpnName}")) },
            Target(4) with { Filter = new NotificationFilter("other enterprise", new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.4.1.9"))) },
            Target(5) with { Filter = new NotificationFilter("by its name alone", new ViewTreeFamily(VpnDown)) },
        ]);
        originator.Notify(Down());
        Assert.Equal([1, 5], originator.TakeAll(Seconds(0)).Select(datagram => datagram.Target.EndPoint.Port));
        Assert.Equal(3UL, originator.Counters.Filtered);
    }

    [Fact]
    public void NotifyView_OfTheTarget_HasToIncludeNameAndObjects()
    {
        var everything = MibView.Of("everything", "1.3");
        var names = new MibView("names", new ViewTreeFamily(VpnDown));
        AccessEntry Entry(string group, MibView? notify) => new() { GroupName = group, Level = SecurityLevel.NoAuthNoPriv, ReadView = everything, NotifyView = notify };
        var access = new ViewBasedAccessControl(
            [.. new[] { "full", "named", "reader" }.Select(name => new GroupMember(SecurityModel.V2c, name, name))],
            [Entry("full", everything), Entry("named", names), Entry("reader", null)]);
        var originator = new NotificationOriginator(
            [Target(1, community: "full"), Target(2, community: "named"), Target(3, community: "reader"), Target(4, community: "stranger")],
            new NotificationOriginatorOptions { Access = access });
        originator.Notify(Down());
        Assert.Equal(1, Assert.Single(originator.TakeAll(Seconds(0))).Target.EndPoint.Port);
        Assert.Equal(3UL, originator.Counters.Denied);
    }

    [Fact]
    public void RequestIds_OfInforms_DifferFromOneToTheNextAndFromSeedToSeed()
    {
        int[] Ids(ulong seed)
        {
            var originator = new NotificationOriginator([Target(type: NotificationType.Inform)], new NotificationOriginatorOptions { Seed = seed });
            for (var i = 0; i < 10; i++)
            {
                originator.Notify(Down());
            }

            return [.. originator.TakeAll(Seconds(0)).Select(datagram => RequestIdOf(datagram.Datagram))];
        }

        var ids = Ids(0x1234_5678_9ABC_DEF0);
        Assert.Equal(10, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 1, int.MaxValue));
        Assert.Empty(ids.Intersect(Ids(0x0FED_CBA9_8765_4321)));
    }

    [Fact]
    public void Inform_V1_IsRefusedAtOnce() =>
        Assert.Throws<ArgumentException>(() => new NotificationOriginator([Target(version: SnmpVersion.V1, type: NotificationType.Inform)]));
}
