using System.Buffers;
using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// DES in CBC mode (RFC 3414 section 8.1.1): eight octets of key, eight of pre-IV; the start value is the pre-IV XOR the
/// salt.
/// </summary>
/// <remarks>
/// A platform transform keeps the last encrypted block S as its register and cannot be told another. It need not be: it
/// XORs S into the next plain block, so giving it the first block already XORed with S and the wanted start value makes S
/// fall out. Decryption likewise, on the first block that comes out.
/// </remarks>
internal sealed class DesCbcCipher : UsmCipher
{
    private const int BlockLength = 8;

    private readonly byte[] _preIv;
    private readonly byte[] _encryptorRegister = new byte[BlockLength];
    private readonly byte[] _decryptorRegister = new byte[BlockLength];
    private readonly DES _des;
    private readonly ICryptoTransform _encryptor;
    private readonly ICryptoTransform _decryptor;

    /// <summary>Takes sixteen octets of localized key.</summary>
    /// <exception cref="CryptographicException">The platform refuses DES, or this key as a weak one.</exception>
    internal DesCbcCipher(ReadOnlySpan<byte> key)
    {
        _preIv = key.Slice(BlockLength, BlockLength).ToArray();
        _des = DES.Create();
        _des.Mode = CipherMode.CBC;
        _des.Padding = PaddingMode.None;
        var desKey = key[..BlockLength].ToArray();
        _encryptor = _des.CreateEncryptor(desKey, new byte[BlockLength]);
        _decryptor = _des.CreateDecryptor(desKey, new byte[BlockLength]);
        CryptographicOperations.ZeroMemory(desKey);
    }

    /// <inheritdoc/>
    internal override void Encrypt(Span<byte> octets, int boots, int time, ReadOnlySpan<byte> salt)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        var room = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(room);
        MoveStart(room, salt, _encryptorRegister);
        _encryptor.TransformBlock(room, 0, octets.Length, room, 0);
        room.AsSpan(0, octets.Length).CopyTo(octets);
        octets[^BlockLength..].CopyTo(_encryptorRegister);
        ArrayPool<byte>.Shared.Return(room);
    }

    /// <inheritdoc/>
    internal override bool TryDecrypt(ReadOnlySpan<byte> octets, Span<byte> plainText, int boots, int time, ReadOnlySpan<byte> salt)
    {
        if (salt.Length != PrivacyScheme.SaltLength || octets.IsEmpty || octets.Length % BlockLength != 0)
        {
            return false;
        }

        var room = ArrayPool<byte>.Shared.Rent(octets.Length);
        octets.CopyTo(room);
        _decryptor.TransformBlock(room, 0, octets.Length, room, 0);
        MoveStart(room, salt, _decryptorRegister);
        octets[^BlockLength..].CopyTo(_decryptorRegister);
        room.AsSpan(0, octets.Length).CopyTo(plainText);
        ArrayPool<byte>.Shared.Return(room);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _encryptor.Dispose();
        _decryptor.Dispose();
        _des.Dispose();
        CryptographicOperations.ZeroMemory(_preIv);
    }

    private void MoveStart(Span<byte> firstBlock, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> register)
    {
        for (var i = 0; i < BlockLength; i++)
        {
            firstBlock[i] ^= (byte)(_preIv[i] ^ salt[i] ^ register[i]);
        }
    }
}
