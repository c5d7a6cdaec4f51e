using MyIkev2.Engine.Esp;
using MyIkev2.Registry;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class EspDamageTests
{
    private const int SpiLength = 4;
    private const int HeaderLength = 8;

    public static TheoryData<string> Suites => EspSuites.All;

    [Theory]
    [MemberData(nameof(Suites))]
    public void Inbound_AnyOctetChanged_IsRefusedAndTheGenuineOneStillAccepted(string suite)
    {
        foreach (var mode in new[] { IpsecMode.Tunnel, IpsecMode.Transport })
        {
            using var pair = new EspPair(EspSuites.Install(suite) with { Mode = mode });
            pair.Out.ResumeAt(1000);
            pair.In.ResumeAt(1000);
            byte[] inner = IpPackets.Udp("192.0.2.1", "198.51.100.1", 30);
            byte[] packet = pair.Protect(inner);
            for (var at = 0; at < packet.Length; at++)
            {
                foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
                {
                    byte[] damaged = (byte[])packet.Clone();
                    damaged[at] ^= change;

                    // A lower sequence number is refused as old before any cryptography.
                    var expected = at is >= SpiLength and < HeaderLength && Sequence(damaged) <= 1000
                        ? UnprotectResult.Replayed
                        : UnprotectResult.IntegrityFailure;
                    Assert.Equal(expected, pair.Unprotect(damaged, out var nothing));
                    Assert.Empty(nothing);
                }
            }

            Assert.Equal(1000UL, pair.In.HighestSequence);
            Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out _));
            Assert.Equal(1UL, pair.In.Packets);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Inbound_TruncatedAnywhere_IsRefused(string suite)
    {
        using var pair = new EspPair(EspSuites.Install(suite));
        byte[] packet = pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", 40));
        for (var length = 0; length < packet.Length; length++)
        {
            Assert.Contains(pair.Unprotect(packet.AsSpan(0, length), out _), new[] { UnprotectResult.Malformed, UnprotectResult.IntegrityFailure });
        }

        Assert.Contains(pair.Unprotect([.. packet, 0], out _), new[] { UnprotectResult.Malformed, UnprotectResult.IntegrityFailure });
        Assert.Contains(pair.Unprotect([.. packet, .. new byte[16]], out _), new[] { UnprotectResult.Malformed, UnprotectResult.IntegrityFailure });
        Assert.Equal(0UL, pair.In.Packets);
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packet, out _));
    }

    [Fact]
    public void Inbound_ShorterThanHeaderTrailerAndIcv_IsMalformed()
    {
        using var pair = new EspPair(EspInstallations.Create("null", "hmac-sha256"));
        for (var length = 0; length < HeaderLength + 4 + 16; length++)
        {
            Assert.Equal(UnprotectResult.Malformed, pair.Unprotect(new byte[length], out _));
        }
    }

    [Fact]
    public void Inbound_NotAlignedToTheCipher_IsMalformed()
    {
        using var pair = new EspPair(EspInstallations.Create("aes128-cbc", "hmac-sha256"));
        byte[] packet = pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", 40));
        Assert.Equal(UnprotectResult.Malformed, pair.Unprotect(packet.AsSpan(0, packet.Length - 4), out _));
    }

    private static uint Sequence(byte[] packet) => (uint)((packet[4] << 24) | (packet[5] << 16) | (packet[6] << 8) | packet[7]);
}
