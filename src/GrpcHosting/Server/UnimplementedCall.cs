using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>Answers calls that no service serves.</summary>
internal static class UnimplementedCall
{
    public static Task AnswerAsync(HttpContext http, Status status, ServerRuntime runtime)
    {
        if (RequestGate.TryAdmit(http))
        {
            runtime.Logger.UnknownMethodCalled(http.Request.Path.Value ?? "");
            http.Response.ContentType = Protocol.GrpcHeaders.ContentType;
            ResponseStatus.WriteTrailersOnly(http.Response, status, trailers: null);
        }

        return Task.CompletedTask;
    }
}
