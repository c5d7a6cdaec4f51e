using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>One call under way: its request, response, deadline and context.</summary>
internal sealed class ServerCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly HttpContext _http;
    private readonly ServerRuntime _runtime;
    private readonly MessageReader<TRequest> _requests;
    private readonly CallDeadline _deadline;

    public ServerCall(HttpContext http, Method<TRequest, TResponse> method, ServerRuntime runtime, TimeSpan? timeout)
    {
        _http = http;
        _runtime = runtime;
        Method = method;
        bool mayCompress = MessageEncoding.IsGzip(runtime.Options.ResponseCompressionAlgorithm)
            && MessageEncoding.AcceptsGzip(http.Request.Headers[GrpcHeaders.AcceptEncoding]);
        if (mayCompress)
        {
            http.Response.Headers[GrpcHeaders.Encoding] = MessageEncoding.Gzip;
        }

        _requests = new MessageReader<TRequest>(
            http.Request.BodyReader, method.RequestMarshaller, http.Request.Headers[GrpcHeaders.Encoding], runtime.Options.MaxReceiveMessageSize);
        ResponseWriter = new MessageWriter<TResponse>(method.ResponseMarshaller, runtime.Options.MaxSendMessageSize);
        Response = new CallResponse(http, method.FullName, runtime, mayCompress);
        _deadline = new CallDeadline(timeout, runtime.Clock, method.FullName, runtime.Logger, http.RequestAborted);
        Context = new HttpServerCallContext(http, method, _deadline, Response);
        _deadline.Start(() => Response.FinishEarlyAsync(DeadlineStatus));
    }

    public Method<TRequest, TResponse> Method { get; }

    public HttpServerCallContext Context { get; }

    public CallResponse Response { get; }

    public MessageWriter<TResponse> ResponseWriter { get; }

    public IServiceProvider Services => _http.RequestServices;

    public WriteFlags Flags => Context.WriteOptions?.Flags ?? WriteFlags.None;

    private static Status DeadlineStatus => new(StatusCode.DeadlineExceeded, "The deadline passed.");

    /// <summary>Reads the next request; a client that went away is a status, too.</summary>
    public async ValueTask<MessageRead<TRequest>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _requests.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException or BadHttpRequestException)
        {
            return MessageRead<TRequest>.Failed(new Status(StatusCode.Cancelled, "The client ended the call.", exception));
        }
    }

    /// <summary>Reads the request of a method that has exactly one.</summary>
    public async ValueTask<MessageRead<TRequest>> ReadSingleAsync()
    {
        MessageRead<TRequest> request = await ReadAsync(Context.CancellationToken).ConfigureAwait(false);
        if (!request.HasMessage)
        {
            return request.IsError(out _) ? request : Cardinality("The call has no request message.");
        }

        MessageRead<TRequest> end = await ReadAsync(Context.CancellationToken).ConfigureAwait(false);
        if (end.HasMessage)
        {
            return Cardinality("The call has more than one request message.");
        }

        return end.IsError(out _) ? end : request;
    }

    /// <summary>Lifts the minimum data rate: a request stream may be silent for as long as it likes.</summary>
    public void AllowSlowRequests()
    {
        if (_http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Ends a call that has one response.</summary>
    public void FinishWithResponse(TResponse? response)
    {
        if (Context.Status.StatusCode != StatusCode.OK)
        {
            Finish(Context.Status, trailers: null);
        }
        else if (response is null)
        {
            Finish(new Status(StatusCode.Internal, "The handler returned no message."), trailers: null);
        }
        else
        {
            Response.FinishWithMessage(ResponseWriter, response, Flags, Context.TrailersOrNull);
        }
    }

    /// <summary>Ends the call as its handler's exception says, without telling the client more than it may know.</summary>
    public void FinishWithException(Exception exception)
    {
        if (_deadline.HasPassed)
        {
            Finish(DeadlineStatus, trailers: null);
        }
        else if (exception is RpcException refusal)
        {
            Finish(refusal.Status, refusal.Trailers);
        }
        else if (_http.RequestAborted.IsCancellationRequested)
        {
            Finish(new Status(StatusCode.Cancelled, "The client ended the call."), trailers: null);
        }
        else
        {
            _runtime.Logger.HandlerThrew(exception, Method.FullName);
            string detail = _runtime.Options.EnableDetailedErrors == true
                ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
                : "Exception was thrown by handler.";
            Finish(new Status(StatusCode.Unknown, detail), trailers: null);
        }
    }

    /// <summary>Ends the call with a status and the handler's trailers followed by <paramref name="trailers"/>.</summary>
    public void Finish(Status status, Metadata? trailers)
    {
        if (status.StatusCode != StatusCode.OK)
        {
            _runtime.Logger.CallFailed(Method.FullName, status.StatusCode, status.Detail);
        }

        Response.Finish(status, Join(Context.TrailersOrNull, trailers));
    }

    public ValueTask DisposeAsync() => _deadline.DisposeAsync();

    private static MessageRead<TRequest> Cardinality(string detail) =>
        MessageRead<TRequest>.Failed(new Status(StatusCode.Unimplemented, detail));

    private static Metadata? Join(Metadata? first, Metadata? second)
    {
        if (first is null || first.Count == 0 || second is null || second.Count == 0)
        {
            return first is { Count: > 0 } ? first : second;
        }

        var joined = new Metadata();
        foreach (Metadata.Entry entry in first.Concat(second))
        {
            joined.Add(entry);
        }

        return joined;
    }
}
