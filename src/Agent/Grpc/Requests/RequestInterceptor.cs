using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MyIkev2.Agent.Grpc.Requests;

/// <summary>
/// Refuses requests that break the rules which hold for all, before their method sees them. Streams of requests are left alone: their services look at
/// every message anyway, and may have to answer for each one.
/// </summary>
internal sealed class RequestInterceptor(RequestRules rules) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request);
        return continuation(request, responseStream, context);
    }

    private void Check<TRequest>(TRequest request)
    {
        if (request is IMessage message && rules.FindMistake(message) is { } mistake)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, mistake));
        }
    }
}
