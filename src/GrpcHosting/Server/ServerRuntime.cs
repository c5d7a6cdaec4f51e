using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>What all calls of a server share.</summary>
internal sealed class ServerRuntime(GrpcServiceOptions options, IServiceProvider services, TimeProvider clock, ILoggerFactory loggers)
{
    private readonly ConditionalWeakTable<IEndpointRouteBuilder, object> _withCatchAll = [];

    public GrpcServiceOptions Options { get; } = options;

    public Interceptor[] Interceptors { get; } = options.Interceptors.Create(services);

    public TimeProvider Clock { get; } = clock;

    public ILogger Logger { get; } = loggers.CreateLogger("Grpc.AspNetCore.Server");

    /// <summary>True the first time for each builder: the catch-all for unknown services is mapped once.</summary>
    public bool ClaimCatchAll(IEndpointRouteBuilder builder) => _withCatchAll.TryAdd(builder, this);
}
