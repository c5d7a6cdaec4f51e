using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests.Support;

/// <summary>Runs the scripts of Peers/, which share no code with us: the gRPC project's C core under Debian's python3-grpcio.</summary>
internal static class PythonClient
{
    /// <summary>Runs a script against a server and returns the JSON objects that it printed, without blanks. Fails unless it ends well.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, string target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Peers", script), target, Path.Combine(AppContext.BaseDirectory, "Protos")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Task<string> errors = python.StandardError.ReadToEndAsync(patience.Token);
            string output = await python.StandardOutput.ReadToEndAsync(patience.Token);
            await python.WaitForExitAsync(patience.Token);

            Assert.True(python.ExitCode == 0, $"{output}\n{await errors}");
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement))];
        }
        finally
        {
            if (!python.HasExited)
            {
                python.Kill();
            }
        }
    }
}
