using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.GrpcHosting.Server;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to routes.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every method of a service whose base class the gRPC tools have generated. The service is taken from the
    /// request's service provider, or made for the call and disposed after it. Methods that no mapped service has
    /// answer UNIMPLEMENTED; requests that are no gRPC calls are left to other endpoints.
    /// </summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder endpoints) where TService : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ServerRuntime runtime = endpoints.ServiceProvider.GetService<ServerRuntime>()
            ?? throw new InvalidOperationException("Call AddGrpc on the service collection before MapGrpcService.");
        IReadOnlyList<BoundMethod> methods = ServiceMethodBinder<TService>.Bind(runtime);

        var mapped = new List<IEndpointConventionBuilder>(methods.Count + 1);
        foreach (BoundMethod method in methods)
        {
            IEndpointConventionBuilder endpoint = endpoints.MapMethods(method.Method.FullName, ["POST"], method.Handler);
            endpoint.WithDisplayName($"gRPC - {method.Method.FullName}").WithMetadata(new GrpcMethodMetadata(typeof(TService), method.Method));
            mapped.Add(endpoint);
        }

        foreach (string service in methods.Select(bound => bound.Method.ServiceName).Distinct(StringComparer.Ordinal))
        {
            mapped.Add(MapCatchAll(endpoints, $"/{service}/{{method:{GrpcCallConstraint.Name}}}", "The method is not implemented.", runtime));
        }

        if (runtime.ClaimCatchAll(endpoints))
        {
            MapCatchAll(endpoints, $"/{{service}}/{{method:{GrpcCallConstraint.Name}}}", "The service is not implemented.", runtime);
        }

        return new GrpcServiceEndpointConventionBuilder(mapped);
    }

    private static IEndpointConventionBuilder MapCatchAll(IEndpointRouteBuilder endpoints, string pattern, string detail, ServerRuntime runtime)
    {
        var status = new Status(StatusCode.Unimplemented, detail);
        IEndpointConventionBuilder endpoint = endpoints.Map(pattern, http => UnimplementedCall.AnswerAsync(http, status, runtime));
        endpoint.Add(builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue);
        return endpoint.WithDisplayName($"gRPC - {pattern}");
    }
}

/// <summary>Applies conventions, such as authorization, to every method of a mapped service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) => _endpoints = endpoints;

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (IEndpointConventionBuilder endpoint in _endpoints)
        {
            endpoint.Add(convention);
        }
    }

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (IEndpointConventionBuilder endpoint in _endpoints)
        {
            endpoint.Finally(finallyConvention);
        }
    }
}
