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
    private static readonly string[] Expected =
    [
        """{"case":"empty_unary","same":true}""",
        """{"case":"large_unary","size":314159}""",
        """{"case":"client_streaming","messages":4,"octets":74922}""",
        """{"case":"server_streaming","sizes":[31415,9,2653,58979]}""",
        """{"case":"ping_pong","sizes":[31415,9,2653,58979]}""",
        """{"case":"empty_stream","count":0}""",
        """{"case":"custom_metadata","initial":"test_initial_metadata_value","trailing":"ababab"}""",
        """{"case":"status_unary","code":"UNKNOWN","details":"test status message"}""",
        """{"case":"status_stream","code":"UNKNOWN","details":"test status message"}""",
        """{"case":"special_status_message","code":"UNKNOWN","same":true}""",
        """{"case":"handler_exception","code":"UNKNOWN","details":"Exception was thrown by handler."}""",
        """{"case":"unimplemented_method","code":"UNIMPLEMENTED"}""",
        """{"case":"unimplemented_service","code":"UNIMPLEMENTED"}""",
        """{"case":"too_large","code":"RESOURCE_EXHAUSTED"}""",
        """{"case":"timeout","code":"DEADLINE_EXCEEDED"}""",
        """{"case":"cancel_after_begin","code":"CANCELLED"}""",
        """{"case":"cancel_after_first_response","size":31415,"code":"CANCELLED"}""",
        """{"case":"gzip","size":314159}""",
        """{"case":"deflate","code":"UNIMPLEMENTED"}""",
    ];

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

    private static async Task AssertCasesAsync(string target) =>
        Assert.Equal(Expected.Order(StringComparer.Ordinal), (await PythonClient.RunAsync("probe_client.py", target)).Order(StringComparer.Ordinal));
}
