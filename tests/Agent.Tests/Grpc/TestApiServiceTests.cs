using System.Net;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using Empty = MyIkev2.Agent.Grpc.TestApi.Empty;

namespace MyIkev2.Agent.Tests.Grpc;

public sealed class TestApiServiceTests
{
    private static readonly IkeKeyDisclosure Keys = new(
        2, [1, 2], [3, 4], [5], [6], "swordfish"u8.ToArray(), [new ChildKeyDisclosure(2, EncryptionIn: [10], EncryptionOut: [20], IntegrityIn: [30], IntegrityOut: [40])]);

    [Theory]
    [InlineData(0, 5, new uint[] { 1, 2, 3, 4, 5 })]
    [InlineData(5, 2, new uint[] { 6, 7 })]
    [InlineData(8, 5, new uint[] { 9 })]
    [InlineData(7, 0, new uint[] { 8, 9 })]
    [InlineData(9, 5, new uint[] { })]
    [InlineData(uint.MaxValue, uint.MaxValue, new uint[] { })]
    public async Task ListIKESA_StartAndLen_CutTheListInOrderOfCreation(uint start, uint len, uint[] expectedUniqueIds)
    {
        // Eight tunnels; the first one also has a new generation, which was created last and has number 9.
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 8));
        RegistryView view = host.Canned.Registry.Capture();

        ListIKESAResp response = await host.TestApi.ListIKESAAsync(new ListIKESAQuery { Start = start, Len = len });

        Assert.Equal(expectedUniqueIds, response.SummaryList.Select(summary => view.FindByOwnSpi(summary.OwnSPI)!.UniqueId));
    }

    [Fact]
    public async Task ListIKESA_LenZero_GivesAll()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 8));

        ListIKESAResp response = await host.TestApi.ListIKESAAsync(new ListIKESAQuery());

        Assert.Equal(host.Canned.Registry.Capture().TunnelCount, response.SummaryList.Count);
    }

    [Fact]
    public async Task ListIKESA_OneTunnel_SummaryHasItsFacts()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 5));
        IkeTunnelSnapshot tunnel = CannedRegistry.Tunnel(5);

        ListIKESAResp response = await host.TestApi.ListIKESAAsync(new ListIKESAQuery());

        IKESASummary summary = Assert.Single(response.SummaryList, candidate => candidate.OwnSPI == tunnel.OwnSpi);
        Assert.Equal(tunnel.Remote.Address, new IPAddress(summary.PeerAddr.Span));
        Assert.Equal(16, summary.PeerAddr.Length);
        Assert.Equal(tunnel.Remote.Port, summary.PeerPort);
        Assert.Equal(2u, summary.State);
        Assert.Equal(Timestamp.FromDateTimeOffset(tunnel.EstablishedAt!.Value), summary.EstabTime);
    }

    [Fact]
    public async Task GetIKESA_KnownSpi_DumpHasItsFactsAndNoKeys()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl { Keys = Keys });
        IkeTunnelSnapshot tunnel = CannedRegistry.Tunnel(3);

        IKESADump dump = await host.TestApi.GetIKESAAsync(new IKESAQuery { OwnSPI = tunnel.OwnSpi });

        Assert.Equal(tunnel.ResponderSpi, dump.OwnSPI);
        Assert.Equal(tunnel.InitiatorSpi, dump.PeerSPI);
        Assert.Equal([192, 0, 2, 1], dump.OwnAddr.ToByteArray());
        Assert.Equal([198, 51, 100, 3], dump.PeerAddr.ToByteArray());
        Assert.Equal(500u, dump.PeerPort);
        Assert.Equal((12u, 16u, 12u, 5u), (dump.EncAlg, dump.KeyLen, dump.IntAlg, dump.PrfAlg));
        Assert.Equal((2u, 2u, 2u), (dump.OwnAuth, dump.PeerAuth, dump.MyIdType));
        Assert.True(dump.InitiateDPD);
        Assert.Equal(30, dump.DPDInterval.Seconds);
        Assert.Equal((15_840L, 1_440L), (dump.LifeTime.Seconds, dump.MarginTime.Seconds));
        Assert.Equal(Timestamp.FromDateTimeOffset(CannedRegistry.Now.AddSeconds(-3)), dump.LastRcvPktTime);
        Assert.Null(dump.LastSendDPDTime);
        Assert.Null(dump.NATTKeepaliveInterval);
        Assert.True(dump.EnableNATT);
        Assert.Equal(0u, dump.CloseCode);
        AssertNoKeys(dump);
    }

    [Fact]
    public async Task GetIKESA_HalfOpen_IsInitOrCreatedWithoutTime()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 21));

        IKESADump initiator = await host.TestApi.GetIKESAAsync(new IKESAQuery { OwnSPI = CannedRegistry.Tunnel(7).OwnSpi });
        IKESADump responder = await host.TestApi.GetIKESAAsync(new IKESAQuery { OwnSPI = CannedRegistry.Tunnel(21).OwnSpi });

        Assert.Equal((0u, 1u), (initiator.State, responder.State));
        Assert.Null(initiator.EstabTime);
        Assert.Equal(0u, initiator.PeerSPI);
    }

    [Theory]
    [InlineData(IkeTunnelActivity.LivenessCheck, 8u)]
    [InlineData(IkeTunnelActivity.ChildRekeying, 9u)]
    [InlineData(IkeTunnelActivity.IkeRekeying, 4u)]
    [InlineData(IkeTunnelActivity.UpdatingAddress, 3u)]
    public async Task GetIKESA_BusyTunnel_ShowsWhatItIsBusyWith(IkeTunnelActivity activity, uint state)
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        IkeTunnelSnapshot tunnel = host.Canned.Registry.Capture().Find(new TunnelId(2))!;
        tunnel.Counters.Activity = activity;

        IKESADump dump = await host.TestApi.GetIKESAAsync(new IKESAQuery { OwnSPI = tunnel.OwnSpi });
        SummaryResp summary = await host.TestApi.GetSummaryAsync(new Empty());

        Assert.Equal(state, dump.State);
        Assert.Equal(summary.IkesaTotal - summary.IkesaStateRekeyed, summary.LiveCount);
    }

    [Fact]
    public async Task GetIKESA_RevealedOverTheUnixSocket_HasKeysAndPsk()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl { Keys = Keys }, configure: options => options.RevealKeys = true);
        var query = new IKESAQuery { OwnSPI = CannedRegistry.Tunnel(2).OwnSpi };

        IKESADump dump = await host.TestApi.GetIKESAAsync(query);

        Assert.Equal("swordfish", dump.PSK);
        Assert.Equal("0102 0304 05 06", string.Join(' ', new[] { dump.SKei, dump.SKer, dump.SKai, dump.SKar }.Select(key => Convert.ToHexStringLower(key.Span))));
        AssertNoKeys(await host.TestApiVisitor.GetIKESAAsync(query));
    }

    [Fact]
    public async Task GetIKESA_UnknownSpi_IsNotFound()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.TestApi.GetIKESAAsync(new IKESAQuery { OwnSPI = 0xDEAD }));

        Assert.Equal((StatusCode.NotFound, "There is no IKE_SA with the own SPI 000000000000DEAD."), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task ListCHILDSA_TunnelWithADeletedChild_GivesTheLivingOne()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        IkeTunnelSnapshot tunnel = host.Canned.Registry.Capture().Find(new TunnelId(1))!;

        ListCHILDSAResp response = await host.TestApi.ListCHILDSAAsync(new ListCHILDSAQuery { IKEOwnSPI = tunnel.OwnSpi });

        Assert.Equal([0xc000_0001], response.OwnSPIList);
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await host.TestApi.ListCHILDSAAsync(new ListCHILDSAQuery { IKEOwnSPI = 1 }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task GetCHILDSA_KnownSpi_DumpHasItsFactsAndNoKeys()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 6), new ScriptedControl { Keys = Keys });
        IkeTunnelSnapshot tunnel = CannedRegistry.Tunnel(6);

        CHILDSADump dump = await host.TestApi.GetCHILDSAAsync(new CHILDSAQuery { OwnSPI = 0xc000_0006 });

        Assert.Equal((2u, 0xc000_0006u, 0xd000_0006u, tunnel.OwnSpi), (dump.State, dump.OwnSPI, dump.PeerSPI, dump.ParentIKESA));
        Assert.Equal((20u, 256u, 0u), (dump.EncAlg, dump.KeyLen, dump.IntAlg));
        Assert.Equal((3_960L, 32u), (dump.LifeTime.Seconds, dump.ReplayWindowSize));
        Assert.True(dump.ESN);
        Assert.True(dump.TunnelMode);
        Assert.Equal(Timestamp.FromDateTimeOffset(CannedRegistry.Now.AddSeconds(-60)), dump.EstabTime);
        CHILDSADump.Types.TS own = Assert.Single(dump.OwnTS);
        Assert.Equal((7u, 0u, 0u, 65_535u), (own.Type, own.Protocol, own.StartPort, own.EndPort));
        Assert.Equal([192, 168, 0, 0, 192, 168, 0, 255], own.StartAddr.Concat(own.EndAddr));
        Assert.Equal([192, 168, 99, 255], Assert.Single(dump.PeerTS).EndAddr.ToByteArray());
        Assert.Empty(dump.SKei.Concat(dump.SKer).Concat(dump.SKai).Concat(dump.SKar));
    }

    [Fact]
    public async Task GetCHILDSA_Revealed_KeysAreNamedByTheInitiatorOfTheExchange()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl { Keys = Keys }, configure: options => options.RevealKeys = true);

        CHILDSADump dump = await host.TestApi.GetCHILDSAAsync(new CHILDSAQuery { OwnSPI = 0xc000_0002 });

        // We initiated: what goes out is the initiator's.
        Assert.Equal((20, 10, 40, 30), (dump.SKei[0], dump.SKer[0], dump.SKai[0], dump.SKar[0]));
    }

    [Fact]
    public async Task GetCHILDSA_DeletedChild_IsNotFound()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.TestApi.GetCHILDSAAsync(new CHILDSAQuery { OwnSPI = 0xc100_0000 }));

        Assert.Equal((StatusCode.NotFound, "There is no CHILD_SA with the own SPI C1000000."), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task GetSummary_CannedTunnels_StatesSumToTheTotal()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 21));

        SummaryResp summary = await host.TestApi.GetSummaryAsync(new Empty());

        // 21 tunnels and one replaced generation; every seventh is half-open, the third of those as responder.
        Assert.Equal(22u, summary.IkesaTotal);
        Assert.Equal((2u, 1u, 18u, 1u), (summary.IkesaStateInit, summary.IkesaStateCreated, summary.IkesaStateEstablished, summary.IkesaStateRekeyed));
        Assert.Equal((18u, 18u, 22u), (summary.LiveCount, summary.HasChild, summary.ConfiguredCount));
        Assert.Equal(100u, summary.NumOfCreatedTunnel);
        Assert.Equal((2u, 0u, "ike.conf"), (summary.Role, summary.Result, summary.SetupFileName));
        Assert.Equal(Timestamp.FromDateTimeOffset(CannedRegistry.Now.AddHours(-5)), summary.StartTime);
        Assert.Null(summary.ActualTestEndTime);
    }

    [Fact]
    public async Task RekeyChild_KnownSpi_AsksTheEngineByNumber()
    {
        var control = new ScriptedControl();
        await using GrpcHost host = await GrpcHost.StartAsync(control: control);

        await host.TestApi.RekeyChildAsync(new RekeyChildReq { OwnSPI = 0xc000_0003 });

        Assert.True(control.Commands.Reader.TryRead(out EngineCommand? command));
        Assert.Equal(new EngineCommand.RekeyChild(SaSelector.ByUniqueId(3)), command);
    }

    [Fact]
    public async Task RekeyChild_UnknownRunningOrNotAllowed_IsRefused()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl());
        IkeTunnelSnapshot tunnel = CannedRegistry.Tunnel(2);
        host.Canned.Commit(1, upserts: [tunnel with { Children = [tunnel.Children[0] with { State = IpsecTunnelState.Rekeying }] }]);

        Assert.Equal(StatusCode.NotFound, await CodeOfAsync(host.TestApi, 0xBAD));
        Assert.Equal(StatusCode.AlreadyExists, await CodeOfAsync(host.TestApi, 0xc000_0002));
        Assert.Equal(StatusCode.PermissionDenied, await CodeOfAsync(host.TestApiVisitor, 0xc000_0002));

        static async Task<StatusCode> CodeOfAsync(MyIKEv2APISvc.MyIKEv2APISvcClient client, uint spi) =>
            (await Assert.ThrowsAsync<RpcException>(async () => await client.RekeyChildAsync(new RekeyChildReq { OwnSPI = spi }))).StatusCode;
    }

    [Fact]
    public async Task TestRunMethods_OnAService_AreUnimplementedWithAReason()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        MyIKEv2APISvc.MyIKEv2APISvcClient client = host.TestApi;
        using AsyncServerStreamingCall<MyIKEv2Event> events = client.SubscrEvent(new EventFilter());
        using AsyncServerStreamingCall<SummaryResp> final = client.NotifyFinalResult(new Empty());
        Func<Task>[] calls =
        [
            async () => await client.StopAsync(new StopReq()),
            async () => await client.UpdateEventFilterAsync(new EventFilter()),
            async () => await client.GetPoolUsageSummaryAsync(new Empty()),
            () => events.ResponseStream.MoveNext(CancellationToken.None),
            () => final.ResponseStream.MoveNext(CancellationToken.None),
        ];

        foreach (Func<Task> call in calls)
        {
            RpcException exception = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
            Assert.StartsWith("This agent is a service, not a test run", exception.Status.Detail, StringComparison.Ordinal);
        }
    }

    private static void AssertNoKeys(IKESADump dump)
    {
        Assert.Empty(dump.PSK);
        Assert.Empty(dump.SKei.Concat(dump.SKer).Concat(dump.SKai).Concat(dump.SKar));
    }
}
