using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// Instructions that the calling thread carries out, counted by the processor: what others do on the same machine changes how long they take, not how many
/// they are. Linux only, and only where the kernel lets this process count (perf_event_open(2)).
/// </summary>
internal sealed class ThreadInstructions : IDisposable
{
    private const int FirstVersion = 64;

    private readonly SafeFileHandle _counter;

    private ThreadInstructions(SafeFileHandle counter) => _counter = counter;

    /// <summary>Starts counting this thread; null where that is not possible.</summary>
    public static ThreadInstructions? Start()
    {
        const int HardwareInstructions = 1;
        const ulong ExcludeKernelAndHypervisor = 0x60;
        const ulong CloseOnExec = 8;
        var number = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 298,
            Architecture.Arm64 => 241,
            _ => 0,
        };
        if (number == 0)
        {
            return null;
        }

        var attributes = new Attributes { Size = FirstVersion, Config = HardwareInstructions, Flags = ExcludeKernelAndHypervisor };
        var descriptor = SystemCall(number, attributes, 0, -1, -1, CloseOnExec);
        return descriptor < 0 ? null : new ThreadInstructions(new SafeFileHandle((nint)descriptor, ownsHandle: true));
    }

    /// <summary>Instructions since the start.</summary>
    public long Read() => Read(_counter, out var value, sizeof(long)) == sizeof(long) ? value : throw new InvalidOperationException("the counter cannot be read");

    public void Dispose() => _counter.Dispose();

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long SystemCall(long number, in Attributes attributes, int process, int processor, int group, ulong flags);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle counter, out long value, nint length);

    /// <summary>perf_event_attr in its first version; what is not named stays 0.</summary>
    [StructLayout(LayoutKind.Explicit, Size = FirstVersion)]
    private struct Attributes
    {
        [FieldOffset(4)]
        public uint Size;

        [FieldOffset(8)]
        public ulong Config;

        [FieldOffset(40)]
        public ulong Flags;
    }
}
