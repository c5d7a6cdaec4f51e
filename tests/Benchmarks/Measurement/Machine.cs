using System.Runtime;
using System.Runtime.InteropServices;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>Says where the figures come from; without it they mean nothing.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"{RuntimeInformation.OSDescription.Trim()}, {Environment.ProcessorCount} processors, load {Load()}, {RuntimeInformation.FrameworkDescription}, "
        + $"{(GCSettings.IsServerGC ? "server" : "workstation")} GC";

    /// <summary>The load averages, where the system has them.</summary>
    public static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";

    /// <summary>Resident octets of this process.</summary>
    public static long ResidentOctets()
    {
        if (!File.Exists("/proc/self/statm"))
        {
            return Environment.WorkingSet;
        }

        return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
    }
}
