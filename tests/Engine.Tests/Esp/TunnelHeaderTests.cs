using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>What passes between inner and outer header: RFC 6040, RFC 4301 section 5.1.2.</summary>
public sealed class TunnelHeaderTests
{
    private const byte Dscp = 0xB8;
    private const byte OtherDscp = 0x28;

    public static TheoryData<bool, int, int> InnerAndOuterEcn
    {
        get
        {
            TheoryData<bool, int, int> data = [];
            foreach (var ipv6 in new[] { false, true })
            {
                for (var inner = 0; inner < 4; inner++)
                {
                    for (var outer = 0; outer < 4; outer++)
                    {
                        data.Add(ipv6, inner, outer);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(InnerAndOuterEcn))]
    public void Decapsulation_AnyEcn_IsCombinedAsInFigure4OfRfc6040(bool ipv6, int innerEcn, int outerEcn)
    {
        const int Drop = -1;

        // Rows: inner Not-ECT, ECT(1), ECT(0), CE; columns: the outer in the same order of code points.
        int[,] figure =
        {
            { 0, 0, 0, Drop },
            { 1, 1, 1, 3 },
            { 2, 1, 2, 3 },
            { 3, 3, 3, 3 },
        };
        foreach (var copies in new[] { false, true })
        {
            using var pair = new EspPair(EspInstallations.Create() with { Policy = Policy() with { DecapsulationCopiesDscp = copies } });
            byte[] inner = Packet(ipv6, (byte)(Dscp | innerEcn));
            var outcome = pair.Unprotect(pair.Protect(inner), out var result, (byte)(OtherDscp | outerEcn));
            var expected = figure[innerEcn, outerEcn];
            if (expected == Drop)
            {
                Assert.Equal(UnprotectResult.Malformed, outcome);
                continue;
            }

            Assert.Equal(UnprotectResult.Accepted, outcome);
            Assert.Equal(Packet(ipv6, (byte)((copies ? OtherDscp : Dscp) | expected)), result);
        }
    }

    [Theory]
    [InlineData(true, 0xBB, 0xBB)]
    [InlineData(true, 0x01, 0x01)]
    [InlineData(false, 0xBB, 0x03)]
    [InlineData(false, 0xB8, 0x00)]
    public void Encapsulation_TrafficClass_IsCopiedAsThePolicySays(bool copies, byte inner, byte outer)
    {
        foreach (var ipv6 in new[] { false, true })
        {
            using var pair = new EspPair(EspInstallations.Create() with { Policy = Policy() with { EncapsulationCopiesDscp = copies } });
            pair.Protect(Packet(ipv6, inner));
            Assert.Equal(outer, pair.LastOuter.TrafficClass);
        }
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void Encapsulation_InnerIpv4_CopiesDfIfThePolicySays(bool copies, bool inner, bool outer)
    {
        using var pair = new EspPair(EspInstallations.Create() with { Policy = Policy() with { EncapsulationCopiesDf = copies } });
        pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", 10, dontFragment: inner));
        Assert.Equal(outer, pair.LastOuter.DontFragment);
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1281, true)]
    public void Encapsulation_InnerIpv6_MayBeFragmentedOutsideUpToTheLeastMtu(int length, bool dontFragment)
    {
        using var pair = new EspPair(EspInstallations.Create());
        pair.Protect(IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", length - 48));
        Assert.Equal(dontFragment, pair.LastOuter.DontFragment);
    }

    [Theory]
    [InlineData(false, PacketEncapsulation.Esp)]
    [InlineData(true, PacketEncapsulation.Udp)]
    public void Encapsulation_Kind_IsThatOfThePath(bool udp, PacketEncapsulation expected)
    {
        using var pair = new EspPair(EspInstallations.Create() with { UdpEncapsulation = udp });
        pair.Protect(Packet(ipv6: false, 0));
        Assert.Equal(expected, pair.LastOuter.Encapsulation);
    }

    private static ChildPolicy Policy() => EspInstallations.Create().Policy;

    private static byte[] Packet(bool ipv6, byte trafficClass) => ipv6
        ? IpPackets.Udp("2001:db8:a::1", "2001:db8:b::1", 33, trafficClass)
        : IpPackets.Udp("10.1.0.1", "10.2.0.1", 33, trafficClass);
}
