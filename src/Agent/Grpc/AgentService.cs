using System.Threading.Channels;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Agent.Grpc.Watching;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc;

/// <summary>The native API. Reads come from one captured view each; commands go to the engine's control.</summary>
[BindServiceMethod(typeof(AgentServiceBinding), nameof(AgentServiceBinding.BindService))]
internal sealed class AgentService(
    ITunnelRegistry registry, TunnelFeed feed, IHostApplicationLifetime lifetime, IEngineControl? control = null, IConfigurationControl? configuration = null,
    ICertificateControl? certificates = null, ISessionTable? sessions = null)
    : V1.Agent.AgentBase
{
    // Progress of one command: a reader slower than this loses the oldest lines, never the result.
    private const int ProgressCapacity = 4096;

    public override Task<V1.StatusResponse> Status(V1.StatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMapper.ToMessage(registry.Capture(), sessions?.Facts));

    public override async Task ListTunnels(V1.ListTunnelsRequest request, IServerStreamWriter<V1.ListTunnelsResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListTunnelsResponse batch in TunnelList.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListVpns(V1.ListVpnsRequest request, IServerStreamWriter<V1.ListVpnsResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListVpnsResponse batch in VpnList.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListPings(V1.ListPingsRequest request, IServerStreamWriter<V1.ListPingsResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListPingsResponse batch in PingMapper.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListManualTunnels(
        V1.ListManualTunnelsRequest request, IServerStreamWriter<V1.ListManualTunnelsResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListManualTunnelsResponse batch in PolicyMapper.Cut(registry.Capture()))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListCertificates(
        V1.ListCertificatesRequest request, IServerStreamWriter<V1.ListCertificatesResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListCertificatesResponse batch in CertificateMapper.Cut(registry.Capture()))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListFilters(V1.ListFiltersRequest request, IServerStreamWriter<V1.ListFiltersResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListFiltersResponse batch in PolicyMapper.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override Task<V1.ListAddressPoolsResponse> ListAddressPools(V1.ListAddressPoolsRequest request, ServerCallContext context) =>
        Task.FromResult(AddressMapper.ToMessage(registry.Capture(), request));

    public override Task<V1.ListRadiusServersResponse> ListRadiusServers(V1.ListRadiusServersRequest request, ServerCallContext context) =>
        Task.FromResult(RadiusMapper.ToMessage(registry.Capture()));

    public override async Task ListSessions(V1.ListSessionsRequest request, IServerStreamWriter<V1.ListSessionsResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListSessionsResponse batch in SessionList.Cut(sessions, request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListAddressLeases(
        V1.ListAddressLeasesRequest request, IServerStreamWriter<V1.ListAddressLeasesResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListAddressLeasesResponse batch in AddressLeaseList.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListHistory(V1.ListHistoryRequest request, IServerStreamWriter<V1.ListHistoryResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListHistoryResponse batch in HistoryMapper.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    public override async Task ListFailures(V1.ListFailuresRequest request, IServerStreamWriter<V1.ListFailuresResponse> responseStream, ServerCallContext context)
    {
        foreach (V1.ListFailuresResponse batch in HistoryMapper.Cut(registry.Capture(), request))
        {
            await responseStream.WriteAsync(batch, context.CancellationToken);
        }
    }

    /// <summary>As <see cref="AgentServiceBinding"/> binds it.</summary>
    public Task Watch(V1.WatchRequest request, IServerStreamWriter<WatchAnswer> responseStream, ServerCallContext context) =>
        new TunnelWatch(feed, WatchRequests.Read(request), responseStream).RunAsync(lifetime.ApplicationStopping, context.CancellationToken);

    public override Task WatchCounters(V1.WatchCountersRequest request, IServerStreamWriter<V1.WatchCountersResponse> responseStream, ServerCallContext context) =>
        new CounterWatch(
            registry, FilterMapper.FromMessage(request.Filter), WatchRequests.SampleInterval(request.Interval), request.Count, request.EachTunnel, responseStream, feed.Clock)
        .RunAsync(lifetime.ApplicationStopping, context.CancellationToken);

    public override async Task<V1.RevealKeysResponse> RevealKeys(V1.RevealKeysRequest request, ServerCallContext context)
    {
        if (request.UniqueId == 0)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "unique_id: IKE SAs have numbers from 1."));
        }

        IkeKeyDisclosure keys = await control.Required().DiscloseKeysAsync(request.UniqueId, context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no IKE SA #{request.UniqueId}."));
        return KeyMapper.ToMessage(keys);
    }

    public override async Task Execute(V1.ExecuteRequest request, IServerStreamWriter<V1.ExecuteResponse> responseStream, ServerCallContext context)
    {
        EngineCommand command = CommandMapper.FromMessage(request, out string mistake)
            ?? throw new RpcException(new Status(StatusCode.InvalidArgument, mistake));
        var progress = Channel.CreateBounded<string>(new BoundedChannelOptions(ProgressCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Task<CommandResult> execution = ExecuteAsync(control.Required(), command, progress.Writer, context.CancellationToken);
        await foreach (string line in progress.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(new V1.ExecuteResponse { Progress = line }, context.CancellationToken);
        }

        await responseStream.WriteAsync(new V1.ExecuteResponse { Result = CommandMapper.ToMessage(await execution) }, context.CancellationToken);
    }

    public override Task<V1.ShowConfigurationResponse> ShowConfiguration(V1.ShowConfigurationRequest request, ServerCallContext context)
    {
        if (request.RevealSecrets)
        {
            context.Require(CallerRole.Secrets);
        }

        if (request.CandidateLines.Count > 0)
        {
            context.Require(CallerRole.Operator);
        }

        CommandResult result = configuration.Required().Show(CommandMapper.ToQuery(request));
        return result.IsSuccess
            ? Task.FromResult(new V1.ShowConfigurationResponse { Lines = { result.Lines }, Version = result.ConfigurationVersion })
            : throw new RpcException(new Status(CommandFailure.CodeOf(result.Status), result.Message));
    }

    public override async Task<V1.EditConfigurationResponse> EditConfiguration(V1.EditConfigurationRequest request, ServerCallContext context)
    {
        CommandResult result = await configuration.Required().EditAsync(request.Lines, request.ValidateOnly, OrNull(request.ExpectedVersion), context.CancellationToken);
        ThrowIfConflict(result);
        return new V1.EditConfigurationResponse
        {
            Result = CommandMapper.ToMessage(result),
            Errors = { result.Errors.Select(CommandMapper.ToMessage) },
            Version = result.ConfigurationVersion,
        };
    }

    public override async Task<V1.ReloadConfigurationResponse> ReloadConfiguration(V1.ReloadConfigurationRequest request, ServerCallContext context)
    {
        CommandResult result = await configuration.Required().ReloadAsync(OrNull(request.ExpectedVersion), context.CancellationToken);
        ThrowIfConflict(result);
        return new V1.ReloadConfigurationResponse
        {
            Result = CommandMapper.ToMessage(result),
            Errors = { result.Errors.Select(CommandMapper.ToMessage) },
            Version = result.ConfigurationVersion,
        };
    }

    public override async Task<V1.ImportCertificateResponse> ImportCertificate(V1.ImportCertificateRequest request, ServerCallContext context)
    {
        CommandResult result = await certificates.Required().ImportAsync(request.Name, request.Content.Memory, OrNull(request.Passphrase), context.CancellationToken);
        return new V1.ImportCertificateResponse { Result = CommandMapper.ToMessage(result) };
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static void ThrowIfConflict(CommandResult result)
    {
        if (result.Status == CommandStatus.Conflict)
        {
            throw new RpcException(new Status(CommandFailure.CodeOf(result.Status), $"expected_version: {result.Message}."));
        }
    }

    private static async Task<CommandResult> ExecuteAsync(
        IEngineControl control, EngineCommand command, ChannelWriter<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await control.ExecuteAsync(command, line => progress.TryWrite(line), cancellationToken);
        }
        finally
        {
            progress.TryComplete();
        }
    }
}
