using System.Text.Json;
using MyIkev2.Agent.Tests.Grpc.Opi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>OPI's three dialects by a client that shares no code with us.</summary>
public sealed class PythonClientTests
{
    private const string Package = "python3-grpcio python3-grpc-tools";
    private const string Tools = "/usr/lib/python3/dist-packages/grpc_tools";

    [PeerFact("/usr/bin/python3", Package = Package, RequiredPath = Tools)]
    public async Task Opi_InAllDialects_DoesWhatItsClientsAskFor()
    {
        await using OpiHost host = await OpiHost.StartAsync("/ vrf main ike pre-shared-key k secret swordfish123");

        JsonElement answers = await PythonPeer.RunAsync("opi_client.py", $"unix:{host.SocketPath}");

        Assert.Equal(["myikev2", "myikev2", "myikev2"], answers.GetProperty("versions").EnumerateArray().Select(static row => row.GetString()));
        Assert.Contains("Total number of IKE_SAs active: ", answers.GetProperty("stats").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Yes", "opi-test", "Yes"), (answers.GetProperty("loaded").GetString(), answers.GetProperty("listed late").GetString(), answers.GetProperty("unloaded").GetString()));
        JsonElement connection = Assert.Single(answers.GetProperty("listed").GetProperty("connection").EnumerateArray());
        Assert.Equal("pre-shared key", connection.GetProperty("local_auth")[0].GetProperty("class").GetString());
        Assert.Equal("10.1.0.0/16", connection.GetProperty("children")[0].GetProperty("remote_ts").GetProperty("ts")[0].GetProperty("cidr").GetString());
        Assert.Equal((0, 0), (answers.GetProperty("sas").GetInt32(), answers.GetProperty("certs").GetInt32()));
        Assert.StartsWith("INVALID_ARGUMENT: ", answers.GetProperty("xauth").GetString(), StringComparison.Ordinal);
        Assert.Contains("local_auth.auth", answers.GetProperty("xauth").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("OK", answers.GetProperty("terminate").GetString());
        Assert.StartsWith("NOT_FOUND: ", answers.GetProperty("again").GetString(), StringComparison.Ordinal);
    }
}
