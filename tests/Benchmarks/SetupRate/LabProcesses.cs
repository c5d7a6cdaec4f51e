using System.Runtime.Versioning;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>Finds the process behind a program that was started on a host of the lab.</summary>
[SupportedOSPlatform("linux")]
internal static class LabProcesses
{
    /// <summary>The number of the one process there.</summary>
    public static async Task<int> OnlyOneInAsync(LabNamespace host)
    {
        var found = (await Command.RunAsync("ip", "netns", "pids", host.Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return found is [var process] ? int.Parse(process) : throw new LabException($"{host.Name} runs {found.Length} processes, not one");
    }
}
