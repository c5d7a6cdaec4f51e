using System.Runtime.InteropServices;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// Processor time that any process of this machine has used, all its threads together. Read from the process's clock, which counts
/// nanoseconds where /proc/PID/stat counts hundredths of a second. Linux only.
/// </summary>
internal static class ProcessCost
{
    public static TimeSpan Of(int process)
    {
        // The clock of another process: its inverted number, and below it "scheduler time" (2), as clock_getcpuclockid(3) makes it.
        var clock = (~process << 3) | 2;
        if (ClockGetTime(clock, out var time) != 0)
        {
            throw new InvalidOperationException($"process {process} is gone");
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
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
