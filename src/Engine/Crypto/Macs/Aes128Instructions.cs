using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MyIkev2.Engine.Crypto;

/// <summary>AES-128 with the AES instructions of x86: eleven round keys, no native object, no table look-ups.</summary>
internal struct Aes128Instructions : IAes128<Aes128Instructions>
{
    private const int Rounds = 10;

    private RoundKeys _keys;

    public static bool IsSupported => Aes.IsSupported && Sse2.IsSupported;

    public static Aes128Instructions Create(ReadOnlySpan<byte> key)
    {
        Aes128Instructions cipher = default;
        Vector128<byte> round = Vector128.Create(key);
        cipher._keys[0] = round;
        cipher._keys[1] = round = Next(round, Aes.KeygenAssist(round, 0x01));
        cipher._keys[2] = round = Next(round, Aes.KeygenAssist(round, 0x02));
        cipher._keys[3] = round = Next(round, Aes.KeygenAssist(round, 0x04));
        cipher._keys[4] = round = Next(round, Aes.KeygenAssist(round, 0x08));
        cipher._keys[5] = round = Next(round, Aes.KeygenAssist(round, 0x10));
        cipher._keys[6] = round = Next(round, Aes.KeygenAssist(round, 0x20));
        cipher._keys[7] = round = Next(round, Aes.KeygenAssist(round, 0x40));
        cipher._keys[8] = round = Next(round, Aes.KeygenAssist(round, 0x80));
        cipher._keys[9] = round = Next(round, Aes.KeygenAssist(round, 0x1b));
        cipher._keys[10] = Next(round, Aes.KeygenAssist(round, 0x36));
        return cipher;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<byte> Encrypt(Vector128<byte> block)
    {
        Vector128<byte> state = block ^ _keys[0];
        state = Aes.Encrypt(state, _keys[1]);
        state = Aes.Encrypt(state, _keys[2]);
        state = Aes.Encrypt(state, _keys[3]);
        state = Aes.Encrypt(state, _keys[4]);
        state = Aes.Encrypt(state, _keys[5]);
        state = Aes.Encrypt(state, _keys[6]);
        state = Aes.Encrypt(state, _keys[7]);
        state = Aes.Encrypt(state, _keys[8]);
        state = Aes.Encrypt(state, _keys[9]);
        return Aes.EncryptLast(state, _keys[Rounds]);
    }

    public readonly Vector128<byte> Chain(Vector128<byte> state, ReadOnlySpan<byte> blocks)
    {
        for (; blocks.Length >= AesMac.BlockLength; blocks = blocks[AesMac.BlockLength..])
        {
            state = Encrypt(state ^ Vector128.Create(blocks));
        }

        return state;
    }

    public void Dispose() => _keys = default;

    /// <summary>
    /// FIPS 197 section 5.2: the last word of the assist, spread, and the running exclusive or of the previous round key's words.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Next(Vector128<byte> previous, Vector128<byte> assist)
    {
        Vector128<byte> spread = Sse2.Shuffle(assist.AsInt32(), 0xff).AsByte();
        previous ^= Sse2.ShiftLeftLogical128BitLane(previous, 4);
        previous ^= Sse2.ShiftLeftLogical128BitLane(previous, 8);
        return previous ^ spread;
    }

    [InlineArray(Rounds + 1)]
    private struct RoundKeys
    {
        private Vector128<byte> _first;
    }
}
