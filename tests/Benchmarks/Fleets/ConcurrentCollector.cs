using System.Diagnostics;
using MyIkev2.Benchmarks.Measurement;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>The collector as the agent has it: in the background. The other benchmarks want it on the measured thread, so the program starts itself again.</summary>
internal static class ConcurrentCollector
{
    private const string Variable = "DOTNET_gcConcurrent";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs this program again with it and returns the exit code; null when it runs with it already.</summary>
    public static int? Relaunch()
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            return null;
        }

        var arguments = Environment.GetCommandLineArgs();
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { Environment = { [Variable] = "1" } };
        foreach (var argument in Path.GetFileNameWithoutExtension(program) == "dotnet" ? arguments : arguments[1..])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Milliseconds that a full collection takes when nothing else may run.</summary>
    public static double Blocking()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).PauseDurations[0].TotalMilliseconds;
    }

    /// <summary>Milliseconds of the longest pause of a full collection in the background.</summary>
    /// <param name="work">Goes on meanwhile, again and again.</param>
    public static double Background(Action work)
    {
        var last = GC.GetGCMemoryInfo(GCKind.Background).Index;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        for (var clock = Stopwatch.StartNew(); GC.GetGCMemoryInfo(GCKind.Background).Index == last;)
        {
            if (clock.Elapsed > Patience)
            {
                throw new InvalidOperationException("no collection ran in the background");
            }

            work();
            Thread.Sleep(1);
        }

        var longest = TimeSpan.Zero;
        foreach (var pause in GC.GetGCMemoryInfo(GCKind.Background).PauseDurations)
        {
            longest = pause > longest ? pause : longest;
        }

        return longest.TotalMilliseconds;
    }

    /// <summary>Gives free memory back; octets of the managed heap and of the resident set after it.</summary>
    public static (long Heap, long Resident) Shrink()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return (GC.GetTotalMemory(forceFullCollection: true), Machine.ResidentOctets());
    }
}
