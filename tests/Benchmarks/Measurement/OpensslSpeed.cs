using System.Diagnostics;
using System.Globalization;

namespace MyIkev2.Benchmarks.Measurement;

/// <summary>
/// <c>openssl speed</c> as a yardstick: what the system's library does with one cipher, measured on the same machine in the same minute. The
/// tool counts its own processor time, as we do.
/// </summary>
internal static class OpensslSpeed
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Nanoseconds for one text; null where the tool is missing or does not know the cipher.</summary>
    public static double? Nanoseconds(string cipher, int octets) => Nanoseconds(octets, "-evp", cipher);

    /// <summary>Nanoseconds for one text; null where the tool is missing or does not know the algorithm.</summary>
    /// <param name="octets">Octets of the text.</param>
    /// <param name="algorithm">The tool's options that choose the algorithm and what it does.</param>
    public static double? Nanoseconds(int octets, params string[] algorithm)
    {
        var start = new ProcessStartInfo("openssl", ["speed", "-mr", "-seconds", "1", .. algorithm, "-bytes", octets.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null)
            {
                return null;
            }

            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return null;
            }

            return Parse(output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A line <c>+R:472472:AES-128-GCM:0.410000</c>: texts done and seconds of processor time.</summary>
    private static double? Parse(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            var fields = line.Trim().Split(':');
            if (fields is ["+R", var count, _, var seconds]
                && long.TryParse(count, CultureInfo.InvariantCulture, out var texts) && texts > 0
                && double.TryParse(seconds, CultureInfo.InvariantCulture, out var time) && time > 0)
            {
                return time * 1e9 / texts;
            }
        }

        return null;
    }
}
