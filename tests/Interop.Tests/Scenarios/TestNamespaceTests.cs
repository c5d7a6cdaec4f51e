using Grpc.Core;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The daemon API with tests that are other programs in network namespaces of their own.</summary>
[Trait("Category", "Interop")]
public class TestNamespaceTests(ITestOutputHelper output)
{
    [InteropFact(LabNeed.Traffic)]
    public async Task OtherTest_WithDataIf_RunsInItsNamespaceAndGivesTheInterfaceBack()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var here = lab.Network.Agent;
        await here.RunAsync("sh", "-ec", "ip link add data0 type veth peer name data1; ip addr add 10.99.0.1/24 dev data1; ip link set data1 up");
        var settings = Path.Combine(lab.Folder, "settings.json");
        await File.WriteAllTextAsync(settings, """{ "Daemon": { "Enabled": true, "AllowCommands": true } }""");
        var agent = await lab.StartAgentAsync(new TunnelPlan().Agent(lab.Network), "--settings", settings);
        var daemon = new MyIKEv2DaemonAPISvc.MyIKEv2DaemonAPISvcClient(agent.Channel);
        var name = $"ns{Environment.ProcessId}";
        var trace = Path.Combine(lab.Folder, "trace");

        await daemon.DefineAsync(new DefineGenericTestReq
        {
            Type = 2,
            Name = name,
            OtherTest = new DefineOtherTestReq
            {
                SetupCMDs = $"ip -o -4 addr show dev data0 > {trace}",
                UpCMDs = $"ping -c 1 -W 5 10.99.0.1 > /dev/null && echo reached >> {trace}",
                DestroyCMDs = $"echo destroyed >> {trace}",
                DataIf = "data0",
                DataIfAddr = "10.99.0.2/24",
            },
        });

        await Wait.UntilAsync("the test's own ping", () => File.Exists(trace) && File.ReadAllText(trace).Contains("reached", StringComparison.Ordinal));
        Assert.Contains("inet 10.99.0.2/24", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
        Assert.False((await here.TryRunAsync("ip", ["link", "show", "data0"])).Succeeded);

        await daemon.DestroyAsync(new DestroyReq { Name = name, Gracefully = true });
        Assert.Contains("destroyed", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
        Assert.True((await here.TryRunAsync("ip", ["link", "show", "data0"])).Succeeded);
        Assert.False(File.Exists($"/run/netns/myikev2-test-{name}"));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await daemon.DefineAsync(new DefineGenericTestReq
        {
            Type = 2,
            Name = name,
            OtherTest = new DefineOtherTestReq { UpCMDs = "true", DataIfAddr = "10.99.0.2/24" },
        }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }
}
