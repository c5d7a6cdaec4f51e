using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>
/// Captures, adds and subtracts sets of counters as what they are: rows of 64-bit cells. A set is declared twice, as live <see cref="Counter"/> fields and as the
/// properties of its reading, in the same order and nothing else; a counter that is added there takes part without another line. A test
/// compares the two declarations.
/// </summary>
internal static class CounterCells
{
    /// <summary>Captures the cells that begin at <paramref name="first"/>, each of them whole.</summary>
    public static TReading Read<TReading>(ref Counter first)
        where TReading : unmanaged
    {
        TReading reading = default;
        var cells = Cells(ref reading);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Unsafe.Add(ref first, i).Value;
        }

        return reading;
    }

    /// <summary>Sum of some of the cells that begin at <paramref name="first"/>; their places are the bits of <paramref name="cells"/>.</summary>
    public static ulong Sum(ref Counter first, ulong cells)
    {
        ulong sum = 0;
        for (; cells != 0; cells &= cells - 1)
        {
            sum += Unsafe.Add(ref first, BitOperations.TrailingZeroCount(cells)).Value;
        }

        return sum;
    }

    /// <summary>Sum of some cells of a reading.</summary>
    public static ulong Sum<TReading>(in TReading reading, ulong cells)
        where TReading : unmanaged
    {
        var all = Cells(ref Unsafe.AsRef(in reading));
        ulong sum = 0;
        for (; cells != 0; cells &= cells - 1)
        {
            sum += all[BitOperations.TrailingZeroCount(cells)];
        }

        return sum;
    }

    /// <summary>Cell by cell sum.</summary>
    public static TReading Sum<TReading>(TReading left, in TReading right)
        where TReading : unmanaged
    {
        var cells = Cells(ref left);
        var more = Cells(ref Unsafe.AsRef(in right));
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] += more[i];
        }

        return left;
    }

    /// <summary>Cell by cell difference.</summary>
    public static TReading Difference<TReading>(TReading now, in TReading before)
        where TReading : unmanaged
    {
        var cells = Cells(ref now);
        var less = Cells(ref Unsafe.AsRef(in before));
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] -= less[i];
        }

        return now;
    }

    private static Span<ulong> Cells<TReading>(ref TReading reading)
        where TReading : unmanaged => MemoryMarshal.Cast<TReading, ulong>(new Span<TReading>(ref reading));
}
