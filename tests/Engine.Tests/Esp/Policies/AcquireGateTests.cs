using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

public sealed class AcquireGateTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly AcquireGate _gate = new();
    private readonly PolicyEntry _entry = Entry("p");

    [Fact]
    public void AcquireGate_ManyPacketsOfAPolicy_RaiseOneAcquire()
    {
        Assert.Equal(AcquireDecision.Raise, Offer(0));
        Assert.Equal(AcquireDecision.Coalesced, Offer(0));
        Assert.Equal(AcquireDecision.Coalesced, Offer(29_999));
        Assert.Equal(AcquireDecision.Raise, Offer(30_000));
        Assert.Equal(AcquireDecision.Coalesced, Offer(30_001));
    }

    [Fact]
    public void AcquireGate_NoTimeout_IsASecond()
    {
        var packet = IpPackets.Udp("10.1.0.1", "10.2.0.1", 1);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal(AcquireDecision.Raise, _gate.Offer(At(0), TimeSpan.Zero, _entry, packet, inner));
        Assert.Equal(AcquireDecision.Coalesced, _gate.Offer(At(999), TimeSpan.Zero, _entry, packet, inner));
        Assert.Equal(AcquireDecision.Raise, _gate.Offer(At(1000), TimeSpan.Zero, _entry, packet, inner));
    }

    [Fact]
    public void AcquireGate_OtherEntryOfThePolicy_SharesTheAcquire_OtherPolicyDoesNot()
    {
        Assert.Equal(AcquireDecision.Raise, Offer(0));
        Assert.Equal(AcquireDecision.Coalesced, Offer(1, Entry("p", "10.77.0.0")));
        Assert.Equal(AcquireDecision.Raise, Offer(1, Entry("q")));
    }

    [Fact]
    public void AcquireGate_SaCameUp_HandsThePacketsOutInOrderAndAsksAgainWhenItIsGone()
    {
        Offer(0, payload: 1);
        Offer(1, payload: 2);
        _gate.Settle("vpn", "p");
        Assert.Equal([29, 30], TakeAll(2));
        Assert.Equal((0, 0, 2ul, 0ul), (_gate.HeldCount, _gate.HeldOctets, _gate.HeldPackets, _gate.HeldDrops));
        Assert.Equal(AcquireDecision.Raise, Offer(3));
    }

    [Fact]
    public void AcquireGate_AttemptFailed_DropsThePacketsAndAsksAgainNotAtOnce()
    {
        Offer(0);
        Offer(1);
        _gate.Fail("vpn", "p");
        Assert.Equal((0, 2ul), (_gate.HeldCount, _gate.HeldDrops));
        Assert.Equal(AcquireDecision.Coalesced, Offer(999));
        Assert.Equal(AcquireDecision.Raise, Offer(1000));
        _gate.Fail("vpn", "p");
        Assert.Equal(AcquireDecision.Raise, Offer(500_000));
    }

    [Fact]
    public void AcquireGate_TooManyPacketsOfAPolicy_TheOldestMakesRoom()
    {
        for (var i = 0; i < AcquireGate.PacketsPerPolicy + 2; i++)
        {
            Offer(i, payload: i);
        }

        Assert.Equal((AcquireGate.PacketsPerPolicy, 2ul), (_gate.HeldCount, _gate.HeldDrops));
        Assert.Equal([30, 31, 32, 33], TakeAll(10));
    }

    [Fact]
    public void AcquireGate_TooManyOctetsInAll_TheOldestOfAllMakeRoom()
    {
        for (var i = 0; i < 100; i++)
        {
            Offer(i, Entry($"p{i}"), payload: 1472);
            Assert.True(_gate.HeldOctets <= AcquireGate.OctetsInAll);
        }

        Assert.Equal(AcquireGate.OctetsInAll / 1500, _gate.HeldCount);
        Assert.Equal(100ul - (AcquireGate.OctetsInAll / 1500), _gate.HeldDrops);
        Assert.False(_gate.TryTakeHeld(At(100), "vpn", "p0", out _));
        Assert.True(_gate.TryTakeHeld(At(100), "vpn", "p99", out _));
    }

    [Fact]
    public void AcquireGate_LargestPacket_IsHeldAlone()
    {
        Offer(0, payload: 100);
        Offer(1, Entry("q"), payload: ushort.MaxValue - 28);
        Assert.Equal((1, ushort.MaxValue), (_gate.HeldCount, _gate.HeldOctets));
    }

    [Fact]
    public void AcquireGate_PacketsOlderThanTheTimeout_AreNotHandedOut()
    {
        Offer(0, payload: 1);
        Offer(20_000, payload: 2);
        Assert.Equal([30], TakeAll(30_001));
        Assert.Equal(1ul, _gate.HeldDrops);
    }

    [Fact]
    public void AcquireGate_PolicyGone_ForgetsItAndItsPackets()
    {
        Offer(0);
        _gate.Forget("vpn", "p");
        Assert.Equal((0, 1ul), (_gate.HeldCount, _gate.HeldDrops));
        Assert.False(_gate.TryGetTrigger("vpn", "p", out _));
        Assert.Equal(AcquireDecision.Raise, Offer(1));
    }

    [Fact]
    public void AcquireGate_HeldPacket_IsACopyOfThePacketWithoutWhatFollowsIt()
    {
        var packet = IpPackets.Udp("10.1.0.1", "10.2.0.1", 5);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        byte[] buffer = [.. packet, 0xee, 0xee];
        _gate.Offer(At(0), Timeout, _entry, buffer, inner);
        buffer.AsSpan().Clear();
        Assert.True(_gate.TryTakeHeld(At(0), "vpn", "p", out var held));
        Assert.Equal(packet, held.Span.ToArray());
    }

    [Fact]
    public void AcquireGate_Trigger_IsThePacketThatAsked()
    {
        Assert.False(_gate.TryGetTrigger("vpn", "p", out _));
        Offer(0, source: "10.1.0.9");
        Offer(1, source: "10.1.0.10");
        Assert.True(_gate.TryGetTrigger("vpn", "p", out var trigger));
        Assert.Equal(TrafficSelector.Host(IpAddress.Parse("10.1.0.9"), 17, 40000, 40000), trigger.Local);
        Assert.Equal(TrafficSelector.Host(IpAddress.Parse("10.2.0.1"), 17, 7, 7), trigger.Remote);
        _gate.Settle("vpn", "p");
        Assert.False(_gate.TryGetTrigger("vpn", "p", out _));
    }

    [Fact]
    public void AcquireSelectors_PacketsWithoutPortsAndIcmp_SayWhatTheyHave()
    {
        var near = IpAddress.Parse("10.1.0.1");
        var far = IpAddress.Parse("10.2.0.1");
        Assert.True(InnerPacket.TryParse(IpPackets.Packet("10.1.0.1", "10.2.0.1", 47, new byte[8]), out var gre));
        Assert.Equal(new AcquireSelectors(TrafficSelector.Host(near, 47), TrafficSelector.Host(far, 47)), AcquireSelectors.Of(gre));
        Assert.True(InnerPacket.TryParse(IpPackets.Packet("10.1.0.1", "10.2.0.1", 1, [8, 0, 0, 0, 0, 0, 0, 0]), out var echo));
        Assert.Equal(
            new AcquireSelectors(TrafficSelector.Host(near, 1, 0x0800, 0x0800), TrafficSelector.Host(far, 1, 0x0800, 0x0800)), AcquireSelectors.Of(echo));
    }

    [Fact]
    public void AcquireSelectors_WithinThePolicy_ComeFirst()
    {
        var near = TrafficSelector.Host(IpAddress.Parse("10.1.0.1"), 17, 40000, 40000);
        var far = TrafficSelector.Host(IpAddress.Parse("10.2.0.1"), 17, 7, 7);
        var net = TrafficSelector.Subnet(IpAddress.Parse("10.1.0.0"), 16);
        var otherNet = TrafficSelector.Subnet(IpAddress.Parse("10.2.0.0"), 16, 17);
        var (local, remote) = new AcquireSelectors(near, far).Before([net], [far, otherNet]);
        Assert.Equal([near, net], local);
        Assert.Equal([far, otherNet], remote);

        // A policy that changed since has nothing to do with that packet.
        (local, remote) = new AcquireSelectors(near, far).Before([net], [otherNet with { Protocol = 6 }]);
        Assert.Equal([net], local);
        Assert.Equal([otherNet with { Protocol = 6 }], remote);
    }

    [Fact]
    public void AcquireGate_PacketsAfterWarmUp_AllocateNothing()
    {
        var packet = IpPackets.Udp("10.1.0.1", "10.2.0.1", 1000);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        for (var i = 0; i < 10; i++)
        {
            _gate.Offer(At(i), Timeout, _entry, packet, inner);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10; i < 100; i++)
        {
            _gate.Offer(At(i), Timeout, _entry, packet, inner);
            if (_gate.TryTakeHeld(At(i), "vpn", "p", out var held))
            {
                _gate.Return(held);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private AcquireDecision Offer(long milliseconds, PolicyEntry? entry = null, int payload = 4, string source = "10.1.0.1")
    {
        var packet = IpPackets.Udp(source, "10.2.0.1", payload);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        return _gate.Offer(At(milliseconds), Timeout, entry ?? _entry, packet, inner);
    }

    private List<int> TakeAll(long milliseconds)
    {
        var lengths = new List<int>();
        while (_gate.TryTakeHeld(At(milliseconds), "vpn", "p", out var held))
        {
            lengths.Add(held.Length);
            _gate.Return(held);
        }

        return lengths;
    }

    private static EngineInstant At(long milliseconds) => new(1_000_000 + milliseconds, 0);

    private static PolicyEntry Entry(string name, string local = "10.1.0.0") => new(
        "vpn", new ChildPolicy { Name = name }, TrafficSelector.Subnet(IpAddress.Parse(local), 16), TrafficSelector.Subnet(IpAddress.Parse("10.2.0.0"), 16));
}
