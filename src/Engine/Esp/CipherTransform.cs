using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// A cipher, then a MAC over SPI to ciphertext. With extended numbers the MAC also covers the high half, as if it followed the packet (RFC 4303
/// section 3.3.2.1): it stands for that moment where the ICV goes, which spares a copy.
/// </summary>
internal sealed class CipherTransform : PacketTransform
{
    private const int HighHalfLength = 4;
    private const int LongestIcv = 64;
    private const int CounterIvLength = 8;
    private const int StoredVectors = 32;

    private readonly IKeyedCipher _cipher;
    private readonly IKeyedIntegrity _integrity;
    private readonly bool _extended;
    private readonly bool _chained;
    private readonly IRandomSource? _random;
    private byte[] _vectors = [];
    private int _used;

    public CipherTransform(IKeyedCipher cipher, IKeyedIntegrity integrity, Shape shape, bool extended, IRandomSource? random)
        : base(shape.IvLength, shape.IcvLength, shape.BlockLength)
    {
        _cipher = cipher;
        _integrity = integrity;
        _extended = extended;
        _chained = shape.BlockLength > 1;
        _random = random;
    }

    /// <summary>Lengths of the two algorithms, in octets.</summary>
    public readonly record struct Shape(int IvLength, int BlockLength, int IcvLength);

    public override void Seal(Span<byte> packet, ulong sequence)
    {
        var iv = packet.Slice(EspPacket.HeaderLength, IvLength);
        FillIv(iv, sequence);
        _cipher.Encrypt(iv, packet[PayloadOffset..^IcvLength]);
        var authenticated = packet.Length - IcvLength;
        if (_extended)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet[authenticated..], (uint)(sequence >> 32));
            Span<byte> icv = stackalloc byte[LongestIcv];
            _integrity.Compute(packet[..(authenticated + HighHalfLength)], icv[..IcvLength]);
            icv[..IcvLength].CopyTo(packet[authenticated..]);
        }
        else
        {
            _integrity.Compute(packet[..authenticated], packet[authenticated..]);
        }
    }

    public override bool Open(Span<byte> packet, ulong sequence)
    {
        var authenticated = packet.Length - IcvLength;
        if (!IsGenuine(packet, authenticated, sequence))
        {
            return false;
        }

        _cipher.Decrypt(packet.Slice(EspPacket.HeaderLength, IvLength), packet[PayloadOffset..authenticated]);
        return true;
    }

    public override void Dispose()
    {
        _cipher.Dispose();
        _integrity.Dispose();
        CryptographicOperations.ZeroMemory(_vectors);
    }

    private bool IsGenuine(Span<byte> packet, int authenticated, ulong sequence)
    {
        if (!_extended)
        {
            return _integrity.Verify(packet[..authenticated], packet[authenticated..]);
        }

        Span<byte> icv = stackalloc byte[LongestIcv];
        packet[authenticated..].CopyTo(icv);
        BinaryPrimitives.WriteUInt32BigEndian(packet[authenticated..], (uint)(sequence >> 32));
        return _integrity.Verify(packet[..(authenticated + HighHalfLength)], icv[..IcvLength]);
    }

    /// <summary>
    /// CTR needs an IV that never repeats under the key (RFC 3686 section 2.1): the sequence number. CBC needs one that nobody can foresee (RFC 3602
    /// section 3): random octets, drawn for many packets at once.
    /// </summary>
    private void FillIv(Span<byte> iv, ulong sequence)
    {
        if (iv.IsEmpty)
        {
            return;
        }

        if (!_chained && iv.Length == CounterIvLength)
        {
            BinaryPrimitives.WriteUInt64BigEndian(iv, sequence);
            return;
        }

        if (_used == _vectors.Length)
        {
            if (_vectors.Length == 0)
            {
                _vectors = new byte[StoredVectors * IvLength];
            }

            (_random ?? throw new InvalidOperationException("an inbound transform does not encrypt")).Fill(_vectors);
            _used = 0;
        }

        _vectors.AsSpan(_used, IvLength).CopyTo(iv);
        _used += IvLength;
    }
}
