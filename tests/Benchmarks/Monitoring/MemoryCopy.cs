using System.Diagnostics;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>How fast this machine copies memory: the bound of everything that hands octets over.</summary>
internal static class MemoryCopy
{
    /// <summary>The best of a few copies of that size.</summary>
    public static double OctetsPerSecond(long octets)
    {
        const int Copies = 5;
        var from = GC.AllocateUninitializedArray<byte>((int)octets);
        var to = GC.AllocateUninitializedArray<byte>((int)octets);

        // Pages that were never touched are the system's to make, not the copy's.
        from.AsSpan().Fill(1);
        to.AsSpan().Fill(2);
        var best = TimeSpan.MaxValue;
        for (var copy = 0; copy < Copies; copy++)
        {
            var started = Stopwatch.GetTimestamp();
            from.CopyTo(to, 0);
            var elapsed = Stopwatch.GetElapsedTime(started);
            best = elapsed < best ? elapsed : best;
        }

        return octets / best.TotalSeconds;
    }
}
