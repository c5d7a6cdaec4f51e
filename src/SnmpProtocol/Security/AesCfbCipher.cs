using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// AES in CFB mode with 128 bits of feedback (RFC 3826 section 3.1): the start value is boots, time and salt.
/// </summary>
/// <remarks>
/// A platform transform keeps the last encrypted block S as its register and cannot be told another. But CFB synchronises
/// itself: a decryptor that is fed the wanted start value as if it were an encrypted block has it in its register
/// afterwards. An encryptor puts out E(S) XOR the plain block, so fed E(S) XOR the start value it puts out, and keeps, the
/// start value; E(S) is one block of ECB. So both cost one block more than the message has and allocate nothing, where the
/// one-shot methods build a native context for each call.
/// </remarks>
internal sealed class AesCfbCipher : UsmCipher
{
    private const int BlockLength = 16;

    private readonly Aes _cfb;
    private readonly Aes _ecb;
    private readonly ICryptoTransform _encryptor;
    private readonly ICryptoTransform _decryptor;
    private readonly ICryptoTransform _block;
    private readonly byte[] _encryptorRegister = new byte[BlockLength];

    /// <summary>Takes a localized key of 16, 24 or 32 octets.</summary>
    /// <exception cref="CryptographicException">The platform refuses the mode.</exception>
    internal AesCfbCipher(ReadOnlySpan<byte> key)
    {
        var start = new byte[BlockLength];
        var keyOctets = key.ToArray();
        _cfb = Aes.Create();
        _cfb.Mode = CipherMode.CFB;
        _cfb.FeedbackSize = BlockLength * 8;
        _cfb.Padding = PaddingMode.None;
        _encryptor = _cfb.CreateEncryptor(keyOctets, start);
        _decryptor = _cfb.CreateDecryptor(keyOctets, start);
        _ecb = Aes.Create();
        _ecb.Mode = CipherMode.ECB;
        _ecb.Padding = PaddingMode.None;
        _block = _ecb.CreateEncryptor(keyOctets, null);
        CryptographicOperations.ZeroMemory(keyOctets);
    }

    /// <inheritdoc/>
    internal override void Encrypt(Span<byte> octets, int boots, int time, ReadOnlySpan<byte> salt)
    {
        Span<byte> start = stackalloc byte[BlockLength];
        WriteStart(start, boots, time, salt);
        var length = WholeBlocks(octets.Length) + BlockLength;
        var room = ArrayPool<byte>.Shared.Rent(length);
        _block.TransformBlock(_encryptorRegister, 0, BlockLength, room, 0);
        for (var i = 0; i < BlockLength; i++)
        {
            room[i] ^= start[i];
        }

        octets.CopyTo(room.AsSpan(BlockLength));
        room.AsSpan(BlockLength + octets.Length, length - BlockLength - octets.Length).Clear();
        _encryptor.TransformBlock(room, 0, length, room, 0);
        room.AsSpan(length - BlockLength, BlockLength).CopyTo(_encryptorRegister);
        room.AsSpan(BlockLength, octets.Length).CopyTo(octets);
        ArrayPool<byte>.Shared.Return(room);
    }

    /// <inheritdoc/>
    internal override bool TryDecrypt(ReadOnlySpan<byte> octets, Span<byte> plainText, int boots, int time, ReadOnlySpan<byte> salt)
    {
        if (salt.Length != PrivacyScheme.SaltLength)
        {
            return false;
        }

        var length = WholeBlocks(octets.Length) + BlockLength;
        var room = ArrayPool<byte>.Shared.Rent(length);
        WriteStart(room, boots, time, salt);
        octets.CopyTo(room.AsSpan(BlockLength));
        room.AsSpan(BlockLength + octets.Length, length - BlockLength - octets.Length).Clear();
        _decryptor.TransformBlock(room, 0, length, room, 0);
        room.AsSpan(BlockLength, octets.Length).CopyTo(plainText);
        ArrayPool<byte>.Shared.Return(room);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _encryptor.Dispose();
        _decryptor.Dispose();
        _block.Dispose();
        _cfb.Dispose();
        _ecb.Dispose();
    }

    private static int WholeBlocks(int length) => (length + BlockLength - 1) / BlockLength * BlockLength;

    private static void WriteStart(Span<byte> start, int boots, int time, ReadOnlySpan<byte> salt)
    {
        BinaryPrimitives.WriteInt32BigEndian(start, boots);
        BinaryPrimitives.WriteInt32BigEndian(start[sizeof(int)..], time);
        salt.CopyTo(start[(2 * sizeof(int))..]);
    }
}
