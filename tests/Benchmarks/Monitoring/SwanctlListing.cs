using System.Diagnostics;
using System.Runtime.Versioning;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>What <c>swanctl --list-sas --raw</c> prints, taken as octets.</summary>
[SupportedOSPlatform("linux")]
internal static class SwanctlListing
{
    // Each IKE SA is one line that begins like this.
    private static ReadOnlySpan<byte> Marker => "list-sa event"u8;

    /// <summary>Runs it once. Its start is part of what a user waits for.</summary>
    public static async Task<Answer> AskAsync(string viciSocket)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("swanctl", ["--list-sas", "--raw", "--uri", "unix://" + viciSocket]) { RedirectStandardOutput = true })
            ?? throw new LabException("swanctl does not start");
        var output = process.StandardOutput.BaseStream;
        var buffer = new byte[256 * 1024];
        var (records, octets, kept) = (0u, 0L, 0);
        var toFirst = TimeSpan.Zero;
        while (await output.ReadAsync(buffer.AsMemory(kept)) is > 0 and var count)
        {
            toFirst = octets == 0 ? Stopwatch.GetElapsedTime(started) : toFirst;
            octets += count;
            kept += count;
            records += (uint)Count(buffer.AsSpan(0, kept));

            // A marker may be cut by the end of the buffer.
            var rest = Math.Min(kept, Marker.Length - 1);
            buffer.AsSpan(kept - rest, rest).CopyTo(buffer);
            kept = rest;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Answer(records, octets, toFirst, Stopwatch.GetElapsedTime(started))
            : throw new LabException($"swanctl ended with {process.ExitCode}");
    }

    private static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (text.IndexOf(Marker) is >= 0 and var at)
        {
            count++;
            text = text[(at + Marker.Length)..];
        }

        return count;
    }
}
