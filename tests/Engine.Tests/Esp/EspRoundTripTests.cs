using MyIkev2.Engine.Esp;
using MyIkev2.Registry;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class EspRoundTripTests
{
    public static TheoryData<string> Suites => EspSuites.All;

    [Theory]
    [MemberData(nameof(Suites))]
    public void Tunnel_EverySuiteAndEveryShortLength_GivesThePacketBack(string suite)
    {
        foreach (var extended in new[] { false, true })
        {
            using var pair = new EspPair(EspSuites.Install(suite) with { ExtendedSequenceNumbers = extended });
            for (var length = 0; length < 70; length++)
            {
                byte[] inner = length % 2 == 0
                    ? IpPackets.Udp("10.1.0.1", "10.2.0.1", length)
                    : IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", length);
                var packet = pair.Protect(inner);
                Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out var result));
                Assert.Equal(inner, result);
            }

            Assert.Equal(70UL, pair.Out.Sequence);
            Assert.Equal(70UL, pair.In.HighestSequence);
            Assert.Equal(70UL, pair.In.Packets);
            Assert.Equal(pair.Out.Octets, pair.In.Octets);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Transport_EverySuite_RebuildsTheHostsPacket(string suite)
    {
        foreach (var ipv6 in new[] { false, true })
        {
            foreach (var encapsulation in new[] { false, true })
            {
                using var pair = new EspPair(EspSuites.Install(suite) with
                {
                    Mode = IpsecMode.Transport,
                    UdpEncapsulation = encapsulation,
                    Path = ipv6 ? EspInstallations.Ipv6Path : EspInstallations.Ipv4Path,
                });
                for (var length = 0; length < 70; length++)
                {
                    byte[] inner = ipv6
                        ? IpPackets.Udp("2001:db8:1::1", "2001:db8:2::1", length)
                        : IpPackets.Udp("192.0.2.1", "198.51.100.1", length);
                    Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(pair.Protect(inner), out var result));
                    Assert.Equal(inner[(ipv6 ? 40 : 20)..], result[(ipv6 ? 40 : 20)..]);
                    Assert.Equal(inner[(ipv6 ? 8 : 12)..(ipv6 ? 40 : 20)], result[(ipv6 ? 8 : 12)..(ipv6 ? 40 : 20)]);
                    Assert.True(IpPackets.HasSoundChecksums(result));
                }
            }
        }
    }
}
