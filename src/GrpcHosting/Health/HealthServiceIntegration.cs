using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace MyIkev2.GrpcHosting.Health;

/// <summary>
/// The health service of a host: asks the host's health checks when it is asked, tells watchers when they are published, and says NOT_SERVING to
/// both from the moment the host begins to stop, so that callers turn elsewhere while the last calls finish.
/// </summary>
internal sealed class HealthServiceIntegration(
    HealthServiceImpl statuses,
    HealthCheckService checks,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Grpc.Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (options.Value.Services.Find(request.Service) is { } mapping)
        {
            await RefreshAsync([mapping], context.CancellationToken).ConfigureAwait(false);
        }

        return await statuses.Check(request, context).ConfigureAwait(false);
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        await RefreshAsync(options.Value.Services, context.CancellationToken).ConfigureAwait(false);
        return await statuses.List(request, context).ConfigureAwait(false);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (options.Value.Services.Find(request.Service) is { } mapping)
        {
            await RefreshAsync([mapping], context.CancellationToken).ConfigureAwait(false);
        }

        // A stream without end would hold up the host's stop.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await statuses.WatchAsync(request.Service, responseStream, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RefreshAsync(IEnumerable<ServiceMapping> mappings, CancellationToken cancellationToken)
    {
        foreach (ServiceMapping mapping in mappings)
        {
            ServingStatus status = ServingStatus.NotServing;
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                HealthReport report = await checks.CheckHealthAsync(
                    registration => mapping.HealthCheckPredicate(new HealthCheckMapContext(registration.Name, registration.Tags)), cancellationToken).ConfigureAwait(false);
                status = HealthReports.StatusOf(report.Status);
            }

            statuses.SetStatus(mapping.Name, status);
        }
    }
}
