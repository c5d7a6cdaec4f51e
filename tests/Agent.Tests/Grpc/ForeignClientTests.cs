using System.Globalization;
using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>The MyIKEv2 test API as a client sees it that shares no code with us: Debian's python3-grpcio with stubs from the published .proto.</summary>
public sealed class ForeignClientTests
{
    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_OverTcp_SeesTheTunnelsAndMayNotRekey()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl());

        AssertFacts(await RunAsync(new Uri(host.TcpAddress).Authority), rekey: "PERMISSION_DENIED");
    }

    [PeerFact("/usr/bin/python3", Package = "python3-grpcio python3-grpc-tools", RequiredPath = "/usr/lib/python3/dist-packages/grpc_tools")]
    public async Task PythonClient_OverTheUnixSocket_SeesTheTunnelsAndRekeys()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl());

        AssertFacts(await RunAsync($"unix:{host.SocketPath}"), rekey: "OK");
    }

    private static void AssertFacts(JsonElement answers, string rekey)
    {
        // The canned tunnels in order of creation: number 1 is the replaced generation of the first, number 2 the second.
        IkeTunnelSnapshot tunnel = CannedRegistry.Tunnel(2);
        JsonElement listed = answers.GetProperty("list");
        Assert.Equal(2, listed.GetArrayLength());
        Assert.Equal(tunnel.OwnSpi.ToString(CultureInfo.InvariantCulture), listed[1].GetProperty("OwnSPI").GetString());
        Assert.Equal(IPAddress.Parse("198.51.100.2"), new IPAddress(listed[1].GetProperty("PeerAddr").GetBytesFromBase64()));
        Assert.Equal(5, listed[0].GetProperty("State").GetInt32());

        JsonElement ike = answers.GetProperty("ike");
        Assert.Equal(tunnel.PeerSpi.ToString(CultureInfo.InvariantCulture), ike.GetProperty("PeerSPI").GetString());
        Assert.Equal((20, 32, 7), (ike.GetProperty("EncAlg").GetInt32(), ike.GetProperty("KeyLen").GetInt32(), ike.GetProperty("PrfAlg").GetInt32()));
        Assert.Equal(tunnel.EstablishedAt, ike.GetProperty("EstabTime").GetDateTimeOffset());
        Assert.Equal("15840s", ike.GetProperty("LifeTime").GetString());
        Assert.False(ike.TryGetProperty("SKei", out _));
        Assert.False(ike.TryGetProperty("PSK", out _));

        Assert.Equal(0xc000_0002u, Assert.Single(answers.GetProperty("children").EnumerateArray()).GetUInt32());
        JsonElement child = answers.GetProperty("child");
        Assert.Equal(tunnel.OwnSpi.ToString(CultureInfo.InvariantCulture), child.GetProperty("ParentIKESA").GetString());
        Assert.Equal((256, true), (child.GetProperty("KeyLen").GetInt32(), child.GetProperty("TunnelMode").GetBoolean()));
        Assert.Equal([192, 168, 99, 255], child.GetProperty("PeerTS")[0].GetProperty("EndAddr").GetBytesFromBase64());

        JsonElement summary = answers.GetProperty("summary");
        Assert.Equal(("4", "3"), (summary.GetProperty("Ikesa_total").GetString(), summary.GetProperty("Ikesa_state_established").GetString()));
        Assert.Equal("ike.conf", summary.GetProperty("SetupFileName").GetString());

        Assert.Equal("NOT_FOUND", answers.GetProperty("unknown").GetString());
        Assert.Equal("UNIMPLEMENTED", answers.GetProperty("events").GetString());
        Assert.Equal(rekey, answers.GetProperty("rekey").GetString());
    }

    private static Task<JsonElement> RunAsync(string target) => PythonPeer.RunAsync("test_api_client.py", target);
}
