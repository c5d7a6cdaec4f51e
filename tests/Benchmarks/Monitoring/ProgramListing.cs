using System.Diagnostics;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>What a program prints that lists SAs, taken as octets.</summary>
internal static class ProgramListing
{
    /// <summary>Runs it once. Its start is part of what a user waits for.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="marker">What each SA has once.</param>
    public static async Task<Answer> AskAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> marker)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} does not start");
        var output = process.StandardOutput.BaseStream;
        var buffer = new byte[256 * 1024];
        var (records, octets, kept) = (0u, 0L, 0);
        var toFirst = TimeSpan.Zero;
        while (await output.ReadAsync(buffer.AsMemory(kept)) is > 0 and var count)
        {
            toFirst = octets == 0 ? Stopwatch.GetElapsedTime(started) : toFirst;
            octets += count;
            kept += count;
            records += (uint)buffer.AsSpan(0, kept).Count(marker.Span);

            // A marker may be cut by the end of the buffer.
            var rest = Math.Min(kept, marker.Length - 1);
            buffer.AsSpan(kept - rest, rest).CopyTo(buffer);
            kept = rest;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Answer(records, octets, toFirst, Stopwatch.GetElapsedTime(started))
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
