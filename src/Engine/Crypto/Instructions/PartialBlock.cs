using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The last block of a text when it is short: 1 to 15 octets, read and written in registers without touching what lies behind. The steps
/// depend on the length alone.
/// </summary>
internal static unsafe class PartialBlock
{
    /// <summary>The octets, zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(byte* source, nuint length)
    {
        ulong low = 0;
        if (length >= sizeof(ulong))
        {
            low = *(ulong*)source;
            return Vector128.Create(low, LoadWord(source + sizeof(ulong), length - sizeof(ulong))).AsByte();
        }

        return Vector128.CreateScalar(LoadWord(source, length)).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> block, byte* destination, nuint length)
    {
        if (length >= sizeof(ulong))
        {
            *(ulong*)destination = block.AsUInt64().GetElement(0);
            StoreWord(block.AsUInt64().GetElement(1), destination + sizeof(ulong), length - sizeof(ulong));
        }
        else
        {
            StoreWord(block.AsUInt64().GetElement(0), destination, length);
        }
    }

    /// <summary>All ones in the first <paramref name="length"/> octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Mask(nuint length) => Vector128.LessThan(
        Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15).AsSByte(),
        Vector128.Create((sbyte)length)).AsByte();

    private static ulong LoadWord(byte* source, nuint length)
    {
        ulong word = 0;
        int shift = 0;
        if ((length & 4) != 0)
        {
            word = *(uint*)source;
            source += 4;
            shift = 32;
        }

        if ((length & 2) != 0)
        {
            word |= (ulong)*(ushort*)source << shift;
            source += 2;
            shift += 16;
        }

        return (length & 1) != 0 ? word | ((ulong)*source << shift) : word;
    }

    private static void StoreWord(ulong word, byte* destination, nuint length)
    {
        if ((length & 4) != 0)
        {
            *(uint*)destination = (uint)word;
            destination += 4;
            word >>= 32;
        }

        if ((length & 2) != 0)
        {
            *(ushort*)destination = (ushort)word;
            destination += 2;
            word >>= 16;
        }

        if ((length & 1) != 0)
        {
            *destination = (byte)word;
        }
    }
}
