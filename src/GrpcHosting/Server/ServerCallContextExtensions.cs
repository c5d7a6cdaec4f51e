using Microsoft.AspNetCore.Http;
using MyIkev2.GrpcHosting.Server;

namespace Grpc.Core;

/// <summary>The way from a call to its HTTP request.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request under the call.</summary>
    /// <exception cref="InvalidOperationException">The context is not one of this server.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) =>
        (serverCallContext as HttpServerCallContext)?.HttpContext
        ?? throw new InvalidOperationException("The call context does not belong to a call over HTTP.");
}
