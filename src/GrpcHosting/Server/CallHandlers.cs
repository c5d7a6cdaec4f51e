using Grpc.Core;
using Grpc.Core.Interceptors;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerRuntime runtime, ServiceActivator<TService> activator,
    Func<TService, TRequest, ServerCallContext, Task<TResponse>> handler)
    : ServerCallHandler<TService, TRequest, TResponse>(method, runtime, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Func<TService, TRequest, ServerCallContext, Task<TResponse>> _pipeline = Intercept(handler, runtime.Interceptors);

    protected override async Task RunAsync(ServerCall<TRequest, TResponse> call)
    {
        MessageRead<TRequest> request = await call.ReadSingleAsync().ConfigureAwait(false);
        if (request.IsError(out Status error))
        {
            call.Finish(error, trailers: null);
            return;
        }

        TResponse response = await WithServiceAsync(
            call, (_pipeline, request.Message, call.Context), static (service, state) => state._pipeline(service, state.Message, state.Context)).ConfigureAwait(false);
        call.FinishWithResponse(response);
    }

    private static Func<TService, TRequest, ServerCallContext, Task<TResponse>> Intercept(
        Func<TService, TRequest, ServerCallContext, Task<TResponse>> handler, Interceptor[] interceptors) =>
        interceptors.Reverse().Aggregate(handler, static (next, interceptor) =>
            (service, request, context) => interceptor.UnaryServerHandler(request, context, (innerRequest, innerContext) => next(service, innerRequest, innerContext)));
}

/// <summary>Many requests, one response.</summary>
internal sealed class ClientStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerRuntime runtime, ServiceActivator<TService> activator,
    Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> handler)
    : ServerCallHandler<TService, TRequest, TResponse>(method, runtime, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> _pipeline = Intercept(handler, runtime.Interceptors);

    protected override async Task RunAsync(ServerCall<TRequest, TResponse> call)
    {
        call.AllowSlowRequests();
        var requests = new RequestStream<TRequest, TResponse>(call);
        TResponse response = await WithServiceAsync(
            call, (_pipeline, requests, call.Context), static (service, state) => state._pipeline(service, state.requests, state.Context)).ConfigureAwait(false);
        call.FinishWithResponse(response);
    }

    private static Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> Intercept(
        Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> handler, Interceptor[] interceptors) =>
        interceptors.Reverse().Aggregate(handler, static (next, interceptor) =>
            (service, requests, context) => interceptor.ClientStreamingServerHandler(requests, context, (innerRequests, innerContext) => next(service, innerRequests, innerContext)));
}

/// <summary>One request, many responses.</summary>
internal sealed class ServerStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerRuntime runtime, ServiceActivator<TService> activator,
    Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler)
    : ServerCallHandler<TService, TRequest, TResponse>(method, runtime, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> _pipeline = Intercept(handler, runtime.Interceptors);

    protected override async Task RunAsync(ServerCall<TRequest, TResponse> call)
    {
        MessageRead<TRequest> request = await call.ReadSingleAsync().ConfigureAwait(false);
        if (request.IsError(out Status error))
        {
            call.Finish(error, trailers: null);
            return;
        }

        var responses = new ResponseStream<TRequest, TResponse>(call);
        await WithServiceAsync(
            call, (_pipeline, request.Message, responses, call.Context),
            static (service, state) => state._pipeline(service, state.Message, state.responses, state.Context)).ConfigureAwait(false);
        call.Finish(call.Context.Status, trailers: null);
    }

    private static Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> Intercept(
        Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler, Interceptor[] interceptors) =>
        interceptors.Reverse().Aggregate(handler, static (next, interceptor) =>
            (service, request, responses, context) => interceptor.ServerStreamingServerHandler(
                request, responses, context, (innerRequest, innerResponses, innerContext) => next(service, innerRequest, innerResponses, innerContext)));
}

/// <summary>Many requests, many responses.</summary>
internal sealed class DuplexStreamingCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerRuntime runtime, ServiceActivator<TService> activator,
    Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler)
    : ServerCallHandler<TService, TRequest, TResponse>(method, runtime, activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> _pipeline =
        Intercept(handler, runtime.Interceptors);

    protected override async Task RunAsync(ServerCall<TRequest, TResponse> call)
    {
        call.AllowSlowRequests();
        var requests = new RequestStream<TRequest, TResponse>(call);
        var responses = new ResponseStream<TRequest, TResponse>(call);
        await WithServiceAsync(
            call, (_pipeline, requests, responses, call.Context),
            static (service, state) => state._pipeline(service, state.requests, state.responses, state.Context)).ConfigureAwait(false);
        call.Finish(call.Context.Status, trailers: null);
    }

    private static Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> Intercept(
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler, Interceptor[] interceptors) =>
        interceptors.Reverse().Aggregate(handler, static (next, interceptor) =>
            (service, requests, responses, context) => interceptor.DuplexStreamingServerHandler(
                requests, responses, context, (innerRequests, innerResponses, innerContext) => next(service, innerRequests, innerResponses, innerContext)));
}
