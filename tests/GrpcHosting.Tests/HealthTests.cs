using Grpc.AspNetCore.HealthChecks;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MyIkev2.GrpcHosting.Health;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace MyIkev2.GrpcHosting.Tests;

public sealed class HealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Check_ServerAndServices_FollowTheirOwnHealthChecks()
    {
        var tunnels = new Switch();
        await using ProbeServer server = await StartAsync(tunnels);
        var client = new Grpc.Health.V1.Health.HealthClient(server.Channel());

        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, ""));
        tunnels.Status = HealthStatus.Unhealthy;

        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, ""));
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(client, "tunnels"));
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, "pages"));
        tunnels.Status = HealthStatus.Degraded;
        Assert.Equal(ServingStatus.Serving, await CheckAsync(client, "tunnels"));
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using ProbeServer server = await StartAsync(new Switch());
        var client = new Grpc.Health.V1.Health.HealthClient(server.Channel());

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(client, "nobody"));

        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
        Assert.Contains("nobody", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AllServices_HaveTheirStatus()
    {
        var tunnels = new Switch { Status = HealthStatus.Unhealthy };
        await using ProbeServer server = await StartAsync(tunnels);
        var client = new Grpc.Health.V1.Health.HealthClient(server.Channel());

        HealthListResponse list = await client.ListAsync(new HealthListRequest());

        Assert.Equal(
            [("", ServingStatus.NotServing), ("pages", ServingStatus.Serving), ("tunnels", ServingStatus.NotServing)],
            list.Statuses.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.Status)));
    }

    [Fact]
    public async Task Watch_StatusChanges_EachNewOneIsTold()
    {
        await using ProbeServer server = await StartAsync(new Switch());
        var statuses = server.Services.GetRequiredService<HealthServiceImpl>();
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Watch(server, "late");

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        statuses.SetStatus("late", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        statuses.SetStatus("other", ServingStatus.Serving);
        statuses.SetStatus("late", ServingStatus.Serving);
        statuses.SetStatus("late", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        statuses.ClearStatus("late");
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_ReportIsPublished_WatchersHearOfIt()
    {
        var tunnels = new Switch();
        await using ProbeServer server = await StartAsync(tunnels);
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Watch(server, "tunnels");
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        tunnels.Status = HealthStatus.Unhealthy;
        HealthReport report = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        await server.Services.GetServices<IHealthCheckPublisher>().OfType<HealthReports>().Single().PublishAsync(report, default);

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_HostStops_SaysNotServingAndEndsWell()
    {
        await using ProbeServer server = await StartAsync(new Switch());
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Watch(server, "");
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.False(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.OK, watch.GetStatus().StatusCode);
    }

    private static Task<ProbeServer> StartAsync(Switch tunnels) => ProbeServer.StartAsync(
        addServices: services => services
            .AddGrpcHealthChecks(static options =>
            {
                options.Services.Map("tunnels", static check => check.Name == "tunnels");
                options.Services.Map("pages", static check => check.Tags.Contains("pages"));
            })
            .AddCheck("tunnels", tunnels)
            .AddCheck("pages", new Switch(), tags: ["pages"]),
        map: static app => app.MapGrpcHealthChecksService());

    private static async Task<ServingStatus> CheckAsync(Grpc.Health.V1.Health.HealthClient client, string service) =>
        (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status;

    private static AsyncServerStreamingCall<HealthCheckResponse> Watch(ProbeServer server, string service) =>
        new Grpc.Health.V1.Health.HealthClient(server.Channel()).Watch(new HealthCheckRequest { Service = service });

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return watch.ResponseStream.Current.Status;
    }

    private sealed class Switch : IHealthCheck
    {
        public HealthStatus Status { get; set; } = HealthStatus.Healthy;

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(new HealthCheckResult(Status));
    }
}
