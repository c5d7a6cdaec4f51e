using MyIkev2.Engine.Esp;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class EspAllocationTests
{
    [Theory]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "aes128-gcm-128", null)]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "aes256-ccm-128", null)]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "chacha20-poly1305", null)]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "aes128-cbc", "hmac-sha256")]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "aes128-ctr", "hmac-sha1")]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Tunnel, "null", "hmac-sha512")]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Transport, "aes128-gcm-128", null)]
    [InlineData(IpsecProtocol.Esp, IpsecMode.Transport, "aes128-cbc", "hmac-sha256")]
    [InlineData(IpsecProtocol.Ah, IpsecMode.Tunnel, "null", "hmac-sha256")]
    [InlineData(IpsecProtocol.Ah, IpsecMode.Transport, "null", "hmac-sha256")]
    public void PacketsAfterTheFirst_AllocateNothing(IpsecProtocol protocol, IpsecMode mode, string cipher, string? integrity)
    {
        foreach (var extended in new[] { false, true })
        {
            foreach (var ipv6 in new[] { false, true })
            {
                var installation = EspInstallations.Create(cipher, integrity) with
                {
                    Protocol = protocol,
                    Mode = mode,
                    ExtendedSequenceNumbers = extended,
                    Path = ipv6 ? EspInstallations.Ipv6Path : EspInstallations.Ipv4Path,
                };
                using var sender = new OutboundSa(installation, EspSuites.Crypto, new SeededRandom(5));
                using var receiver = new InboundSa(installation.Mirror(), EspSuites.Crypto);
                byte[] packet = ipv6 ? IpPackets.Udp("2001:db8:1::1", "2001:db8:2::1", 900) : IpPackets.Udp("192.0.2.1", "198.51.100.1", 900);
                Exchange(sender, receiver, installation.Path.Mirror(), packet, 10);
                Assert.Equal(0, Exchange(sender, receiver, installation.Path.Mirror(), packet, 200));
            }
        }
    }

    /// <summary>Sends, receives, and receives a damaged and a repeated one; octets allocated on the way.</summary>
    private static long Exchange(OutboundSa sender, InboundSa receiver, NetworkPath path, byte[] packet, int count)
    {
        var room = new byte[sender.MaximumLength(packet.Length)];
        var repeated = new byte[room.Length];
        var accepted = 0;
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
        {
            var written = 0;
            var isProtected = InnerPacket.TryParse(packet, out var inner)
                && sender.Protect(packet, inner, room, out written, out _) == ProtectResult.Protected;
            refused += isProtected ? 0 : 1;
            room.AsSpan(0, written).CopyTo(repeated);
            repeated[written - 1] ^= 1;
            refused += receiver.Unprotect(path, 0, repeated.AsSpan(0, written), out _, out _) == UnprotectResult.IntegrityFailure ? 1 : 0;
            room.AsSpan(0, written).CopyTo(repeated);
            accepted += receiver.Unprotect(path, 0, room.AsSpan(0, written), out _, out _) == UnprotectResult.Accepted ? 1 : 0;
            refused += receiver.Unprotect(path, 0, repeated.AsSpan(0, written), out _, out _) == UnprotectResult.Replayed ? 1 : 0;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(count, accepted);
        Assert.Equal(2 * count, refused);
        return allocated;
    }
}
