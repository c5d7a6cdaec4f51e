using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Agent.Tests.Hosting.TestRuns;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc.TestRuns;

/// <summary>
/// Test runs and the daemon as clients see them that share no code with us: Debian's python3-grpcio, with stubs from our .proto files and with messages built
/// from the published tables.
/// </summary>
public sealed class ForeignRunClientTests
{
    private const string Python = "/usr/bin/python3";
    private const string Packages = "python3-grpcio python3-grpc-tools";
    private const string Stubs = "/usr/lib/python3/dist-packages/grpc_tools";

    [PeerFact(Python, Package = Packages, RequiredPath = Stubs)]
    public Task TestRun_FollowedWithGeneratedStubs_IsSeenToItsEnd() => FollowAsync("generated");

    [PeerFact(Python, Package = Packages, RequiredPath = Stubs)]
    public Task TestRun_FollowedWithPublishedDescriptors_IsSeenToItsEnd() => FollowAsync("descriptors");

    [PeerFact(Python, Package = Packages, RequiredPath = Stubs)]
    public Task Daemon_DrivenWithGeneratedStubs_RunsTests() => DriveAsync("generated");

    [PeerFact(Python, Package = Packages, RequiredPath = Stubs)]
    public Task Daemon_DrivenWithPublishedDescriptors_RunsTests() => DriveAsync("descriptors");

    private static async Task FollowAsync(string way)
    {
        var run = new ScriptedRun
        {
            Canned = new CannedRegistry(tunnels: 8),
            SaOptions = new TestSaOptions { SignatureHash = 2 },
            Control = new ScriptedControl { Keys = new IkeKeyDisclosure(2, [1], [2], [3], [4], [5], []) },
        };
        await using TestRunHost host = await TestRunHost.StartAsync(run, revealKeys: true);
        Task script = EndWhenFollowedAsync(run);

        JsonElement seen = await PythonPeer.RunAsync("test_run_client.py", host.Authority, way);

        await script;
        Assert.True(await run.StopAsked);
        Assert.Equal("100", seen.GetProperty("running").GetProperty("Configured_count").GetString());
        Assert.Empty(seen.GetProperty("pool").EnumerateObject());
        Assert.Equal("INVALID_ARGUMENT", seen.GetProperty("wrong").GetString());
        Assert.Equal([5, 9, 0], seen.GetProperty("pages").EnumerateArray().Select(static page => page.GetInt32()));
        Assert.Equal(0, seen.GetProperty("secrets").GetInt32());
        Assert.All(seen.GetProperty("hash").EnumerateArray(), static hash => Assert.Equal(2, hash.GetInt32()));
        Assert.Equal([1, 2], seen.GetProperty("events").EnumerateArray().Select(static happened => happened.GetProperty("Level").GetInt32()));
        JsonElement final = Assert.Single(seen.GetProperty("finals").EnumerateArray());
        Assert.Equal((5, "stopped by hand"), (final.GetProperty("Result").GetInt32(), final.GetProperty("LastErrMsg").GetString()));
        Assert.Equal(final.ToString(), Assert.Single(seen.GetProperty("late").EnumerateArray()).ToString());
        Assert.All(seen.GetProperty("vectors").EnumerateObject(), static vector => Assert.True(vector.Value.GetBoolean(), vector.Name));
        Assert.True(seen.GetProperty("definition").GetBoolean());
    }

    private static async Task EndWhenFollowedAsync(ScriptedRun run)
    {
        await run.WaitForSubscribersAsync(1);
        await run.StopAsked;
        foreach (TestEventLevel level in Enum.GetValues<TestEventLevel>())
        {
            run.Events.Publish(level, level.ToString());
        }

        run.End(run.Summary with { State = TestRunState.Ended, Result = TestResult.Stopped, LastError = "stopped by hand" });
    }

    private static async Task DriveAsync(string way)
    {
        var options = new DaemonOptions();
        var factory = new ScriptedFactory();
        var daemon = new TestDaemon(
            options,
            new TestDefinitionRules(options, factory),
            new ManagedTestStarter(options, new GrpcOptions(), NullLoggerFactory.Instance),
            new TestDaemonStore(null, NullLogger.Instance),
            NullLogger<TestDaemon>.Instance);
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);

        JsonElement seen = await PythonPeer.RunAsync("daemon_client.py", $"unix:{host.SocketPath}", way);

        string[] codes = [.. seen.GetProperty("codes").EnumerateObject().Select(static code => $"{code.Name} {code.Value.GetString()}")];
        Assert.Equal(
            [
                "first OK", "again ALREADY_EXISTS", "override OK", "wrong INVALID_ARGUMENT", "name INVALID_ARGUMENT", "commands PERMISSION_DENIED",
                "type INVALID_ARGUMENT", "unknown NOT_FOUND", "clear OK", "destroy OK", "gone NOT_FOUND",
            ],
            codes);
        Assert.Equal(3, seen.GetProperty("state").GetInt32());
        JsonElement entry = Assert.Single(seen.GetProperty("listed").GetProperty("results").EnumerateArray());
        Assert.Equal(("load", 1, "5"), (
            entry.GetProperty("Name").GetString(), entry.GetProperty("Type").GetInt32(), entry.GetProperty("Status").GetProperty("Configured_count").GetString()));
        Assert.Equal([127, 0, 0, 1], seen.GetProperty("address").EnumerateArray().Select(static octet => octet.GetInt32()));
        Assert.Equal("5", seen.GetProperty("summary").GetProperty("Configured_count").GetString());
        Assert.Equal(0, seen.GetProperty("left").GetInt32());
        await daemon.StoppingAsync(CancellationToken.None);
    }
}
