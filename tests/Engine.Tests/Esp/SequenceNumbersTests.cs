using MyIkev2.Engine.Esp;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class SequenceNumbersTests(ITestOutputHelper output)
{
    private const ulong Wrap = 1UL << 32;

    // RFC 4303 appendix A2.2. Case A: the window lies in one space. Case B: it spans two.
    [Theory]
    [InlineData(100, 0UL, 1u, 1UL)]
    [InlineData(100, 1000UL, 901u, 901UL)]
    [InlineData(100, 1000UL, 5000u, 5000UL)]
    [InlineData(100, 1000UL, 900u, Wrap + 900)]
    [InlineData(100, Wrap - 1, 0u, Wrap)]
    [InlineData(100, Wrap - 1, 4294967290u, Wrap - 6)]
    [InlineData(100, Wrap + 10, 4294967290u, Wrap - 6)]
    [InlineData(100, Wrap + 10, 4294967207u, Wrap - 89)]
    [InlineData(100, Wrap + 10, 4294967206u, (2 * Wrap) - 90)]
    [InlineData(100, Wrap + 10, 0u, Wrap)]
    [InlineData(100, Wrap + 10, 11u, Wrap + 11)]
    [InlineData(1, 1000UL, 999u, Wrap + 999)]
    [InlineData(1, 1000UL, 1000u, 1000UL)]
    public void Recovery_FromTheLowHalf_FindsTheNumber(int width, ulong highest, uint low, ulong expected)
    {
        Assert.True(SequenceNumbers.TryRecover(low, highest, width, out var sequence));
        Assert.Equal(expected, sequence);
    }

    [Theory]
    [InlineData(100, 0UL, 4294967295u)]
    [InlineData(100, 10UL, 4294967290u)]
    [InlineData(100, ulong.MaxValue, 5u)]
    public void Recovery_OutsideOfAllNumbers_Fails(int width, ulong highest, uint low) =>
        Assert.False(SequenceNumbers.TryRecover(low, highest, width, out _));

    [Fact]
    public void Recovery_OfAnyNumberNearTheHighest_IsRight()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            output.WriteLine($"seed {seed}");
            var random = new SeededRandom(seed);
            for (var step = 0; step < 500; step++)
            {
                int[] widths = [0, 1, 32, 64, 4096];
                var width = widths[random.Below(widths.Length)];
                var highest = (random.Next() % (4 * Wrap)) + 5000;
                var back = (ulong)random.Below(width == 0 ? 5000 : width);
                var ahead = random.Next() % (Wrap / 2);
                var sequence = random.Percent(50) ? highest - back : highest + ahead;
                Assert.True(SequenceNumbers.TryRecover((uint)sequence, highest, width, out var recovered));
                Assert.Equal(sequence, recovered);
            }
        }
    }

    [Theory]
    [InlineData(IpsecProtocol.Esp, "aes128-gcm-128", null, 64)]
    [InlineData(IpsecProtocol.Esp, "aes128-cbc", "hmac-sha256", 64)]
    [InlineData(IpsecProtocol.Esp, "aes128-gcm-128", null, 0)]
    [InlineData(IpsecProtocol.Ah, "null", "hmac-sha256", 64)]
    public void Extended_AcrossTheWrapOutOfOrder_EachPacketIsAcceptedOnce(IpsecProtocol protocol, string cipher, string? integrity, int window)
    {
        using var pair = new EspPair(EspInstallations.Create(cipher, integrity) with
        {
            Protocol = protocol,
            ExtendedSequenceNumbers = true,
            ReplayWindow = window,
        });
        pair.Out.ResumeAt(Wrap - 20);
        pair.In.ResumeAt(Wrap - 20);
        byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 20);
        byte[][] packets = [.. Enumerable.Range(0, 40).Select(_ => pair.Protect(inner))];
        Assert.Equal(Wrap + 20, pair.Out.Sequence);

        // Pairs swapped, so that the wrap is crossed forth and back.
        for (var i = 0; i < packets.Length; i += 4)
        {
            foreach (var at in new[] { i + 3, i + 1, i + 2, i })
            {
                Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(packets[at], out var result));
                Assert.Equal(inner, result);
            }
        }

        Assert.Equal(Wrap + 20, pair.In.HighestSequence);
        foreach (var packet in packets)
        {
            Assert.Equal(window == 0 ? UnprotectResult.Accepted : UnprotectResult.Replayed, pair.Unprotect(packet, out _));
        }
    }

    [Fact]
    public void Extended_HighHalfOfTheSenderIsAnother_FailsTheIntegrityCheck()
    {
        foreach (var installation in new[] { EspInstallations.Create(), EspInstallations.Create("aes128-cbc", "hmac-sha256") })
        {
            using var pair = new EspPair(installation with { ExtendedSequenceNumbers = true });
            pair.Out.ResumeAt(Wrap + 4);
            byte[] packet = pair.Protect(IpPackets.Udp("10.1.0.1", "10.2.0.1", 20));
            Assert.Equal(UnprotectResult.IntegrityFailure, pair.Unprotect(packet, out _));
            Assert.Equal(0UL, pair.In.HighestSequence);
        }
    }

    [Theory]
    [InlineData(false, uint.MaxValue)]
    [InlineData(true, ulong.MaxValue)]
    public void Outbound_LastNumberUsed_NeverWraps(bool extended, ulong last)
    {
        using var pair = new EspPair(EspInstallations.Create() with { ExtendedSequenceNumbers = extended });
        Assert.Equal(last, pair.Out.LastSequence);
        pair.Out.ResumeAt(last - 1);
        byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 20);
        Assert.Equal(ProtectResult.Protected, pair.TryProtect(inner, out _));
        Assert.Equal(last, pair.Out.Sequence);
        Assert.Equal(ProtectResult.SequenceExhausted, pair.TryProtect(inner, out var nothing));
        Assert.Equal(ProtectResult.SequenceExhausted, pair.TryProtect(inner, out _));
        Assert.Empty(nothing);
        Assert.Equal(last, pair.Out.Sequence);
        Assert.Equal(1UL, pair.Out.Packets);
    }

    [Fact]
    public void Inbound_ForgedPacketFarAhead_DoesNotMoveTheWindow()
    {
        using var pair = new EspPair(EspInstallations.Create());
        byte[] inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 20);
        byte[] first = pair.Protect(inner);
        byte[] second = pair.Protect(inner);
        byte[] forged = (byte[])second.Clone();
        forged[4] = 0x7F;
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(second, out _));
        Assert.Equal(UnprotectResult.IntegrityFailure, pair.Unprotect(forged, out _));
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(first, out _));
        Assert.Equal(UnprotectResult.Replayed, pair.Unprotect(first, out _));
        Assert.Equal(2UL, pair.In.HighestSequence);
    }
}
