using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// ESP and AH as they come from the network. The first octet of the input says what the rest is (<see cref="Form"/>). A packet that the input
/// cannot forge gets a correct ICV here, so that everything behind the integrity check is reached.
/// </summary>
public static class EspTarget
{
    private const int IcvLength = 16;
    private const uint Spi = 0xC0000001;

    private static readonly ICryptoProvider Crypto = CryptoProviders.CreateBest();

    private static readonly IReadOnlyList<TrafficSelector> Everything =
        [TrafficSelector.Subnet(IpAddress.Parse("0.0.0.0"), 0), TrafficSelector.Subnet(IpAddress.Parse("::"), 0)];

    public static FuzzTarget Target { get; } = new(
        "esp", "no packet makes an SA throw; forged ones are refused; an accepted one is a sound IP packet that a tunnel carries unchanged", Check);

    [Flags]
    private enum Form
    {
        /// <summary>The text of an ESP packet, trailer included.</summary>
        EspText = 0,

        /// <summary>A whole ESP or AH packet, forged.</summary>
        Forged = 1,

        /// <summary>AH: a whole IP packet.</summary>
        Ah = 2,
        Transport = 4,
        Ipv6Path = 8,
        Udp = 16,
        Extended = 32,
    }

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var form = (Form)input[0];
        var installation = Install(form);
        using var inbound = new InboundSa(installation, Crypto);
        byte[] packet = form.HasFlag(Form.Forged) ? input[1..].ToArray()
            : form.HasFlag(Form.Ah) ? WithAhIcv(installation, input[1..])
            : WithEspIcv(installation, input[1..]);
        UnprotectResult result = inbound.Unprotect(installation.Path, outerTrafficClass: 2, packet, out Span<byte> innerPacket, out InnerPacket inner);
        Require(!form.HasFlag(Form.Forged) || inbound.HighestSequence == 0, "a forged packet moves the window");
        Require((result == UnprotectResult.Accepted) != innerPacket.IsEmpty, "a packet comes out when it is accepted, and only then");
        if (result != UnprotectResult.Accepted)
        {
            return;
        }

        Require(!form.HasFlag(Form.Forged), "a forged packet is accepted");
        Require(InnerPacket.TryParse(innerPacket, out InnerPacket again) && again == inner, "what was told of the packet is what it says");
        Require(inner.Length == innerPacket.Length, "something follows the packet");
        CarryThroughTunnel(innerPacket, inner);
    }

    private static void CarryThroughTunnel(Span<byte> packet, in InnerPacket inner)
    {
        ChildSaInstallation installation = Install(Form.EspText) with { SpiOut = Spi };
        using var sender = new OutboundSa(installation, Crypto, new NoRandom());
        using var receiver = new InboundSa(installation, Crypto);
        var room = new byte[sender.MaximumLength(packet.Length)];
        ProtectResult sent = sender.Protect(packet, inner, room, out int written, out OuterHeader outer);
        if (sent != ProtectResult.Protected)
        {
            Require(sent == ProtectResult.TooBig && inner.Length > sender.LargestInner, "a sound packet is refused");
            return;
        }

        UnprotectResult received = receiver.Unprotect(installation.Path, outer.TrafficClass, room.AsSpan(0, written), out Span<byte> carried, out _);
        Require(received == UnprotectResult.Accepted && carried.SequenceEqual(packet), "a tunnel changes the packet");
    }

    private static byte[] WithEspIcv(ChildSaInstallation installation, ReadOnlySpan<byte> text)
    {
        var packet = new byte[8 + text.Length + IcvLength];
        BinaryPrimitives.WriteUInt32BigEndian(packet, Spi);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), 1);
        text.CopyTo(packet.AsSpan(8));
        byte[] high = installation.ExtendedSequenceNumbers ? new byte[4] : [];
        HMACSHA256.HashData(installation.IntegrityKeyIn.Span, [.. packet.AsSpan(0, packet.Length - IcvLength), .. high])
            .AsSpan(0, IcvLength).CopyTo(packet.AsSpan(packet.Length - IcvLength));
        return packet;
    }

    /// <summary>The engine's own ICV: what it covers is the unit tests' matter, here it opens the door.</summary>
    private static byte[] WithAhIcv(ChildSaInstallation installation, ReadOnlySpan<byte> input)
    {
        byte[] packet = input.ToArray();
        if (AhPacket.TryLocate(packet, out AhPacket ah) && ah.HeaderLength >= AhPacket.FixedLength + IcvLength)
        {
            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(ah.Offset + AhPacket.SequenceOffset));
            using var integrity = AhIntegrity.Create(installation, Crypto, outbound: false);
            if (integrity.CanCover(packet.AsSpan(0, ah.Offset)))
            {
                integrity.Seal(packet.AsSpan(0, ah.PacketLength), ah.Offset, sequence);
            }
        }

        return packet;
    }

    private static ChildSaInstallation Install(Form form) => new()
    {
        UniqueId = 1,
        RequestId = 1,
        VpnName = "fuzz",
        Protocol = form.HasFlag(Form.Ah) ? IpsecProtocol.Ah : IpsecProtocol.Esp,
        Mode = form.HasFlag(Form.Transport) ? IpsecMode.Transport : IpsecMode.Tunnel,
        SpiIn = Spi,
        SpiOut = Spi + 1,
        Encryption = EncryptionId.Null,
        EncryptionKeyBits = 0,
        Integrity = IntegrityId.HmacSha256_128,
        EncryptionKeyIn = KeyMaterial.Empty,
        EncryptionKeyOut = KeyMaterial.Empty,
        IntegrityKeyIn = new KeyMaterial(new byte[32]),
        IntegrityKeyOut = new KeyMaterial(new byte[32]),
        ExtendedSequenceNumbers = form.HasFlag(Form.Extended),
        ReplayWindow = 32,
        Path = form.HasFlag(Form.Ipv6Path) ? Path("2001:db8::1", "2001:db8::2") : Path("192.0.2.1", "198.51.100.1"),
        UdpEncapsulation = form.HasFlag(Form.Udp),
        LocalSelectors = Everything,
        RemoteSelectors = Everything,
        Policy = new ChildPolicy { Name = "fuzz" },
        Counters = new IpsecTunnelCounters(),
    };

    private static NetworkPath Path(string local, string remote) =>
        new(new IpEndpoint(IpAddress.Parse(local), 4500), new IpEndpoint(IpAddress.Parse(remote), 4500), HasNonEspMarker: true);

    /// <summary>NULL has no IV.</summary>
    private sealed class NoRandom : IRandomSource
    {
        public void Fill(Span<byte> destination) => destination.Clear();
    }
}
