using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>Traffic flow confidentiality (RFC 4303 section 2.7).</summary>
public sealed class TfcPaddingTests
{
    [Theory]
    [InlineData(ChildPolicy.TfcPaddingToMtu, 0, 1500)] // not known: what is usual
    [InlineData(ChildPolicy.TfcPaddingToMtu, 1400, 1400)]
    [InlineData(ChildPolicy.TfcPaddingToMtu, 9000, 9000)]
    [InlineData(1000, 600, 600)] // no more than fits
    public void TfcPadding_ShortPackets_AllFillTheWayToThePeer(int padding, int pathMtu, int outerLength)
    {
        using var pair = new EspPair(EspInstallations.Create() with { TfcPadding = padding });
        pair.Out.PathMtu = pathMtu;
        foreach (var length in (int[])[1, 100, 400])
        {
            var packet = IpPackets.Udp("10.1.0.1", "10.2.0.1", length);
            var written = pair.Protect(packet);

            // Padding comes in steps of the cipher's alignment.
            Assert.InRange(20 + written.Length, outerLength - 3, outerLength);
            Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(written, out var received));
            Assert.Equal(packet, received);
        }
    }

    [Fact]
    public void TfcPadding_TransportMode_DoesNotPad()
    {
        var installation = EspInstallations.Create() with { Mode = IpsecMode.Transport, TfcPadding = ChildPolicy.TfcPaddingToMtu };
        using var pair = new EspPair(installation);
        Assert.InRange(pair.Protect(IpPackets.Udp("192.0.2.1", "198.51.100.1", 10)).Length, 18, 80);
    }
}
