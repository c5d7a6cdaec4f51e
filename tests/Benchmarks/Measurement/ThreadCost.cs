using System.Runtime.InteropServices;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// Adds up what stretches of work on one thread cost: its own processor time and its own allocations. Where the system has no clock per
/// thread that we read (only Linux has), the whole process's processor time stands in.
/// </summary>
internal sealed class ThreadCost
{
    private long _startedAt;
    private long _allocatedAt;

    public long Nanoseconds { get; private set; }

    public long AllocatedOctets { get; private set; }

    public void Begin()
    {
        _allocatedAt = GC.GetAllocatedBytesForCurrentThread();
        _startedAt = Now();
    }

    public void End()
    {
        Nanoseconds += Now() - _startedAt;
        AllocatedOctets += GC.GetAllocatedBytesForCurrentThread() - _allocatedAt;
    }

    private static long Now()
    {
        const int ThreadCpuTime = 3;
        if (!OperatingSystem.IsLinux())
        {
            return (long)Environment.CpuUsage.TotalTime.TotalNanoseconds;
        }

        _ = ClockGetTime(ThreadCpuTime, out var time);
        return ((long)time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
