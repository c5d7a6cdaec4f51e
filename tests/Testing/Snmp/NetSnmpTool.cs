using System.Diagnostics;

namespace MyIkev2.Testing.Snmp;

/// <summary>Runs one of net-snmp's command-line tools to its end.</summary>
public static class NetSnmpTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gives the lines of both its streams, names in numbers. Nothing of the machine's own configuration is read.
    /// </summary>
    /// <param name="tool">For example snmpget.</param>
    /// <param name="arguments">What follows <c>-On -m ""</c>.</param>
    public static async Task<string[]> Run(string tool, params IEnumerable<string> arguments)
    {
        var (output, error) = await Run(tool, Patience, arguments);
        return (output + error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The same with the streams apart, and as much time as the caller says.</summary>
    public static async Task<(string Output, string Error)> Run(string tool, TimeSpan patience, IEnumerable<string> arguments)
    {
        using var timeout = new CancellationTokenSource(patience);
        using var process = Start(tool, ["-On", "-m", "", .. arguments]);
        try
        {
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Starts a program of net-snmp with its streams redirected and without the machine's configuration.</summary>
    internal static Process Start(string program, params IEnumerable<string> arguments) => Start(program, [], arguments);

    /// <summary>The same with variables of the environment.</summary>
    internal static Process Start(string program, IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find(program) ?? program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MIBS"] = "";
        start.Environment["SNMPCONFPATH"] = "/nonexistent";
        start.Environment["HOME"] = Path.GetTempPath();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
