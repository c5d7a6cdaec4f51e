using System.Buffers.Binary;
using System.Net;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What packets, messages and strangers do wrong enters the failure history, and not more often than once a minute.</summary>
public sealed class PacketFailureTests
{
    private const string HostOfA = "10.1.1.5";
    private const string HostOfB = "10.2.1.7";

    private static readonly byte[] Payload = new byte[100];

    [Fact]
    public void Packet_Corrupted_IsToldOnceAMinuteWithOuterAddresses()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        using var changes = pair.B.Registry.Subscribe();
        for (var second = 0; second < 90; second++)
        {
            var sent = SendAside(pair);
            sent.Octets[^20] ^= 1;
            pair.B.Receive(sent);
            pair.Advance(1);
        }

        var failures = pair.B.Registry.Capture().History.Failures;
        Assert.Equal(2, failures.Count);
        var failure = failures[0];
        var child = pair.B.Tunnel.Children.Single();
        Assert.Equal(
            (FailurePhase.DataPlane, FailureCause.BadIntegrity, "vpn", pair.B.Tunnel.Id, "child-1", child.SpiIn),
            (failure.Phase, failure.Cause, failure.VpnName, failure.TunnelId, failure.PolicyName, failure.ChildSpi));
        Assert.Equal((IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")), (failure.PacketSource, failure.PacketDestination));
        Assert.Equal(TimeSpan.FromSeconds(60), failures[1].At - failures[0].At);
        Assert.Equal(90ul, child.Counters.Read().IntegrityFailures);
        Assert.True(changes.TryRead(out var change));
        Assert.Equal((TunnelChangeKind.DataPlaneFailed, failure), (change.Kind, change.Failure));
    }

    [Fact]
    public void Packet_OfOtherSelectors_NamesTheInnerAddresses()
    {
        var pair = SimPair.Established(seed: 2, carriesPackets: true);

        // B thinks that the pair is for less than A does.
        var child = pair.B.Shard.Services.Sas.All.Single().Children.All.Single();
        var installation = child.ToInstallation(pair.B.Shard.Services.Sas.All.Single().Path, udpEncapsulation: false);
        pair.B.Shard.Services.Packets!.RemoveInbound(child.SpiIn, child.Protocol);
        pair.B.Shard.Services.Packets.InstallInbound(installation with { RemoteSelectors = [TrafficSelector.Subnet(IpAddress.Parse("10.1.1.128"), 25)] });
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        pair.Drive();

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.DataPlane, FailureCause.SelectorMismatch), (failure.Phase, failure.Cause));
        Assert.Equal((IPAddress.Parse(HostOfA), IPAddress.Parse(HostOfB)), (failure.PacketSource, failure.PacketDestination));
        Assert.Empty(pair.B.Delivered);
    }

    [Fact]
    public void Packet_Replayed_IsNoFailure()
    {
        var pair = SimPair.Established(seed: 3, carriesPackets: true);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        var sent = pair.Network.Sent[^1];
        pair.Drive();
        pair.B.Receive(sent);
        Assert.Equal(1ul, pair.B.Tunnel.Children.Single().Counters.Read().ReplayDrops);
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
    }

    [Fact]
    public void Packet_SequenceNumbersUsedUp_IsAFailureAndTheCauseOfTheEnd()
    {
        var pair = SimPair.Established(seed: 4, static vpn => vpn.Child = static child => child with { RekeyTime = TimeSpan.Zero }, carriesPackets: true);
        var spi = pair.A.Tunnel.Children.Single().SpiIn;
        pair.Network.Filter = static datagram => datagram.Octets.ElementAtOrDefault(18) != (byte)ExchangeType.CreateChildSa; // no rekey helps
        pair.A.Shard.Services.Packets!.Find(spi)!.Outbound!.ResumeAt(ulong.MaxValue);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        pair.Drive();

        var failure = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.DataPlane, FailureCause.SequenceOverflow, "child-1", spi), (failure.Phase, failure.Cause, failure.PolicyName, failure.ChildSpi));
        var ended = Assert.Single(pair.A.Registry.Capture().History.Children);
        Assert.Equal((CloseReason.Expired, FailureCause.SequenceOverflow), (ended.Reason, ended.Cause));
    }

    [Fact]
    public void UnknownSpi_OfAPacket_IsToldOncePerPeerAndMinute()
    {
        var pair = SimPair.Established(seed: 5, carriesPackets: true);
        for (var i = 0; i < 5; i++)
        {
            var sent = SendAside(pair);
            sent.Octets[0] ^= 0x80;
            pair.B.Receive(sent);
        }

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.DataPlane, FailureCause.UnknownSpi, string.Empty, pair.B.Tunnel.Children.Single().SpiIn ^ 0x80000000),
            (failure.Phase, failure.Cause, failure.VpnName, failure.ChildSpi));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), failure.PacketSource);
    }

    [Fact]
    public void UnknownSpi_OfAPairThatHasJustEnded_IsNoFailure()
    {
        var pair = SimPair.Established(seed: 6, carriesPackets: true);
        var late = SendAside(pair);
        var later = SendAside(pair);
        pair.Network.Filter = null;
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        pair.B.Receive(late);
        Assert.Equal(1ul, pair.B.Counters.EspUnknownSpi);
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
        pair.Advance(61);
        pair.B.Receive(later);
        Assert.Equal(FailureCause.UnknownSpi, Assert.Single(pair.B.Registry.Capture().History.Failures).Cause);
    }

    [Fact]
    public void UnknownIkeSpi_OfARequest_IsToldAndOfAnAnswerNot()
    {
        var pair = SimPair.Established(seed: 7);
        var request = new byte[28];
        IkeMessageWriter.Write(request, IkeHeader.ForSending(0x0102030405060708, 0x1112131415161718, ExchangeType.Informational, IkeHeaderFlags.Initiator, 7), []);
        var path = (Source: new IpEndpoint(pair.A.Address, 500), Destination: new IpEndpoint(pair.B.Address, 500));
        var answer = (byte[])request.Clone();
        answer[19] |= (byte)IkeHeaderFlags.Response;

        pair.B.Receive(new SimDatagram(path.Source, path.Destination, false, answer));
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
        pair.B.Receive(new SimDatagram(path.Source, path.Destination, false, request));
        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Other, FailureCause.UnknownSpi), (failure.Phase, failure.Cause));
        Assert.Contains("1112131415161718", failure.Text, StringComparison.Ordinal);
        Assert.Equal(2ul, pair.B.Counters.InUnknownSpi);
    }

    [Fact]
    public void Message_WithAWrongChecksum_IsToldOnceAMinute()
    {
        var pair = SimPair.Established(seed: 8);
        pair.Network.Filter = static _ => false;
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        var sent = pair.Network.Sent[^1];
        sent.Octets[^1] ^= 1;
        pair.B.Receive(sent);
        pair.B.Receive(sent);

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Other, FailureCause.BadIntegrity, "vpn", pair.B.Tunnel.Id), (failure.Phase, failure.Cause, failure.VpnName, failure.TunnelId));
        Assert.Equal(2ul, pair.B.Counters.InBadIntegrity);
    }

    [Fact]
    public void HalfOpenLimit_Reached_IsACapacityFailureAndCookiesAreTold()
    {
        var pair = new SimPair(seed: 9);
        pair.Configure(new SimVpn { Limits = new EngineLimits { CookieThreshold = 3, HalfOpenLimit = 2, BlockThreshold = 0, HalfOpenTimeout = TimeSpan.FromSeconds(30) } });
        using var changes = pair.B.Registry.Subscribe();
        var hello = Hello(pair);
        for (byte i = 1; i <= 3; i++)
        {
            pair.B.Receive(WithSpi(hello, i));
        }

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.SaInit, CloseReason.ResourceLimit, FailureCause.Capacity, (ushort)0),
            (failure.Phase, failure.Reason, failure.Cause, failure.NotifyType));
        Assert.Contains("init-limit-half-open", failure.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(TunnelChangeKind.HalfOpenHigh, Kinds(changes));
    }

    [Fact]
    public void Cookies_DemandedAndNoLongerDemanded_AreToldOnceEach()
    {
        var pair = new SimPair(seed: 10);
        pair.Configure(new SimVpn { Limits = new EngineLimits { CookieThreshold = 3, BlockThreshold = 0, HalfOpenTimeout = TimeSpan.FromSeconds(30) } });
        using var changes = pair.B.Registry.Subscribe();
        var hello = Hello(pair);
        for (byte i = 1; i <= 9; i++)
        {
            pair.B.Receive(WithSpi(hello, i));
        }

        var told = Changes(changes).Where(static change => change.Kind == TunnelChangeKind.HalfOpenHigh).ToList();
        Assert.True(Assert.Single(told).CookiesDemanded);
        Assert.Null(told[0].Failure);
        pair.Advance(40);
        var after = Changes(changes).Where(static change => change.Kind == TunnelChangeKind.HalfOpenHigh).ToList();
        Assert.False(Assert.Single(after).CookiesDemanded);
        Assert.Equal(0ul, pair.B.Counters.CookieActive);
    }

    /// <summary>A thousand strangers fill no table: the first are told, then one row says that there were more.</summary>
    [Fact]
    public void Strangers_InGreatNumbers_LeaveTheFirstRowsAndOneThatSaysSo()
    {
        var pair = new SimPair(seed: 11);
        pair.Configure(new SimVpn());
        pair.B.Configure(EngineConfiguration.Empty);
        var hello = Hello(pair);
        for (var i = 0; i < 1000; i++)
        {
            var address = new byte[] { 203, 0, (byte)(i >> 8), (byte)i };
            pair.B.Receive(hello with { Source = new IpEndpoint(IpAddress.FromBytes(address), 500) });
        }

        var failures = pair.B.Registry.Capture().History.Failures;
        Assert.Equal(65, failures.Count);
        Assert.All(failures.Take(64), static row => Assert.Equal(CloseReason.NoProposalChosen, row.Reason));
        Assert.Equal((FailurePhase.Other, FailureCause.EventsLost), (failures[64].Phase, failures[64].Cause));
        Assert.StartsWith("events lost", failures[64].Text, StringComparison.Ordinal);
    }

    private static SimDatagram SendAside(SimPair pair)
    {
        pair.Network.Filter = static datagram => datagram.Outer is null;
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        return pair.Network.Sent[^1];
    }

    private static SimDatagram Hello(SimPair pair)
    {
        pair.Network.Filter = static _ => false;
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        return pair.Network.Sent[^1];
    }

    private static SimDatagram WithSpi(SimDatagram hello, byte spi)
    {
        var octets = (byte[])hello.Octets.Clone();
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi);
        return hello with { Octets = octets };
    }

    private static List<TunnelChange> Changes(ChangeSubscription changes)
    {
        var all = new List<TunnelChange>();
        while (changes.TryRead(out var change))
        {
            all.Add(change);
        }

        return all;
    }

    private static IEnumerable<TunnelChangeKind> Kinds(ChangeSubscription changes) => Changes(changes).Select(static change => change.Kind);
}
