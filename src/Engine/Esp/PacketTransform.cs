using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The cryptography of one direction of an ESP SA: combined mode (RFC 4106, 4309, 4543, 7634) or a cipher and then a MAC over what was encrypted
/// (RFC 4303 section 3.3.2.1). Works in place on a packet laid out as SPI | sequence | IV | payload and trailer | ICV. One thread at a time.
/// </summary>
internal abstract class PacketTransform(int ivLength, int icvLength, int blockLength) : IDisposable
{
    /// <summary>Octets of the IV that each packet carries.</summary>
    public int IvLength { get; } = ivLength;

    public int IcvLength { get; } = icvLength;

    /// <summary>What payload and trailer must be a multiple of: the cipher's block, at least 4 octets (RFC 4303 section 2.4).</summary>
    public int Alignment { get; } = Math.Max(EspPacket.LeastAlignment, blockLength);

    /// <summary>Offset of the payload from the SPI.</summary>
    public int PayloadOffset => EspPacket.HeaderLength + IvLength;

    /// <summary>Writes IV and ICV and encrypts; header, payload and trailer are there already.</summary>
    public abstract void Seal(Span<byte> packet, ulong sequence);

    /// <summary>Proves the packet genuine and decrypts it; false leaves it undefined.</summary>
    public abstract bool Open(Span<byte> packet, ulong sequence);

    public abstract void Dispose();

    /// <summary>The transform of an installation's outbound (<paramref name="random"/> given) or inbound direction.</summary>
    /// <exception cref="NotSupportedException">The provider has no such algorithm, or the pair has no integrity. What was negotiated was checked before.</exception>
    public static PacketTransform Create(ChildSaInstallation installation, ICryptoProvider crypto, IRandomSource? random)
    {
        var encryptionKey = random is null ? installation.EncryptionKeyIn : installation.EncryptionKeyOut;
        var integrityKey = random is null ? installation.IntegrityKeyIn : installation.IntegrityKeyOut;
        if (installation.Encryption.IsCombinedMode())
        {
            var aead = crypto.Aead(installation.Encryption, installation.EncryptionKeyBits) ?? throw Unavailable(installation.Encryption);
            return new AeadTransform(aead.Bind(encryptionKey.Span), aead.IvLength, aead.IcvLength, installation.ExtendedSequenceNumbers);
        }

        var cipher = crypto.Cipher(installation.Encryption, installation.EncryptionKeyBits) ?? throw Unavailable(installation.Encryption);
        var integrity = crypto.Integrity(installation.Integrity) ?? throw Unavailable(installation.Integrity);
        return new CipherTransform(
            cipher.Bind(encryptionKey.Span),
            integrity.Bind(integrityKey.Span),
            new CipherTransform.Shape(cipher.IvLength, cipher.BlockLength, integrity.IcvLength),
            installation.ExtendedSequenceNumbers,
            random);
    }

    private static NotSupportedException Unavailable<T>(T algorithm) => new($"no {algorithm} for ESP in this process");
}
