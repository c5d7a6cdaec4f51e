using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc.TestRuns;

/// <summary>The daemon API's messages, to and from the daemon.</summary>
public sealed class DaemonApiTests
{
    private static readonly TestSummary Summary = new() { Name = "load", Role = TestRole.Gateway, State = TestRunState.Running, Configured = 5 };

    public static TheoryData<DefineGenericTestReq, string> WrongDefinitions => new()
    {
        { new() { Type = 0, Name = "a", MyIKEv2Test = new() }, "Type" },
        { new() { Type = 3, Name = "a", MyIKEv2Test = new() }, "Type" },
        { new() { Type = 1, Name = "a" }, "MyIKEv2Test" },
        { new() { Type = 1, Name = "a", MyIKEv2Test = new(), OtherTest = new() }, "OtherTest" },
        { new() { Type = 2, Name = "a" }, "OtherTest" },
        { new() { Type = 2, Name = "a", MyIKEv2Test = new(), OtherTest = new() }, "MyIKEv2Test" },
    };

    [Fact]
    public async Task Define_IkeTest_ReachesTheDaemon()
    {
        var daemon = new ScriptedDaemon();
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);

        await host.Daemon.DefineAsync(new DefineGenericTestReq
        {
            Type = 1,
            Name = "load",
            MyIKEv2Test = new DefineMyIKEv2TestReq { Setup = "role: client\n", LogDir = "logs" },
            Override = true,
        });

