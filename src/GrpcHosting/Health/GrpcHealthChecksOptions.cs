using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks decide about which gRPC service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services that are told about. At first the server as a whole, which needs all checks.</summary>
    public ServiceMappingCollection Services { get; } = [];
}

/// <summary>Services and the health checks that decide about them, one row for each service.</summary>
public sealed class ServiceMappingCollection : IEnumerable<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> _rows = new(StringComparer.Ordinal) { [string.Empty] = new(string.Empty, static _ => true) };

    /// <summary>Adds a service, or gives one that is there other checks.</summary>
    /// <param name="name">The full name of the service, or empty for the server as a whole.</param>
    /// <param name="predicate">True for the checks that it needs.</param>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        _rows[name] = new ServiceMapping(name, predicate);
    }

    /// <inheritdoc/>
    public IEnumerator<ServiceMapping> GetEnumerator() => _rows.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ServiceMapping? Find(string name) => _rows.GetValueOrDefault(name);
}

/// <summary>A service and the checks that decide about it.</summary>
/// <param name="Name">The full name of the service; empty for the server as a whole.</param>
/// <param name="HealthCheckPredicate">True for the checks that it needs.</param>
public sealed record ServiceMapping(string Name, Func<HealthCheckMapContext, bool> HealthCheckPredicate);

/// <summary>What is known of a health check when it is mapped.</summary>
/// <param name="Name">The name it was registered with.</param>
/// <param name="Tags">Its tags.</param>
public sealed record HealthCheckMapContext(string Name, IEnumerable<string> Tags);
