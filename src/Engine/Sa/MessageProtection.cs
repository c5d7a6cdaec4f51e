using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// Seals and opens Encrypted (RFC 7296 section 3.14) and Encrypted Fragment payloads (RFC 7383 section 2.5) of one IKE SA. Holds references to
/// the SA's keys, does not own them.
/// </summary>
/// <remarks>
/// <code>
/// IKE header | SK header [| fragment number | total] | IV | payloads, padding, pad length | ICV
/// |--------------- associated data ----------------|     (combined mode)
/// |------------------------------- integrity protected -----------------------------|  (classic)
/// </code>
/// </remarks>
internal sealed class MessageProtection
{
    private const int SkHeader = 4;
    private const int SkfHeader = 8;

    private readonly IAead? _aead;
    private readonly ICipher? _cipher;
    private readonly IIntegrity? _integrity;
    private readonly KeyMaterial _encryptOut;
    private readonly KeyMaterial _encryptIn;
    private readonly KeyMaterial _integrityOut;
    private readonly KeyMaterial _integrityIn;
    private readonly IRandomSource _random;
    private ulong _nextIv;

    public MessageProtection(ICryptoProvider crypto, NegotiatedSuite suite, IkeKeys keys, bool isOriginalInitiator, IRandomSource random)
    {
        _random = random;
        _aead = crypto.Aead(suite.Encryption.Id, suite.Encryption.KeyBits);
        if (_aead is null)
        {
            _cipher = crypto.Cipher(suite.Encryption.Id, suite.Encryption.KeyBits) ?? throw Unavailable(suite.Encryption.Id);
            _integrity = crypto.Integrity(suite.Integrity) ?? throw Unavailable(suite.Integrity);
        }

        (_encryptOut, _encryptIn) = isOriginalInitiator ? (keys.SkEi, keys.SkEr) : (keys.SkEr, keys.SkEi);
        (_integrityOut, _integrityIn) = isOriginalInitiator ? (keys.SkAi, keys.SkAr) : (keys.SkAr, keys.SkAi);
    }

    private int IvLength => _aead?.IvLength ?? _cipher!.IvLength;

    private int IcvLength => _aead?.IcvLength ?? _integrity!.IcvLength;

    private int BlockLength => _aead is null ? _cipher!.BlockLength : 1;

    /// <summary>Octets of a whole message that carries <paramref name="innerLength"/> octets of payloads in one SK payload.</summary>
    public int SealedLength(int innerLength) => IkeHeader.Size + SkHeader + IvLength + PaddedLength(innerLength) + IcvLength;

    /// <summary>Octets of payloads that one fragment of at most <paramref name="maximum"/> octets can carry.</summary>
    public int FragmentCapacity(int maximum)
    {
        var room = maximum - IkeHeader.Size - SkfHeader - IvLength - IcvLength;
        return (room / BlockLength * BlockLength) - 1;
    }

    /// <summary>The message with all of <paramref name="inner"/> in one SK payload.</summary>
    public byte[] Seal(in IkeHeader header, PayloadType firstInner, ReadOnlySpan<byte> inner)
    {
        var message = new byte[SealedLength(inner.Length)];
        WriteFront(message, header, PayloadType.Encrypted, firstInner, message.Length);
        SealBody(message, IkeHeader.Size + SkHeader, inner);
        return message;
    }

    /// <summary>One fragment; <paramref name="firstInner"/> is zero in all but the first (RFC 7383 section 2.5).</summary>
    public byte[] SealFragment(in IkeHeader header, PayloadType firstInner, ushort number, ushort total, ReadOnlySpan<byte> inner)
    {
        var message = new byte[IkeHeader.Size + SkfHeader + IvLength + PaddedLength(inner.Length) + IcvLength];
        WriteFront(message, header, PayloadType.EncryptedFragment, firstInner, message.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(IkeHeader.Size + SkHeader), number);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(IkeHeader.Size + SkHeader + 2), total);
        SealBody(message, IkeHeader.Size + SkfHeader, inner);
        return message;
    }

    /// <summary>The decrypted payload octets, or null when the length, the ICV or, of an authentic message, the padding is wrong.</summary>
    public byte[]? Open(IkeMessage message, out bool isAuthentic)
    {
        isAuthentic = false;
        var front = IkeHeader.Size;
        ReadOnlyMemory<byte> body;
        if (message.Encrypted is { } whole)
        {
            body = whole.Body;
            front += SkHeader;
        }
        else if (message.Fragment is { } fragment)
        {
            body = fragment.Body;
            front += SkfHeader;
        }
        else
        {
            return null;
        }

        var raw = message.Raw.Span;
        if (message.Payloads.Count != 1 || front + body.Length != raw.Length || body.Length < IvLength + BlockLength + IcvLength)
        {
            // Clear payloads before SK would escape the associated data as we compute it; nobody sends them.
            return null;
        }

        var iv = raw.Slice(front, IvLength);
        var icv = raw[^IcvLength..];
        var text = raw[(front + IvLength)..^IcvLength].ToArray();
        if (_aead is not null)
        {
            if (!_aead.Open(_encryptIn.Span, iv, raw[..front], text, icv))
            {
                return null;
            }
        }
        else
        {
            if (text.Length % BlockLength != 0 || !_integrity!.Verify(_integrityIn.Span, raw[..^IcvLength], icv))
            {
                return null;
            }

            _cipher!.Decrypt(_encryptIn.Span, iv, text);
        }

        isAuthentic = true;
        var padding = text[^1];
        return padding + 1 > text.Length ? null : text[..^(padding + 1)];
    }

    private static void WriteFront(Span<byte> message, in IkeHeader header, PayloadType type, PayloadType firstInner, int length)
    {
        var writer = new WireWriter(message);
        (header with { NextPayload = type, Length = (uint)length }).Write(ref writer);
        writer.U8((byte)firstInner);
        writer.U8(0);
        writer.U16((ushort)(length - IkeHeader.Size));
    }

    private void SealBody(Span<byte> message, int front, ReadOnlySpan<byte> inner)
    {
        var iv = message.Slice(front, IvLength);
        FillIv(iv);
        var text = message[(front + IvLength)..^IcvLength];
        inner.CopyTo(text);
        text[^1] = (byte)(text.Length - inner.Length - 1);
        var icv = message[^IcvLength..];
        if (_aead is not null)
        {
            _aead.Seal(_encryptOut.Span, iv, message[..front], text, icv);
            return;
        }

        _cipher!.Encrypt(_encryptOut.Span, iv, text);
        _integrity!.Compute(_integrityOut.Span, message[..^IcvLength], icv);
    }

    /// <summary>Counter modes need an IV that never repeats under a key, CBC one that nobody can foresee.</summary>
    private void FillIv(Span<byte> iv)
    {
        if (_aead is null && BlockLength > 1)
        {
            _random.Fill(iv);
        }
        else if (iv.Length == 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(iv, ++_nextIv);
        }
    }

    private int PaddedLength(int innerLength) => (innerLength + BlockLength) / BlockLength * BlockLength;

    private static InvalidOperationException Unavailable(object id) => new($"{id} was negotiated but is not available");
}
