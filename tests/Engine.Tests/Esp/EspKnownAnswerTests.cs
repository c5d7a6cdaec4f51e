using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Esp;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>Packets put together here from RFC 4303, 4106, 3602 and 3686 alone, with the platform's primitives, and compared octet by octet.</summary>
public sealed class EspKnownAnswerTests
{
    private static readonly byte[] Inner = IpPackets.Udp("10.1.0.1", "10.2.0.1", 21);

    // 49 octets and the two of the trailer: one octet of padding to the next multiple of four, 13 to the next of sixteen.
    private static readonly byte[] Text = [.. Inner, 1, 1, 4];

    [Theory]
    [InlineData(false, 1UL)]
    [InlineData(true, 1UL)]
    [InlineData(true, 0x0000000500000007UL)]
    public void Gcm_Packet_IsAsTheRfcSays(bool extended, ulong sequence)
    {
        var installation = EspInstallations.Create("aes256-gcm-128") with { ExtendedSequenceNumbers = extended };
        var key = installation.EncryptionKeyOut.Span;
        byte[] iv = BigEndian(sequence);
        byte[] nonce = [.. key[32..], .. iv];
        byte[] associated = extended ? [.. Spi(installation), .. BigEndian(sequence)] : [.. Spi(installation), .. BigEndian(sequence)[4..]];
        var cipherText = new byte[Text.Length];
        var tag = new byte[16];
        using var gcm = new AesGcm(key[..32], 16);
        gcm.Encrypt(nonce, Text, cipherText, tag, associated);
        byte[] expected = [.. Spi(installation), .. BigEndian(sequence)[4..], .. iv, .. cipherText, .. tag];
        Exchange(installation, sequence, expected);
    }

    [Fact]
    public void ChaCha20Poly1305_Packet_IsAsTheRfcSays()
    {
        if (!ChaCha20Poly1305.IsSupported)
        {
            return;
        }

        var installation = EspInstallations.Create("chacha20-poly1305");
        var key = installation.EncryptionKeyOut.Span;
        byte[] iv = BigEndian(1);
        var cipherText = new byte[Text.Length];
        var tag = new byte[16];
        using var chacha = new ChaCha20Poly1305(key[..32]);
        byte[] header = [.. Spi(installation), 0, 0, 0, 1];
        byte[] nonce = [.. key[32..], .. iv];
        chacha.Encrypt(nonce, Text, cipherText, tag, header);
        Exchange(installation, 1, [.. header, .. iv, .. cipherText, .. tag]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ctr_Packet_IsAsTheRfcSays(bool extended)
    {
        var installation = EspInstallations.Create("aes128-ctr", "hmac-sha1") with { ExtendedSequenceNumbers = extended };
        var key = installation.EncryptionKeyOut.Span;
        byte[] iv = BigEndian(3);
        using var aes = Aes.Create();
        aes.SetKey(key[..16]);
        var cipherText = (byte[])Text.Clone();
        for (var block = 0; block * 16 < cipherText.Length; block++)
        {
            byte[] counter = [.. key[16..], .. iv, 0, 0, 0, (byte)(block + 1)];
            byte[] stream = aes.EncryptEcb(counter, PaddingMode.None);
            for (var i = 0; i < 16 && (block * 16) + i < cipherText.Length; i++)
            {
                cipherText[(block * 16) + i] ^= stream[i];
            }
        }

        byte[] covered = [.. Spi(installation), 0, 0, 0, 3, .. iv, .. cipherText];
        byte[] high = extended ? [0, 0, 0, 0] : [];
        byte[] icv = HMACSHA1.HashData(installation.IntegrityKeyOut.Span, [.. covered, .. high])[..12];
        Exchange(installation, 3, [.. covered, .. icv]);
    }

    [Theory]
    [InlineData(false, 2UL)]
    [InlineData(true, 0x0000000300000002UL)]
    public void Null_Packet_IsAsTheRfcSays(bool extended, ulong sequence)
    {
        var installation = EspInstallations.Create("null", "hmac-sha256") with { ExtendedSequenceNumbers = extended };
        byte[] covered = [.. Spi(installation), .. BigEndian(sequence)[4..], .. Text];
        byte[] high = extended ? BigEndian(sequence)[..4] : [];
        byte[] icv = HMACSHA256.HashData(installation.IntegrityKeyOut.Span, [.. covered, .. high])[..16];
        Exchange(installation, sequence, [.. covered, .. icv]);
    }

    [Theory]
    [InlineData(false, 1UL)]
    [InlineData(true, 0x0000000900000001UL)]
    public void Cbc_Packet_OpensByItsIvAndIcv(bool extended, ulong sequence)
    {
        var installation = EspInstallations.Create("aes256-cbc", "hmac-sha512") with { ExtendedSequenceNumbers = extended };
        using var pair = new EspPair(installation);
        pair.Out.ResumeAt(sequence - 1);
        byte[] packet = pair.Protect(Inner);
        byte[] header = [.. Spi(installation), .. BigEndian(sequence)[4..]];
        Assert.Equal(header, packet[..8]);
        byte[] covered = extended ? [.. packet[..^32], .. BigEndian(sequence)[..4]] : packet[..^32];
        Assert.Equal(HMACSHA512.HashData(installation.IntegrityKeyOut.Span, covered)[..32], packet[^32..]);
        using var aes = Aes.Create();
        aes.SetKey(installation.EncryptionKeyOut.Span);
        byte[] text = aes.DecryptCbc(packet[24..^32], packet[8..24], PaddingMode.None);
        Assert.Equal([.. Inner, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13, 4], text);
    }

    [Fact]
    public void Cbc_Ivs_AreNeverTheSameAndNotACounter()
    {
        using var pair = new EspPair(EspInstallations.Create("aes128-cbc", "hmac-sha256"));
        byte[][] ivs = [.. Enumerable.Range(0, 200).Select(_ => pair.Protect(Inner)[8..24])];
        Assert.Equal(200, ivs.Select(Convert.ToHexString).Distinct().Count());
        Assert.True(ivs.Select(iv => iv[0]).Distinct().Count() > 64);
        Assert.True(ivs.Select(iv => iv[15]).Distinct().Count() > 64);
    }

    /// <summary>The engine makes exactly these octets, and reads them.</summary>
    private static void Exchange(ChildSaInstallation installation, ulong sequence, byte[] expected)
    {
        using var pair = new EspPair(installation);
        pair.Out.ResumeAt(sequence - 1);
        pair.In.ResumeAt(sequence - 1);
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(pair.Protect(Inner)));
        Assert.Equal(UnprotectResult.Accepted, pair.Unprotect(expected, out var result));
        Assert.Equal(Inner, result);
    }

    private static byte[] Spi(ChildSaInstallation installation)
    {
        var spi = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(spi, installation.SpiOut);
        return spi;
    }

    private static byte[] BigEndian(ulong value)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return octets;
    }
}
