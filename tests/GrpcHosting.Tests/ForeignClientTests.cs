using System.Diagnostics;
using System.Text.Json;
using MyIkev2.GrpcHosting.Tests.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>
/// The public interoperability cases of gRPC, driven by a client that shares no code with us: Debian's python3-grpcio, which is the gRPC
/// project's C core.
/// </summary>
public sealed class ForeignClientTests
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["empty_unary"] = """{"case":"empty_unary","same":true}""",
        ["large_unary"] = """{"case":"large_unary","size":314159}""",
        ["client_streaming"] = """{"case":"client_streaming","messages":4,"octets":74922}""",
        ["server_streaming"] = """{"case":"server_streaming","sizes":[31415,9,2653,58979]}""",
        ["ping_pong"] = """{"case":"ping_pong","sizes":[31415,9,2653,58979]}""",
        ["empty_stream"] = """{"case":"empty_stream","count":0}""",
        ["custom_metadata"] = """{"case":"custom_metadata","initial":"test_initial_metadata_value","trailing":"ababab"}""",
        ["status_unary"] = """{"case":"status_unary","code":"UNKNOWN","details":"test status message"}""",
        ["status_stream"] = """{"case":"status_stream","code":"UNKNOWN","details":"test status message"}""",
        ["special_status_message"] = """{"case":"special_status_message","code":"UNKNOWN","same":true}""",
        ["handler_exception"] = """{"case":"handler_exception","code":"UNKNOWN","details":"Exception was thrown by handler."}""",
        ["unimplemented_method"] = """{"case":"unimplemented_method","code":"UNIMPLEMENTED"}""",
        ["unimplemented_service"] = """{"case":"unimplemented_service","code":"UNIMPLEMENTED"}""",
        ["too_large"] = """{"case":"too_large","code":"RESOURCE_EXHAUSTED"}""",
        ["timeout"] = """{"case":"timeout","code":"DEADLINE_EXCEEDED"}""",
        ["cancel_after_begin"] = """{"case":"cancel_after_begin","code":"CANCELLED"}""",
        ["cancel_after_first_response"] = """{"case":"cancel_after_first_response","size":31415,"code":"CANCELLED"}""",
        ["gzip"] = """{"case":"gzip","size":314159}""",
        ["deflate"] = """{"case":"deflate","code":"UNIMPLEMENTED"}""",
    };

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_OverTcp_EveryCaseEndsAsItShould()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");

        await AssertCasesAsync(new Uri(server.Address).Authority);
    }

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_OverAUnixSocket_EveryCaseEndsAsItShould()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        await AssertCasesAsync($"unix:{server.SocketPath}");
    }

    private static async Task AssertCasesAsync(string target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var python = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Peers", "probe_client.py"), target, Path.Combine(AppContext.BaseDirectory, "Protos")])
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
            Assert.Equal(Expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), Compact(output).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
        finally
        {
            if (!python.HasExited)
            {
                python.Kill();
            }
        }
    }

    private static Dictionary<string, string> Compact(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(item => item.GetProperty("case").GetString()!, item => JsonSerializer.Serialize(item));
}
