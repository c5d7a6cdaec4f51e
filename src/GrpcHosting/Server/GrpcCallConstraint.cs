using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>Matches gRPC requests only, so that the catch-all for unknown services leaves other requests alone.</summary>
internal sealed class GrpcCallConstraint : IRouteConstraint
{
    public const string Name = "grpcCall";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && HttpMethods.IsPost(httpContext.Request.Method) && GrpcHeaders.IsGrpcContentType(httpContext.Request.ContentType);
}
