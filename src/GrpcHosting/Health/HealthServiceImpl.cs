using System.Collections.Immutable;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>
/// The health service (grpc.health.v1): tells callers the status that the program sets. Thread-safe; statuses are kept as one immutable map, so
/// that <see cref="List"/> shows one moment and nobody waits for a watcher.
/// </summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private volatile Statuses _now = new(ImmutableSortedDictionary.Create<string, ServingStatus>(StringComparer.Ordinal));
    private readonly Lock _changing = new();

    /// <summary>Sets the status of a service; the empty name is the server as a whole.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        Change(statuses => statuses.SetItem(service, status));
    }

    /// <summary>Forgets a service.</summary>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        Change(statuses => statuses.Remove(service));
    }

    /// <summary>Forgets every service.</summary>
    public void ClearAll() => Change(static statuses => statuses.Clear());

    /// <summary>The status now; NOT_FOUND for a service that has none.</summary>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _now.Map.TryGetValue(request.Service, out ServingStatus status)
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, $"There is no service '{request.Service}'."));
    }

    /// <summary>The status of every service.</summary>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        foreach ((string service, ServingStatus status) in _now.Map)
        {
            response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }

        return Task.FromResult(response);
    }

    /// <summary>
    /// The status now and after each change. A slow reader sees the newest status, not every one in between: nothing is queued for it.
    /// </summary>
    public override Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        return WatchAsync(request.Service, responseStream, context.CancellationToken);
    }

    /// <summary><see cref="Watch"/> until <paramref name="end"/>; ends by throwing.</summary>
    internal async Task WatchAsync(string service, IServerStreamWriter<HealthCheckResponse> responseStream, CancellationToken end)
    {
        ServingStatus? told = null;
        while (true)
        {
            Statuses now = _now;
            ServingStatus status = now.Map.GetValueOrDefault(service, ServingStatus.ServiceUnknown);
            if (status != told)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, end).ConfigureAwait(false);
                told = status;
            }

            await now.Replaced.WaitAsync(end).ConfigureAwait(false);
        }
    }

    private void Change(Func<ImmutableSortedDictionary<string, ServingStatus>, ImmutableSortedDictionary<string, ServingStatus>> change)
    {
        Statuses before;
        lock (_changing)
        {
            before = _now;
            ImmutableSortedDictionary<string, ServingStatus> map = change(before.Map);
            if (map == before.Map)
            {
                return;
            }

            _now = new Statuses(map);
        }

        before.NoteReplaced();
    }

    /// <summary>The statuses of one moment, and how to hear that they are no longer the newest.</summary>
    private sealed class Statuses(ImmutableSortedDictionary<string, ServingStatus> map)
    {
        private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ImmutableSortedDictionary<string, ServingStatus> Map { get; } = map;

        public Task Replaced => _replaced.Task;

        public void NoteReplaced() => _replaced.TrySetResult();
    }
}
