using Grpc.AspNetCore.HealthChecks;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace MyIkev2.GrpcHosting.Health;

/// <summary>Takes the reports that the host publishes at its interval, for those who watch.</summary>
internal sealed class HealthReports(HealthServiceImpl statuses, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (ServiceMapping mapping in options.Value.Services)
        {
            // The worst of its checks; one without any serves.
            HealthStatus worst = report.Entries
                .Where(entry => mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(static entry => entry.Value.Status)
                .DefaultIfEmpty(HealthStatus.Healthy)
                .Min();
            statuses.SetStatus(mapping.Name, StatusOf(worst));
        }

        return Task.CompletedTask;
    }

    /// <summary>Degraded is slow or short of something, but serves.</summary>
    public static ServingStatus StatusOf(HealthStatus status) => status == HealthStatus.Unhealthy ? ServingStatus.NotServing : ServingStatus.Serving;
}
