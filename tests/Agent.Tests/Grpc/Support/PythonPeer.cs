using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>Runs a foreign client of the peers' folder, which writes what it sees as one JSON object.</summary>
internal static class PythonPeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs a script with the given arguments and the folder of our .proto files.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3",
            [Path.Combine(AppContext.BaseDirectory, "Grpc", "Peers", script), .. arguments, Path.Combine(AppContext.BaseDirectory, "protos")])
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
            return JsonDocument.Parse(output).RootElement;
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
