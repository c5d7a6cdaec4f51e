using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>Serves the requests of one method.</summary>
internal abstract class ServerCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerRuntime runtime, ServiceActivator<TService> activator)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    public Task InvokeAsync(HttpContext http) => RequestGate.TryAdmit(http) ? ServeAsync(http) : Task.CompletedTask;

    /// <summary>Reads, runs the handler, and finishes the response unless it throws.</summary>
    protected abstract Task RunAsync(ServerCall<TRequest, TResponse> call);

    /// <summary>Runs <paramref name="invoke"/> on the service of this call.</summary>
    protected async Task<TResult> WithServiceAsync<TState, TResult>(
        ServerCall<TRequest, TResponse> call, TState state, Func<TService, TState, Task<TResult>> invoke)
    {
        (TService service, bool isOwned) = activator.Create(call.Services);
        try
        {
            return await invoke(service, state).ConfigureAwait(false);
        }
        finally
        {
            if (isOwned)
            {
                await ServiceActivator<TService>.ReleaseAsync(service).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs <paramref name="invoke"/> on the service of this call.</summary>
    protected async Task WithServiceAsync<TState>(ServerCall<TRequest, TResponse> call, TState state, Func<TService, TState, Task> invoke)
    {
        (TService service, bool isOwned) = activator.Create(call.Services);
        try
        {
            await invoke(service, state).ConfigureAwait(false);
        }
        finally
        {
            if (isOwned)
            {
                await ServiceActivator<TService>.ReleaseAsync(service).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        http.Response.ContentType = GrpcHeaders.ContentType;
        http.Response.Headers[GrpcHeaders.AcceptEncoding] = MessageEncoding.Accepted;
        if (FindHeaderMistake(http.Request.Headers, out TimeSpan? timeout) is { } mistake)
        {
            runtime.Logger.CallFailed(method.FullName, mistake.StatusCode, mistake.Detail);
            ResponseStatus.WriteTrailersOnly(http.Response, mistake, trailers: null);
            return;
        }

        var call = new ServerCall<TRequest, TResponse>(http, method, runtime, timeout);
        await using (call.ConfigureAwait(false))
        {
            try
            {
                await RunAsync(call).ConfigureAwait(false);
            }
            // A handler may throw anything; the call ends with a status and the server lives on.
            catch (Exception exception)
            {
                call.FinishWithException(exception);
            }
        }
    }

    private static Status? FindHeaderMistake(IHeaderDictionary headers, out TimeSpan? timeout)
    {
        timeout = null;
        string? encoding = headers[GrpcHeaders.Encoding];
        if (!MessageEncoding.IsSupported(encoding))
        {
            return new Status(StatusCode.Unimplemented, $"The message encoding '{encoding}' is not supported.");
        }

        string? timeoutText = headers[GrpcHeaders.Timeout];
        if (timeoutText is null)
        {
            return null;
        }

        bool isValid = GrpcTimeout.TryParse(timeoutText, out TimeSpan value);
        timeout = value;
        return isValid ? null : new Status(StatusCode.Internal, "The grpc-timeout header is malformed.");
    }
}
