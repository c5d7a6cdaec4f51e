using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MyIkev2.GrpcHosting.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Registers and maps server reflection.</summary>
public static class GrpcReflectionExtensions
{
    /// <summary>Adds server reflection: callers can ask which services the server has and what their messages are.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // Made at the first question, when every endpoint is mapped.
        services.TryAddSingleton(static provider => Describe(provider.GetRequiredService<EndpointDataSource>()));
        return services;
    }

    /// <summary>Maps server reflection in both its versions, v1 and v1alpha.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder endpoints) => new(
    [
        endpoints.MapGrpcService<ReflectionService>(),
        endpoints.MapGrpcService<AlphaReflectionService>(),
    ]);

    private static ReflectionAnswers Describe(EndpointDataSource endpoints)
    {
        ServiceDescriptor[] services =
        [
            .. endpoints.Endpoints
                .Select(static endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
                .OfType<Type>()
                .Distinct()
                .Select(DescriptorOf)
                .OfType<ServiceDescriptor>(),
        ];
        return new ReflectionAnswers(
            [.. services.Select(static service => service.FullName).Distinct().Order(StringComparer.Ordinal)],
            SymbolRegistry.FromFiles(services.Select(static service => service.File)));
    }

    /// <summary>The descriptor that the gRPC tools put beside the base class; null for a service that was not made of a .proto file.</summary>
    private static ServiceDescriptor? DescriptorOf(Type service) =>
        service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;
}
