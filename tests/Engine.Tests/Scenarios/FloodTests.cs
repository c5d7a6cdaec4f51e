using System.Buffers.Binary;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Requests from forged addresses while tunnels stand and honest peers come (RFC 7296 section 2.6).</summary>
public sealed class FloodTests
{
    private const int Threshold = 10;

    [Fact]
    public void Flood_OfForgedRequests_TunnelsAndHonestPeersGoOn()
    {
        var pair = new SimPair(seed: 5);
        pair.Configure(
            new SimVpn { ChildCount = 2, Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(5) } },
            new SimVpn { ChildCount = 2, Peer = static peer => peer with { RemoteAddress = null }, Limits = new EngineLimits { CookieThreshold = Threshold } });
        pair.Start();
        var before = pair.A.Tunnel;
        var request = RequestOf(pair);

        // For half a minute a thousand a second, with life going on between them.
        for (var second = 0; second < 30; second++)
        {
            Flood(pair, request, second * 1000, 1000);
            Assert.InRange(pair.B.Counters.HalfOpen, 1u, (ulong)Threshold);
            pair.Advance(1);
        }

        Assert.True(pair.B.Counters.CookiesSent > 29_000);
        Assert.True(pair.A.Tunnel.Counters.Read().DpdReplies >= 3);

        // The tunnel is rekeyed, gets another child, and a new IKE SA comes in.
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        Flood(pair, request, 30_000, 1000);
        var child = pair.Start("child-2");
        Assert.Equal(CommandStatus.Succeeded, pair.A.ResultOf(child)!.Status);
        Assert.Equal(before.Id, pair.A.Tunnel.Id);
        pair.ShouldAgree();

        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        Flood(pair, request, 31_000, 1000);
        var again = pair.Start();
        Assert.Equal(CommandStatus.Succeeded, pair.A.ResultOf(again)!.Status);
        Assert.Equal(0ul, pair.A.Counters.Retransmits);
        pair.ShouldAgree();

        // When it is over nothing of it is left.
        pair.Advance(31);
        Assert.Equal(0ul, pair.B.Counters.HalfOpen);
        Assert.Single(pair.B.Tunnels);
    }

    [Fact]
    public void Flood_OfRequestsThatAreRefused_LeavesNothing()
    {
        var pair = new SimPair(seed: 6);
        pair.Configure(
            new SimVpn(),
            new SimVpn
            {
                IkeProposals = [.. new SimVpn().IkeProposals.Select(static offer => offer with { Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)] })],
                Peer = static peer => peer with { RemoteAddress = null },
            });
        pair.Start();
        var request = RequestOf(pair);
        Assert.Empty(pair.B.Tunnels);

        Flood(pair, request, 0, 5_000);

        Assert.Equal(0ul, pair.B.Counters.HalfOpen);
        Assert.InRange(pair.B.Shard.Services.DeadlineEntries, 0, 1100);
    }

    /// <summary>A's own first message.</summary>
    private static byte[] RequestOf(SimPair pair) => [.. pair.Network.Sent.First(sent => sent.Source.Address == pair.A.Address).Octets];

    private static void Flood(SimPair pair, byte[] request, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var forged = request.ToArray();
            BinaryPrimitives.WriteUInt64BigEndian(forged, 0xF000_0000_0000_0000 + (ulong)number);
            var from = new IpEndpoint(IpAddress.FromBits(0x0A00_0001 + (uint)number, ipv6: false), 500);
            pair.B.Receive(new SimDatagram(from, new IpEndpoint(pair.B.Address, 500), false, forged));
        }
    }
}
