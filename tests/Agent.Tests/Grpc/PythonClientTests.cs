using System.Text.Json;
using MyIkev2.Agent.Tests.Grpc.Opi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>The agent's own API and OPI's three dialects by clients that share no code with us.</summary>
public sealed class PythonClientTests
{
    private const string Package = "python3-grpcio python3-grpc-tools";
    private const string Tools = "/usr/lib/python3/dist-packages/grpc_tools";

    [PeerFact("/usr/bin/python3", Package = Package, RequiredPath = Tools)]
    public async Task AgentApi_PagesWatchAndMistakes_AreAnswered()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 5), control: new ScriptedControl(), sessions: new EmptySessions());
        RegistryView view = host.Canned.Registry.Capture();

        JsonElement answers = await PythonPeer.RunAsync("agent_client.py", $"unix:{host.SocketPath}");

        JsonElement[] pages = [.. answers.GetProperty("pages").EnumerateArray()];
        Assert.All(pages[..^1], static page => Assert.Equal(2, page.EnumerateArray().Select(static row => row.GetProperty("tunnel_id").GetString()).Distinct().Count()));
        JsonElement[] tunnels = [.. pages.SelectMany(static page => page.EnumerateArray())];
        Assert.Equal(
            view.Enumerate().Select(static tunnel => $"{tunnel.Id.Value} {tunnel.Generation} {tunnel.VpnName}").Order(),
            tunnels.Select(static row => $"{row.GetProperty("tunnel_id").GetString()} {row.GetProperty("generation").GetInt32()} {row.GetProperty("vpn").GetString()}").Order());

        // What is not in the mask does not come; a tunnel's number and generation always do.
        Assert.All(tunnels, static row => Assert.Equal(3, row.EnumerateObject().Count()));
        Assert.Equal("[1, \"snapshot\", true, " + view.TunnelCount + "]", answers.GetProperty("watch").GetRawText());
        Assert.Equal("[0]", answers.GetProperty("sessions").GetRawText());
        foreach (var (call, member) in new[] { ("bad token", "page_token"), ("bad mask", "field_mask"), ("bad state", "state"), ("no command", "command") })
        {
            Assert.StartsWith($"INVALID_ARGUMENT: {member}", answers.GetProperty(call).GetString(), StringComparison.Ordinal);
        }
    }

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
