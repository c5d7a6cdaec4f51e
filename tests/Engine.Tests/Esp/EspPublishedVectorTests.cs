using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>
/// Whole ESP packets of draft-mcgrew-gcm-test-01 (AES-GCM and AES-GMAC). Their IVs are not ours to choose and their next header is no
/// tunnel's, so they go through the transform, which is where SPI, both halves of the sequence number and the IV meet.
/// </summary>
public sealed class EspPublishedVectorTests
{
    [Fact]
    public void Gcm_ExtendedSequenceNumber_OpensToThePublishedText()
    {
        const string Packet =
            "00004321" + "00000000" + "4956ed7e3b244cfe"
            + "fecf537e729d5b07dc30df528dd22b768d1b98736696a6fd348509fa13ceac34cfa2436f14a3f3cf65925bf1f4a13c5d"
            + "15b21e1884f5ff6247aeabb786b93bce61bc17d768fd9732"
            + "459018148f6cbe722fd04796562dfdb4";
        const string Text =
            "45000048699a000080114db7c0a80102c0a801010a9bf15638d3010000010000000000000"
            + "45f736970045f756470037369700963796265726369747902646b0000210001"
            + "01020201";
        Opens(EncryptionId.AesGcm16, extended: true, "4c80cdefbb5d10da906ac73c3613a6342e443b68", 0x8765432100000000, Packet, Text);
    }

    [Fact]
    public void Gmac_Packet_IsProvenAndLeftAsItIs()
    {
        const string Text =
            "45000030da3a00008001df3bc0a80005c0a800010800c6cd020007006162636465666768696a6b6c6d6e6f7071727374"
            + "01020201";
        const string Packet = "00004321" + "00000007" + "0000000000000000" + Text + "f2a9a836e155106aa8dcd618e4099aaa";
        Opens(EncryptionId.NullAesGmac, extended: false, "4c80cdefbb5d10da906ac73c3613a63422433c64", 7, Packet, Text);
    }

    private static void Opens(EncryptionId encryption, bool extended, string key, ulong sequence, string packet, string text)
    {
        var installation = EspInstallations.Create() with
        {
            Encryption = encryption,
            EncryptionKeyBits = 128,
            EncryptionKeyIn = new KeyMaterial(Convert.FromHexString(key)),
            ExtendedSequenceNumbers = extended,
        };
        using var transform = PacketTransform.Create(installation, EspSuites.Crypto, random: null);
        byte[] octets = Convert.FromHexString(packet);
        Assert.True(transform.Open(octets, sequence));
        Assert.Equal(text, Convert.ToHexStringLower(octets[transform.PayloadOffset..^transform.IcvLength]));
        Assert.True(EspPacket.TryReadTrailer(Convert.FromHexString(text), out var length, out var nextHeader));
        Assert.Equal((octets.Length - transform.PayloadOffset - transform.IcvLength - 4, 1), (length, nextHeader));

        // The high half travels nowhere, so it is what the receiver believes it to be.
        Assert.Equal(!extended, transform.Open(Convert.FromHexString(packet), sequence + (1UL << 32)));
    }
}
