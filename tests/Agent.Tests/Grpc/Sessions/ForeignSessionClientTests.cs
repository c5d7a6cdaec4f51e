using System.Diagnostics;
using System.Text.Json;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

/// <summary>
/// The cases of sessionOffload's published tests by a client that shares no code with us: Debian's python3-grpcio with stubs of that project's first version
/// and of OPI's original definition.
/// </summary>
public sealed class ForeignSessionClientTests
{
    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_CasesOfThePublishedTests_AreAnswered()
    {
        await using SessionHost host = await SessionHost.StartAsync();

        JsonElement answers = await RunAsync($"unix:{host.SocketPath}");

        Assert.Equal(5, Assert.Single(answers.GetProperty("none closed").EnumerateArray()).GetProperty("requestStatus").GetInt32());
        Assert.Equal("{}", answers.GetProperty("v4").GetRawText());
        Assert.Equal("{}", answers.GetProperty("v6").GetRawText());
        Assert.Equal("{}", answers.GetProperty("mirror").GetRawText());
        AssertFailed(answers.GetProperty("again"), status: 4, "1001");
        AssertFailed(answers.GetProperty("bad"), status: 1, "99999999999");
        Assert.Equal("1001", answers.GetProperty("get").GetProperty("sessionId").GetString());
        Assert.False(answers.GetProperty("get").TryGetProperty("endTime", out _));
        Assert.Equal([1001ul, 1002, 1003], Numbers(answers.GetProperty("all")));
        Assert.Equal("_CLOSED", answers.GetProperty("deleted").GetProperty("sessionState").GetString());
        Assert.True(answers.GetProperty("deleted").TryGetProperty("endTime", out _));
        Assert.Equal("1001", Assert.Single(answers.GetProperty("closed").EnumerateArray()).GetProperty("sessionId").GetString());

        // A client of the original definition cannot ask for state 0, and gets every state.
        Assert.Equal(["sessionid", "sessionstate"], answers.GetProperty("opi fields").EnumerateArray().Select(field => field.GetString()));
        Assert.Equal([1001ul, 1002, 1003], Numbers(answers.GetProperty("opi all")));
        Assert.Equal([1001ul], Numbers(answers.GetProperty("opi closed")));
        Assert.Equal("_REJECTED_SESSION_NONEXISTENT", answers.GetProperty("opi missing").GetProperty("requeststatus").GetString());

        Assert.Equal(SessionAction.Forward, host.Table.Find(1002)!.Value.Definition.Action);
        Assert.Equal("192.0.2.4", host.Table.Find(1003)!.Value.Definition.NextHop.ToString());
        Assert.Equal("10.0.0.1", host.Table.Find(1003)!.Value.Definition.Source.ToString());
    }

    private static void AssertFailed(JsonElement added, int status, string number)
    {
        Assert.Equal((status, "1"), (added.GetProperty("requestStatus").GetInt32(), added.GetProperty("errorStatus").GetString()));
        JsonElement error = Assert.Single(added.GetProperty("responseError").EnumerateArray());
        Assert.Equal((number, status), (error.GetProperty("sessionId").GetString(), error.GetProperty("errorStatus").GetInt32()));
    }

    private static IEnumerable<ulong> Numbers(JsonElement array) => array.EnumerateArray().Select(number => number.GetUInt64());

    private static async Task<JsonElement> RunAsync(string target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Grpc", "Peers", "sessions_client.py"), target, Path.Combine(AppContext.BaseDirectory, "protos")])
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
