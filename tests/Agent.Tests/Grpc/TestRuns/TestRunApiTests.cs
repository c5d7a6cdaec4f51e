using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using Empty = MyIkev2.Agent.Grpc.TestApi.Empty;

namespace MyIkev2.Agent.Tests.Grpc.TestRuns;

/// <summary>What the test API says of a test run.</summary>
public sealed class TestRunApiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task GetSummary_OfARun_HasItsNumbers()
    {
        var run = new ScriptedRun
        {
            Canned = new CannedRegistry(tunnels: 21),
            Summary = new TestSummary
            {
                Name = "load",
                Role = TestRole.Client,
                State = TestRunState.Running,
                SetupFileName = "load.yaml",
                StartedAt = CannedRegistry.Now,
                PlannedEndAt = CannedRegistry.Now.AddHours(1),
                CreationStartedAt = CannedRegistry.Now.AddSeconds(4),
                CreationFinishedAt = CannedRegistry.Now.AddSeconds(20),
                CreationDuration = TimeSpan.FromTicks(165_888_485),
                CreatedTunnels = 100,
                States = TestSaCensus.Of(new CannedRegistry(tunnels: 21).Registry.Capture()),
                WithChild = 18,
                CreatedLive = 17,
                Configured = 110,
                Flaps = 3,
                Result = TestResult.Partial,
                LastError = "no answer from 192.0.2.7",
            },
        };
        await using TestRunHost host = await TestRunHost.StartAsync(run);

        SummaryResp summary = await host.Connect().GetSummaryAsync(new Empty());

        Assert.Equal((1u, "load.yaml", 100u), (summary.Role, summary.SetupFileName, summary.NumOfCreatedTunnel));
        Assert.Equal(Timestamp.FromDateTimeOffset(CannedRegistry.Now), summary.StartTime);
        Assert.Equal(3600, (summary.TestEndTime - summary.StartTime).Seconds);
        Assert.Equal((4L, 20L), ((summary.CreationStartTime - summary.StartTime).Seconds, (summary.CreationFinishTime - summary.StartTime).Seconds));
        Assert.Null(summary.ActualTestEndTime);
        Assert.Equal(100 / summary.CreateDuration.ToTimeSpan().TotalSeconds, summary.SetupRate, 100 / 16.6 * 1e-6);
        Assert.Equal((2ul, 1ul, 18ul, 1ul, 22ul), (
            summary.IkesaStateInit, summary.IkesaStateCreated, summary.IkesaStateEstablished, summary.IkesaStateRekeyed, summary.IkesaTotal));
        Assert.Equal((18ul, 18ul, 17ul, 110ul, 3ul), (summary.LiveCount, summary.HasChild, summary.CreatedLiveCount, summary.ConfiguredCount, summary.FlappingCount));
        Assert.Equal((2u, "no answer from 192.0.2.7"), (summary.Result, summary.LastErrMsg));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_GracefullyOrNot_ReachesTheRunAndAnswersAtOnce(bool gracefully)
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        // The scripted run does not end: an answer that waited for the end would never come.
        await host.Connect().StopAsync(new StopReq { Gracefully = gracefully });

        Assert.Equal(gracefully, await host.Run.StopAsked.WaitAsync(Patience));
    }

    [Fact]
    public async Task NotifyFinalResult_OpenedBeforeAndAfterTheEnd_BothGetOneMessage()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        MyIKEv2APISvc.MyIKEv2APISvcClient client = host.Connect();
        using AsyncServerStreamingCall<SummaryResp> early = client.NotifyFinalResult(new Empty());
        Task<bool> first = early.ResponseStream.MoveNext(CancellationToken.None);

        // A call that is answered shows that the server has seen the one before on the same connection.
        await client.GetSummaryAsync(new Empty());
        Assert.False(first.IsCompleted);
        host.Run.End(host.Run.Summary with { State = TestRunState.Ended, Result = TestResult.Success, EndedAt = CannedRegistry.Now });

        Assert.True(await first.WaitAsync(Patience));
        SummaryResp final = early.ResponseStream.Current;
        Assert.Equal((1u, CannedRegistry.Now), (final.Result, final.ActualTestEndTime.ToDateTimeOffset()));
        Assert.False(await early.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        using AsyncServerStreamingCall<SummaryResp> late = client.NotifyFinalResult(new Empty());
        SummaryResp only = Assert.Single(await late.ResponseStream.ReadAllAsync().ToListAsync());
        Assert.Equal(final, only);
    }

    [Fact]
    public async Task NotifyFinalResult_ServerStopsFirst_IsUnavailable()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        MyIKEv2APISvc.MyIKEv2APISvcClient client = host.Connect();
        using AsyncServerStreamingCall<SummaryResp> call = client.NotifyFinalResult(new Empty());
        Task<bool> message = call.ResponseStream.MoveNext(CancellationToken.None);
        await client.GetSummaryAsync(new Empty());

        await host.StopAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => message.WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public async Task GetPoolUsageSummary_GatewayAndClient_GiveThePoolOrNothing()
    {
        await using TestRunHost gateway = await TestRunHost.StartAsync(new ScriptedRun
        {
            Pool = new TestPoolUsage(IPAddress.Parse("10.9.0.0"), IPAddress.Parse("2001:db8::"), 7, 5),
        });
        await using TestRunHost client = await TestRunHost.StartAsync();

        PoolUsageSummary usage = await gateway.Connect().GetPoolUsageSummaryAsync(new Empty());
        PoolUsageSummary none = await client.Connect().GetPoolUsageSummaryAsync(new Empty());

        Assert.Equal([10, 9, 0, 0], usage.V4StartAddr.ToByteArray());
        Assert.Equal(IPAddress.Parse("2001:db8::"), new IPAddress(usage.V6StartAddr.Span));
        Assert.Equal((7ul, 5ul), (usage.V4Assigned, usage.V6Assigned));
        Assert.Equal(new PoolUsageSummary(), none);
    }

    [Fact]
    public async Task GetIKESA_OfARun_HasWhatTheSetupSays()
    {
        await using TestRunHost host = await TestRunHost.StartAsync(new ScriptedRun
        {
            SaOptions = new TestSaOptions
            {
                SignatureHash = 2,
                RsaPss = true,
                LivenessChecks = true,
                ForcedLivenessChecks = true,
                Margin = TimeSpan.FromSeconds(61),
                Jitter = false,
                CarriesPackets = true,
                KeepsChildHistory = true,
                KeepsIkeHistory = true,
            },
        });

        IKESADump dump = await host.Connect().GetIKESAAsync(new IKESAQuery { OwnSPI = CannedRegistry.Tunnel(2).OwnSpi });

        Assert.Equal((2, true, true, true), (dump.HashAlgDS, dump.RSAPSS, dump.InitiateDPD, dump.ForceDPD));
        Assert.Equal((61L, false, true, true, true), (dump.MarginTime.Seconds, dump.Jitter, dump.InstallFastpath, dump.KeepChildHist, dump.KeepIKEHist));
    }

    [Fact]
    public async Task Dumps_WithoutTheSecretsRole_HaveNoKeys()
    {
        var keys = new IkeKeyDisclosure(2, [1], [2], [3], [4], [5], []);
        await using TestRunHost host = await TestRunHost.StartAsync(new ScriptedRun { Control = new ScriptedControl { Keys = keys } }, revealKeys: true);
        await using TestRunHost trusting = await TestRunHost.StartAsync(
            new ScriptedRun { Control = new ScriptedControl { Keys = keys } }, anonymousRoles: "monitor,secrets", revealKeys: true);
        var query = new IKESAQuery { OwnSPI = CannedRegistry.Tunnel(2).OwnSpi };

        IKESADump closed = await host.Connect().GetIKESAAsync(query);
        IKESADump open = await trusting.Connect().GetIKESAAsync(query);

        Assert.Empty(closed.SKei.Concat(closed.SKer).Concat(closed.SKai).Concat(closed.SKar));
        Assert.Empty(closed.PSK);
        Assert.Equal(1, open.SKei[0]);
    }

    [Fact]
    public async Task Callers_WithoutTheRole_AreRefused()
    {
        await using TestRunHost host = await TestRunHost.StartAsync(anonymousRoles: "monitor");
        await using TestRunHost closed = await TestRunHost.StartAsync(anonymousRoles: "");

        RpcException stop = await Assert.ThrowsAsync<RpcException>(async () => await host.Connect().StopAsync(new StopReq()));
        RpcException summary = await Assert.ThrowsAsync<RpcException>(async () => await closed.Connect().GetSummaryAsync(new Empty()));

        Assert.Equal((StatusCode.PermissionDenied, StatusCode.PermissionDenied), (stop.StatusCode, summary.StatusCode));
        Assert.False(host.Run.StopAsked.IsCompleted);
        Assert.Equal("canned", host.Run.Name);
        Assert.NotNull(await host.Connect().GetSummaryAsync(new Empty()));
    }

    [Theory]
    [InlineData("127.0.0.1", false, "127.0.0.1", false)]
    [InlineData("0.0.0.0", false, "127.0.0.1", true)]
    [InlineData("::", false, "::1", true)]
    [InlineData("0.0.0.0", true, "0.0.0.0", false)]
    [InlineData("192.0.2.1", true, "192.0.2.1", false)]
    [InlineData("192.0.2.1", false, null, true)]
    public void ListenAddress_WithoutTls_IsLoopbackUnlessPlainTextIsAllowed(string asked, bool plainText, string? expected, bool remarked)
    {
        var options = new GrpcOptions { TestRuns = { PlainText = plainText } };

        IPAddress? address = TestRunApi.ListenAddress(IPAddress.Parse(asked), options, out string remark);

        Assert.Equal((expected, remarked), (address?.ToString(), remark.Length > 0));
    }
}
