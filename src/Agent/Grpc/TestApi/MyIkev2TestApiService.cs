using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// The MyIKEv2 test API over a registry: that of a test run, or the service's own. The methods that only a run can answer (stop, events, address
/// pools, final result) are UNIMPLEMENTED on a service.
/// </summary>
internal sealed class MyIkev2TestApiService(
    ITunnelRegistry registry,
    IndexedViews views,
    IOptions<GrpcOptions> options,
    IHostApplicationLifetime lifetime,
    IEngineControl? control = null,
    ITestRun? run = null,
    EventStreams? events = null)
    : MyIKEv2APISvc.MyIKEv2APISvcBase
{
    public override Task<SummaryResp> GetSummary(Empty request, ServerCallContext context) =>
        Task.FromResult(run is null ? SummaryMapper.ToMessage(registry.Capture()) : SummaryMapper.ToMessage(run.ReadSummary()));

    public override Task<ListIKESAResp> ListIKESA(ListIKESAQuery request, ServerCallContext context)
    {
        IReadOnlyList<IkeTunnelSnapshot> tunnels = views.Current().ByCreation;
        // Start counts from zero, and a length of zero means all.
        long end = request.Len == 0 ? tunnels.Count : Math.Min(tunnels.Count, (long)request.Start + request.Len);
        var response = new ListIKESAResp();
        for (long i = request.Start; i < end; i++)
        {
            response.SummaryList.Add(IkeSaDumpMapper.ToSummary(tunnels[(int)i]));
        }

        return Task.FromResult(response);
    }

    public override async Task<IKESADump> GetIKESA(IKESAQuery request, ServerCallContext context)
    {
        IkeTunnelSnapshot tunnel = FindIke(views.Current().View, request.OwnSPI);
        return IkeSaDumpMapper.ToDump(tunnel, run?.SaOptions, await KeysAsync(tunnel, context));
    }

    public override Task<ListCHILDSAResp> ListCHILDSA(ListCHILDSAQuery request, ServerCallContext context)
    {
        IkeTunnelSnapshot tunnel = FindIke(views.Current().View, request.IKEOwnSPI);
        return Task.FromResult(new ListCHILDSAResp
        {
            OwnSPIList = { tunnel.Children.Where(ChildSaDumpMapper.IsShown).Select(static child => child.SpiIn) },
        });
    }

    public override async Task<CHILDSADump> GetCHILDSA(CHILDSAQuery request, ServerCallContext context)
    {
        (IkeTunnelSnapshot parent, IpsecTunnelSnapshot child) = FindChild(views.Current().View, request.OwnSPI);
        IkeKeyDisclosure? keys = await KeysAsync(parent, context);
        return ChildSaDumpMapper.ToDump(parent, child, keys?.Children.FirstOrDefault(candidate => candidate.UniqueId == child.UniqueId));
    }

    public override async Task<Empty> RekeyChild(RekeyChildReq request, ServerCallContext context)
    {
        IEngineControl engine = control ?? throw Refusal(StatusCode.Unavailable, "This agent has no engine that takes commands.");
        (_, IpsecTunnelSnapshot child) = FindChild(views.Current().View, request.OwnSPI);
        if (child.State == IpsecTunnelState.Rekeying)
        {
            throw Refusal(StatusCode.AlreadyExists, $"The CHILD_SA {request.OwnSPI:X} is being rekeyed already.");
        }

        CommandResult result = await engine.ExecuteAsync(
            new EngineCommand.RekeyChild(SaSelector.ByUniqueId(child.UniqueId)), progress: null, context.CancellationToken);
        return result.Status switch
        {
            CommandStatus.Succeeded => new Empty(),
            CommandStatus.NotFound => throw Refusal(StatusCode.NotFound, result.Message),
            CommandStatus.Unavailable => throw Refusal(StatusCode.Unavailable, result.Message),
            _ => throw Refusal(StatusCode.FailedPrecondition, result.Message),
        };
    }

    public override Task<Empty> Stop(StopReq request, ServerCallContext context)
    {
        ITestRun test = run ?? throw NotATest("end; stop the service itself");

        // The end of a run takes its time, and whoever wants to know of it has NotifyFinalResult.
        _ = Task.Run(() => test.StopAsync(request.Gracefully), CancellationToken.None);
        return Task.FromResult(new Empty());
    }

    public override Task SubscrEvent(EventFilter request, IServerStreamWriter<MyIKEv2Event> responseStream, ServerCallContext context) =>
        Events().ServeAsync(request, ConnectionOf(context), responseStream, lifetime.ApplicationStopping, context.CancellationToken);

    public override Task<Empty> UpdateEventFilter(EventFilter request, ServerCallContext context)
    {
        Events().Update(request, ConnectionOf(context));
        return Task.FromResult(new Empty());
    }

    public override Task<ListPingResult> GetPingSummary(PingResultQuery request, ServerCallContext context) =>
        Task.FromResult(PingListMapper.ToMessage(registry.Capture(), request.Start, request.Len));

    public override async Task<Empty> ClearPingStats(Empty request, ServerCallContext context)
    {
        IEngineControl engine = control ?? throw Refusal(StatusCode.Unavailable, "This agent has no engine that takes commands.");
        CommandResult result = await engine.ExecuteAsync(new EngineCommand.ClearPings(), progress: null, context.CancellationToken);
        return result.Status switch
        {
            // Nothing to clear is cleared.
            CommandStatus.Succeeded or CommandStatus.NotFound => new Empty(),
            CommandStatus.Unavailable => throw Refusal(StatusCode.Unavailable, result.Message),
            _ => throw Refusal(StatusCode.FailedPrecondition, result.Message),
        };
    }

    public override Task<PoolUsageSummary> GetPoolUsageSummary(Empty request, ServerCallContext context)
    {
        TestPoolUsage usage = run?.ReadPoolUsage() ?? throw NotATest("address pool");
        return Task.FromResult(new PoolUsageSummary
        {
            V4StartAddr = usage.Ipv4Start is { } v4 ? WireValues.Octets(v4) : ByteString.Empty,
            V6StartAddr = usage.Ipv6Start is { } v6 ? WireValues.Octets(v6) : ByteString.Empty,
            V4Assigned = usage.Ipv4Assigned,
            V6Assigned = usage.Ipv6Assigned,
        });
    }

    public override async Task NotifyFinalResult(Empty request, IServerStreamWriter<SummaryResp> responseStream, ServerCallContext context)
    {
        ITestRun test = run ?? throw NotATest("final result; GetSummary gives the running one");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.CancellationToken);
        TestSummary final;
        try
        {
            final = await test.Completion.WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Refusal(StatusCode.Unavailable, "The server of this test is stopping.");
        }

        await responseStream.WriteAsync(SummaryMapper.ToMessage(final), context.CancellationToken);
    }

    private EventStreams Events() => events ?? throw NotATest("events; myikev2.v1.Agent/Watch gives changes");

    private static string ConnectionOf(ServerCallContext context) => context.GetHttpContext().Connection.Id;

    private static IkeTunnelSnapshot FindIke(RegistryView view, ulong ownSpi) => view.FindByOwnSpi(ownSpi)
        ?? throw Refusal(StatusCode.NotFound, $"There is no IKE_SA with the own SPI {ownSpi:X16}.");

    private static (IkeTunnelSnapshot Parent, IpsecTunnelSnapshot Child) FindChild(RegistryView view, uint ownSpi) =>
        view.FindChildByInboundSpi(ownSpi) is { } found && ChildSaDumpMapper.IsShown(found.Child)
            ? found
            : throw Refusal(StatusCode.NotFound, $"There is no CHILD_SA with the own SPI {ownSpi:X}.");

    private static RpcException NotATest(string what) => Refusal(StatusCode.Unimplemented, $"This agent is a service, not a test run: it has no {what}.");

    private static RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));

    private async Task<IkeKeyDisclosure?> KeysAsync(IkeTunnelSnapshot tunnel, ServerCallContext context) =>
        options.Value.RevealKeys && control is not null && context.Has(CallerRole.Secrets)
            ? await control.DiscloseKeysAsync(tunnel.UniqueId, context.CancellationToken)
            : null;
}
