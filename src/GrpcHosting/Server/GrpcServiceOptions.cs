using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of the gRPC server, the same for every service.</summary>
public class GrpcServiceOptions
{
    /// <summary>The default of <see cref="MaxReceiveMessageSize"/>: 4 MiB.</summary>
    public const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The largest request message in octets, after expanding; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>The largest response message in octets, before compression; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>True puts the text of unexpected exceptions into the status. For development only.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The encoding of responses, null or <c>gzip</c>; used only for callers that accept it.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>Interceptors around every handler, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = new();
}

/// <summary>The interceptors of a server. Each is made once and shared by all calls.</summary>
public sealed class InterceptorCollection
{
    private readonly List<Func<IServiceProvider, Interceptor>> _factories = [];

    /// <summary>The number of interceptors.</summary>
    public int Count => _factories.Count;

    /// <summary>Adds an interceptor that the service provider makes.</summary>
    public void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TInterceptor>()
        where TInterceptor : Interceptor =>
        _factories.Add(ActivatorUtilities.GetServiceOrCreateInstance<TInterceptor>);

    /// <summary>Adds an interceptor that exists.</summary>
    public void Add(Interceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        _factories.Add(_ => interceptor);
    }

    internal Interceptor[] Create(IServiceProvider services) => [.. _factories.Select(factory => factory(services))];
}
