using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// SHA-224 (FIPS 180-4 section 6.3), which .NET does not have: SHA-256 from other start values, cut to 28 octets. Plain, or
/// keyed as HMAC (RFC 2104) with both pads absorbed once.
/// </summary>
internal sealed class Sha224 : UsmDigest
{
    /// <summary>Octets of a hash.</summary>
    internal const int HashLength = 28;

    private const int BlockLength = 64;
    private const int StateWords = 8;

    private static readonly uint[] StartValues =
    [
        0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
    ];

    // An array, because a span over constants allocates each time in code that is not optimised.
    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] _state = new uint[StateWords];
    private readonly uint[] _innerStart = new uint[StateWords];
    private readonly uint[]? _outerStart;
    private readonly byte[] _block = new byte[BlockLength];
    private readonly uint[] _schedule = new uint[BlockLength];
    private ulong _length;
    private int _blockUsed;

    private Sha224(ReadOnlySpan<byte> key, bool isKeyed)
    {
        StartValues.CopyTo(_innerStart, 0);
        if (isKeyed)
        {
            Span<byte> pad = stackalloc byte[BlockLength];
            pad.Clear();
            if (key.Length > BlockLength)
            {
                Hash(key, pad);
            }
            else
            {
                key.CopyTo(pad);
            }

            _outerStart = new uint[StateWords];
            AbsorbPad(pad, 0x36, _innerStart);
            AbsorbPad(pad, 0x36 ^ 0x5C, _outerStart);
            CryptographicOperations.ZeroMemory(pad);
        }

        Restart();
    }

    /// <summary>A plain hash.</summary>
    internal static Sha224 Plain() => new([], isKeyed: false);

    /// <summary>An HMAC.</summary>
    internal static Sha224 Keyed(ReadOnlySpan<byte> key) => new(key, isKeyed: true);

    /// <summary>The hash of <paramref name="octets"/>.</summary>
    internal static void Hash(ReadOnlySpan<byte> octets, Span<byte> hash)
    {
        using var digest = Plain();
        digest.Append(octets);
        digest.Finish(hash);
    }

    /// <inheritdoc/>
    internal override void Append(ReadOnlySpan<byte> octets)
    {
        _length += (ulong)octets.Length;
        if (_blockUsed > 0)
        {
            var taken = Math.Min(BlockLength - _blockUsed, octets.Length);
            octets[..taken].CopyTo(_block.AsSpan(_blockUsed));
            _blockUsed += taken;
            octets = octets[taken..];
            if (_blockUsed < BlockLength)
            {
                return;
            }

            Absorb(_block, _state);
            _blockUsed = 0;
        }

        for (; octets.Length >= BlockLength; octets = octets[BlockLength..])
        {
            Absorb(octets, _state);
        }

        octets.CopyTo(_block);
        _blockUsed = octets.Length;
    }

    /// <inheritdoc/>
    internal override void Finish(Span<byte> hash)
    {
        FinishOnce(hash);
        if (_outerStart is not null)
        {
            _outerStart.CopyTo(_state.AsSpan());
            Append(hash[..HashLength]);
            FinishOnce(hash);
        }

        Restart();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Array.Clear(_state);
        Array.Clear(_innerStart);
        Array.Clear(_schedule);
        CryptographicOperations.ZeroMemory(_block);
        if (_outerStart is not null)
        {
            Array.Clear(_outerStart);
        }
    }

    private void AbsorbPad(Span<byte> pad, byte difference, uint[] start)
    {
        foreach (ref var octet in pad)
        {
            octet ^= difference;
        }

        StartValues.CopyTo(start, 0);
        Absorb(pad, start);
    }

    private void Restart()
    {
        _innerStart.CopyTo(_state.AsSpan());
        _length = _outerStart is null ? 0UL : BlockLength;
        _blockUsed = 0;
    }

    /// <summary>Padding and length; leaves the object as one that has absorbed one pad block and nothing else.</summary>
    private void FinishOnce(Span<byte> hash)
    {
        var bits = _length * 8;
        _block[_blockUsed++] = 0x80;
        if (_blockUsed > BlockLength - sizeof(ulong))
        {
            _block.AsSpan(_blockUsed).Clear();
            Absorb(_block, _state);
            _blockUsed = 0;
        }

        _block.AsSpan(_blockUsed).Clear();
        BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(BlockLength - sizeof(ulong)), bits);
        Absorb(_block, _state);
        for (var i = 0; i < HashLength / sizeof(uint); i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], _state[i]);
        }

        _length = BlockLength;
        _blockUsed = 0;
    }

    private void Absorb(ReadOnlySpan<byte> block, Span<uint> state)
    {
        Span<uint> w = _schedule;
        for (var i = 0; i < 16; i++)
        {
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        }

        for (var i = 16; i < BlockLength; i++)
        {
            var x = w[i - 15];
            var y = w[i - 2];
            var small0 = BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);
            var small1 = BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ (y >> 10);
            w[i] = w[i - 16] + small0 + w[i - 7] + small1;
        }

        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        var constants = RoundConstants;
        for (var i = 0; i < BlockLength; i++)
        {
            var big1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var first = h + big1 + ((e & f) ^ (~e & g)) + constants[i] + w[i];
            var big0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var second = big0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