        Assert.Equal((new TestDefinition.Ike("load", "role: client\n", "logs"), true), daemon.Defined);
    }

    [Fact]
    public async Task Define_OtherTest_ReachesTheDaemon()
    {
        var daemon = new ScriptedDaemon();
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);

        await host.Daemon.DefineAsync(new DefineGenericTestReq
        {
            Type = 2,
            Name = "swan",
            OtherTest = new DefineOtherTestReq { SetupCMDs = "a;b", UpCMDs = "c", DestroyCMDs = "d", DataIf = "eth1", DataIfAddr = "172.16.100.1/24" },
        });

        Assert.Equal((new TestDefinition.Commands("swan", "a;b", "c", "d", "eth1", "172.16.100.1/24"), false), daemon.Defined);
    }

    [Theory]
    [MemberData(nameof(WrongDefinitions))]
    public async Task Define_TypeAndContentDisagree_IsInvalidAndReachesNobody(DefineGenericTestReq request, string field)
    {
        var daemon = new ScriptedDaemon();
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Daemon.DefineAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.StartsWith($"{field}: ", exception.Status.Detail, StringComparison.Ordinal);
        Assert.Null(daemon.Defined);
    }

    [Theory]
    [InlineData(TestDaemonStatus.Invalid, TestDefinitionField.Setup, StatusCode.InvalidArgument, "MyIKEv2Test.Setup: no")]
    [InlineData(TestDaemonStatus.Invalid, TestDefinitionField.LogDirectory, StatusCode.InvalidArgument, "MyIKEv2Test.LogDir: no")]
    [InlineData(TestDaemonStatus.Invalid, TestDefinitionField.DataInterfacePrefix, StatusCode.InvalidArgument, "OtherTest.DataIfAddr: no")]
    [InlineData(TestDaemonStatus.NotSupported, TestDefinitionField.Setup, StatusCode.Unimplemented, "MyIKEv2Test.Setup: no")]
    [InlineData(TestDaemonStatus.AlreadyExists, TestDefinitionField.Name, StatusCode.AlreadyExists, "Name: no")]
    [InlineData(TestDaemonStatus.NotAllowed, TestDefinitionField.None, StatusCode.PermissionDenied, "no")]
    [InlineData(TestDaemonStatus.TooMany, TestDefinitionField.None, StatusCode.ResourceExhausted, "no")]
    [InlineData(TestDaemonStatus.Failed, TestDefinitionField.None, StatusCode.FailedPrecondition, "no")]
    [InlineData(TestDaemonStatus.NotFound, TestDefinitionField.Name, StatusCode.NotFound, "Name: no")]
    [InlineData(TestDaemonStatus.Unavailable, TestDefinitionField.None, StatusCode.Unavailable, "no")]
    public async Task Requests_RefusedByTheDaemon_HaveItsReason(TestDaemonStatus status, TestDefinitionField field, StatusCode code, string detail)
    {
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: new ScriptedDaemon { Answer = new TestDaemonResult(status, "no", field) });
        Func<Task>[] calls =
        [
            async () => await host.Daemon.DefineAsync(new DefineGenericTestReq { Type = 1, Name = "a", MyIKEv2Test = new DefineMyIKEv2TestReq() }),
            async () => await host.Daemon.DestroyAsync(new DestroyReq { Name = "a" }),
            async () => await host.Daemon.ClearPingStatsAsync(new ClearPingStatsReq { Name = "a" }),
        ];

        foreach (Func<Task> call in calls)
        {
            RpcException exception = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((code, detail), (exception.StatusCode, exception.Status.Detail));
        }
    }

    [Theory]
    [InlineData(TestDaemonState.Defined, 1u)]
    [InlineData(TestDaemonState.Starting, 2u)]
    [InlineData(TestDaemonState.Running, 3u)]
    [InlineData(TestDaemonState.Stopping, 4u)]
    [InlineData(TestDaemonState.Ended, 5u)]
    [InlineData(TestDaemonState.Failed, 6u)]
    public async Task Status_OfATest_IsItsNumber(TestDaemonState state, uint number)
    {
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: new ScriptedDaemon { Entries = [new TestDaemonEntry("t", state, false)] });

        Assert.Equal(number, (await host.DaemonVisitor.StatusAsync(new StatusReq { Name = "t" })).State);
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await host.DaemonVisitor.StatusAsync(new StatusReq { Name = "u" }));
        Assert.Equal((StatusCode.NotFound, "Name: there is no test 'u'."), (unknown.StatusCode, unknown.Status.Detail));
    }

    [Fact]
    public async Task List_BothTypes_OtherProgramsHaveNoNumbers()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: new ScriptedDaemon
        {
            Entries =
            [
                new TestDaemonEntry("load", TestDaemonState.Running, false)
                {
                    Api = new IPEndPoint(IPAddress.Parse("127.0.0.1"), 12331),
                    Summary = Summary,
                    Pings = new TestPingReport([new TestPing("10.0.0.1", "10.1.0.1", 9, 8)], 90, 80),
                },
                new TestDaemonEntry("swan", TestDaemonState.Running, true),
            ],
        });

        ListTestStatusResp list = await host.DaemonVisitor.ListAsync(new Empty());

        ListTestStatusEntry load = list.Results[0];
        Assert.Equal(("load", 1u, 12331u), (load.Name, load.Type, load.APIPort));
        Assert.Equal([127, 0, 0, 1], load.APIAddr.ToByteArray());
        Assert.Equal((2u, 5ul), (load.Status.Role, load.Status.ConfiguredCount));
        Assert.Equal((90ul, 80ul, "10.1.0.1", 8ul), (load.PingResults.TotalSent, load.PingResults.TotalRecv, load.PingResults.ResultList[0].RemoteAddr, load.PingResults.ResultList[0].TotalRecvPkt));
        Assert.Equal(new ListTestStatusEntry { Name = "swan", Type = 2 }, list.Results[1]);
        Assert.Equal(2, list.Results.Count);
    }

    [Fact]
    public async Task DestroyAndClear_Parameters_ReachTheDaemon()
    {
        var daemon = new ScriptedDaemon();
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);

        await host.Daemon.DestroyAsync(new DestroyReq { Name = "load", Gracefully = true });
        await host.Daemon.ClearPingStatsAsync(new ClearPingStatsReq { Name = "load" });
        await host.Daemon.ClearPingStatsAsync(new ClearPingStatsReq());

        Assert.Equal(("load", true), daemon.Destroyed);
        Assert.Equal(["load", null], daemon.Cleared);
    }

    [Fact]
    public async Task Visitor_WithoutTheOperatorRole_MayOnlyLook()
    {
        var daemon = new ScriptedDaemon();
        await using GrpcHost host = await GrpcHost.StartAsync(daemon: daemon);
        Func<Task>[] calls =
        [
            async () => await host.DaemonVisitor.DefineAsync(new DefineGenericTestReq { Type = 1, Name = "a", MyIKEv2Test = new DefineMyIKEv2TestReq() }),
            async () => await host.DaemonVisitor.DestroyAsync(new DestroyReq { Name = "a" }),
            async () => await host.DaemonVisitor.ClearPingStatsAsync(new ClearPingStatsReq()),
        ];

        foreach (Func<Task> call in calls)
        {
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        }

        Assert.Null(daemon.Defined);
        Assert.Null(daemon.Destroyed);
        Assert.Empty(daemon.Cleared);
    }

    [Fact]
    public async Task Service_WithoutADaemon_IsNotThere()
    {
        await using GrpcHost without = await GrpcHost.StartAsync();
        await using GrpcHost with = await GrpcHost.StartAsync(daemon: new ScriptedDaemon());
        var question = new HealthCheckRequest { Service = "daemonapi.MyIKEv2DaemonAPISvc" };

        RpcException call = await Assert.ThrowsAsync<RpcException>(async () => await without.Daemon.ListAsync(new Empty()));
        RpcException health = await Assert.ThrowsAsync<RpcException>(async () => await new Health.HealthClient(without.VisitorChannel).CheckAsync(question));
        HealthCheckResponse there = await new Health.HealthClient(with.VisitorChannel).CheckAsync(question);

        Assert.Equal((StatusCode.Unimplemented, StatusCode.NotFound), (call.StatusCode, health.StatusCode));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, there.Status);
    }
}
