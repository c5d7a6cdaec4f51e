using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary><c>myikev2 daemon</c> against a scripted daemon behind the real API.</summary>
public sealed class DaemonCommandTests
{
    [Fact]
    public async Task DefineIke_LocalFile_SendsItsText()
    {
        var daemon = new ScriptedDaemon();
        await using var host = await GrpcHost.StartAsync(daemon: daemon);
        var file = Path.Combine(Path.GetDirectoryName(host.SocketPath)!, "load.yaml");
        await File.WriteAllTextAsync(file, "role: gateway\n");

        var result = await RunAsync(host, "daemon", "define", "ike", "load", file, "--log-dir", "today", "--override");

        Assert.Equal((0, "", ""), result);
        Assert.Equal((new TestDefinition.Ike("load", "role: gateway\n", "today"), true), daemon.Defined);
    }

    [Fact]
    public async Task DefineIke_FileOfTheAgent_SendsItsName()
    {
        var daemon = new ScriptedDaemon();
        await using var host = await GrpcHost.StartAsync(daemon: daemon);

        var (code, _, _) = await RunAsync(host, "daemon", "define", "ike", "load", "load.yaml", "--remote");
        var (missing, _, error) = await RunAsync(host, "daemon", "define", "ike", "load", "/no/such/file");

        Assert.Equal((0, 1), (code, missing));
        Assert.Equal((new TestDefinition.Ike("load", "load.yaml", ""), false), daemon.Defined);
        Assert.StartsWith("myikev2: /no/such/file cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DefineOther_AllOptions_ReachTheDaemon()
    {
        var daemon = new ScriptedDaemon();
        await using var host = await GrpcHost.StartAsync(daemon: daemon);

        var (code, _, error) = await RunAsync(
            host, "daemon", "define", "other", "swan", "--setup", "a;b", "--up", "c", "--destroy", "d", "--data-if", "eth1", "--data-if-addr", "172.16.100.1/24");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal((new TestDefinition.Commands("swan", "a;b", "c", "d", "eth1", "172.16.100.1/24"), false), daemon.Defined);
    }

    [Fact]
    public async Task Define_Refused_SaysWhatTheDaemonSays()
    {
        var daemon = new ScriptedDaemon { Answer = new TestDaemonResult(TestDaemonStatus.NotSupported, "no", TestDefinitionField.DataInterface) };
        await using var host = await GrpcHost.StartAsync(daemon: daemon);

        Assert.Equal((1, "", "myikev2: OtherTest.DataIf: no\n"), await RunAsync(host, "daemon", "define", "other", "swan", "--up", "c"));
    }

    [Fact]
    public async Task StatusAndList_TwoTests_ShowBoth()
    {
        await using var host = await GrpcHost.StartAsync(daemon: new ScriptedDaemon
        {
            Entries =
            [
                new TestDaemonEntry("load", TestDaemonState.Running, false)
                {
                    Api = new IPEndPoint(IPAddress.Loopback, 12331),
                    Summary = new TestSummary
                    {
                        Name = "load", Role = TestRole.Client, State = TestRunState.Running, Configured = 50, CreatedTunnels = 40, CreationDuration = TimeSpan.FromSeconds(4),
                    },
                    Pings = new TestPingReport([], 90, 80),
                },
                new TestDaemonEntry("swan", TestDaemonState.Failed, true),
            ],
        });

        Assert.Equal((0, "failed\n", ""), await RunAsync(host, "daemon", "status", "swan"));
        Assert.Equal((1, "", "myikev2: Name: there is no test 'x'.\n"), await RunAsync(host, "daemon", "status", "x"));
        Assert.Equal(
            "NAME  TYPE   STATE    API              UP  CREATED  OF  PER SECOND  PINGS  ANSWERED\n"
            + "load  ike    running  127.0.0.1:12331  0   40       50  10.0        90     80\n"
            + "swan  other  failed\n",
            (await RunAsync(host, "daemon", "list")).Output);
        using var json = JsonDocument.Parse((await RunAsync(host, "daemon", "list", "--json")).Output);
        var load = json.RootElement.GetProperty("tests")[0];
        Assert.Equal(("load", "running", 40), (load.GetProperty("name").GetString(), load.GetProperty("state").GetString(), load.GetProperty("created").GetInt32()));
        Assert.False(json.RootElement.GetProperty("tests")[1].TryGetProperty("api", out _));
    }

    [Fact]
    public async Task DestroyAndClearPing_NameOrNone_ReachTheDaemon()
    {
        var daemon = new ScriptedDaemon();
        await using var host = await GrpcHost.StartAsync(daemon: daemon);

        Assert.Equal(0, (await RunAsync(host, "daemon", "destroy", "load", "--gracefully")).Code);
        Assert.Equal(0, (await RunAsync(host, "daemon", "clearping", "load")).Code);
        Assert.Equal(0, (await RunAsync(host, "daemon", "clearping")).Code);

        Assert.Equal(("load", true), daemon.Destroyed);
        Assert.Equal(["load", null], daemon.Cleared);
    }

    [Fact]
    public async Task AnyCommand_AgentWithoutADaemon_SaysSo()
    {
        await using var host = await GrpcHost.StartAsync();

        Assert.Equal((1, "", "myikev2: this agent is no daemon: its setting Daemon:Enabled is false\n"), await RunAsync(host, "daemon", "list"));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. arguments, "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
