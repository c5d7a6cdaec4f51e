using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Grpc.Core;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Client;

/// <summary>
/// One call of a client. Threading: the caller reads and writes, the transport finishes the request, a timer ends the
/// call; the first of them that ends it decides the status, see <see cref="End"/>.
/// </summary>
internal sealed class ClientCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly ClientRuntime _runtime;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationToken _cancelled;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _endLock = new();
    private readonly ITimer? _deadlineTimer;
    private readonly bool _compress;

    private StreamingBody? _streamingBody;
    private Task<MessageReader<TResponse>?> _started = Task.FromResult<MessageReader<TResponse>?>(null);
    private HttpResponseMessage? _response;
    private volatile CallEnd? _end;
    private volatile bool _deadlinePassed;

    public ClientCall(ClientRuntime runtime, Method<TRequest, TResponse> method, CallOptions options)
    {
        _runtime = runtime;
        _method = method;
        _options = options;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, runtime.Shutdown);
        _cancelled = _cancellation.Token;
        _compress = MessageEncoding.IsGzip(options.Headers?.GetValue(GrpcHeaders.InternalRequestEncoding));
        RequestWriter = new MessageWriter<TRequest>(method.RequestMarshaller, runtime.Options.MaxSendMessageSize);
        if (TimeLeft() is { } left && left < TimeSpan.FromDays(49))
        {
            _deadlineTimer = runtime.Options.Clock.CreateTimer(
                static call => ((ClientCall<TRequest, TResponse>)call!).PassDeadline(), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record CallEnd(Status Status, Metadata Trailers);

    public Task<Metadata> ResponseHeadersAsync => _headers.Task;

    public MessageWriter<TRequest> RequestWriter { get; }

    public WriteOptions? WriteOptions => _options.WriteOptions;

    public void StartWithMessage(string? host, TRequest request)
    {
        // Not pooled: the transport may send the frame again on another connection.
        var frame = new ArrayBufferWriter<byte>();
        try
        {
            RequestWriter.Write(frame, request, MustCompress(WriteOptions));
        }
        catch
        {
            Dispose();
            throw;
        }

        _started = StartAsync(CreateRequest(host, new SingleMessageBody(frame.WrittenMemory)));
    }

    public StreamingBody StartWithStream(string? host)
    {
        _streamingBody = new StreamingBody();
        _started = StartAsync(CreateRequest(host, _streamingBody));
        return _streamingBody;
    }

    public bool MustCompress(WriteOptions? options) => _compress && options?.Flags.HasFlag(WriteFlags.NoCompress) != true;

    /// <summary>The next response, or nothing after an end with status OK.</summary>
    /// <exception cref="RpcException">The call ended with another status.</exception>
    public async Task<TResponse?> ReadAsync(CancellationToken cancellationToken)
    {
        MessageReader<TResponse>? reader = await _started.ConfigureAwait(false);
        if (_end is null && reader is not null)
        {
            try
            {
                CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Cancel(), this);
                await using (registration.ConfigureAwait(false))
                {
                    MessageRead<TResponse> response = await reader.ReadAsync(_cancelled).ConfigureAwait(false);
                    if (response.HasMessage)
                    {
                        return response.Message;
                    }

                    EndAfterMessages(response);
                }
            }
            catch (Exception exception)
            {
                End(StatusOf(exception), Metadata.Empty);
            }
        }

        Status status = GetStatus();
        return status.StatusCode == StatusCode.OK ? null : throw new RpcException(status, GetTrailers());
    }

    /// <summary>The response of a method that has exactly one.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        TResponse response = await ReadAsync(CancellationToken.None).ConfigureAwait(false)
            ?? throw new RpcException(new Status(StatusCode.Unimplemented, "The server ended the call without a response message."));
        if (await ReadAsync(CancellationToken.None).ConfigureAwait(false) is not null)
        {
            var status = new Status(StatusCode.Unimplemented, "The server sent more than one response message.");
            End(status, Metadata.Empty);
            throw new RpcException(status);
        }

        return response;
    }

    /// <summary>The status of a failed write: the call's if it has ended, else that of the transport's exception.</summary>
    public Status StatusOf(Exception exception)
    {
        if (_end is { } end)
        {
            return end.Status;
        }

        if (_deadlinePassed)
        {
            return new Status(StatusCode.DeadlineExceeded, "The deadline passed.");
        }

        return exception is OperationCanceledException || _cancelled.IsCancellationRequested
            ? new Status(StatusCode.Cancelled, "The call was cancelled.", exception)
            : TransportStatus.FromException(exception, _runtime.Target);
    }

    public Status GetStatus() => _end?.Status ?? throw new InvalidOperationException("The call has not ended.");

    public Metadata GetTrailers() => _end?.Trailers ?? throw new InvalidOperationException("The call has not ended.");

    public void Dispose() => End(new Status(StatusCode.Cancelled, "The call was disposed."), Metadata.Empty);

    private async Task<MessageReader<TResponse>?> StartAsync(HttpRequestMessage request)
    {
        try
        {
            HttpResponseMessage response = await _runtime.Http.SendAsync(request, _cancelled).ConfigureAwait(false);
            if (!TryKeep(response))
            {
                return null;
            }

            if (TransportStatus.FindMistake(response) is { } mistake)
            {
                // A gateway may send a status of its own beside an HTTP error.
                End(TransportStatus.FromHeaders(response.Headers) ?? mistake, TransportStatus.ReadMetadata(response.Headers));
                return null;
            }

            Metadata headers = TransportStatus.ReadMetadata(response.Headers);
            if (TransportStatus.FromHeaders(response.Headers) is { } immediate)
            {
                End(immediate, headers);
                return null;
            }

            _headers.TrySetResult(headers);
            Stream body = await response.Content.ReadAsStreamAsync(_cancelled).ConfigureAwait(false);
            return new MessageReader<TResponse>(
                PipeReader.Create(body), _method.ResponseMarshaller, TransportStatus.Single(response.Headers, GrpcHeaders.Encoding), _runtime.Options.MaxReceiveMessageSize);
        }
        catch (Exception exception)
        {
            End(StatusOf(exception), Metadata.Empty);
            return null;
        }
    }

    /// <summary>False when the call ended before its response came.</summary>
    private bool TryKeep(HttpResponseMessage response)
    {
        lock (_endLock)
        {
            if (_end is null)
            {
                _response = response;
                return true;
            }
        }

        response.Dispose();
        return false;
    }

    private HttpRequestMessage CreateRequest(string? host, HttpContent body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_runtime.Address, _method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", "grpc-myikev2");
        request.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, MessageEncoding.Accepted);
        if (_compress)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Encoding, MessageEncoding.Gzip);
        }

        if (TimeLeft() is { } left)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(left));
        }

        foreach (Metadata.Entry entry in _options.Headers ?? Metadata.Empty)
        {
            if (!MetadataHeaders.IsReserved(entry.Key))
            {
                request.Headers.TryAddWithoutValidation(entry.Key, MetadataHeaders.HeaderValue(entry));
            }
        }

        return request;
    }

    private TimeSpan? TimeLeft() => _options.Deadline is { } deadline && deadline != DateTime.MaxValue
        ? deadline.ToUniversalTime() - _runtime.Options.Clock.GetUtcNow().UtcDateTime
        : null;

    private void EndAfterMessages(MessageRead<TResponse> response)
    {
        if (response.IsError(out Status mistake))
        {
            End(mistake, Metadata.Empty);
            return;
        }

        HttpResponseMessage http = _response!;
        Status status = TransportStatus.FromHeaders(http.TrailingHeaders) ?? new Status(StatusCode.Unknown, "The server ended the call without a status.");
        End(status, TransportStatus.ReadMetadata(http.TrailingHeaders));
    }

    private void PassDeadline()
    {
        _deadlinePassed = true;
        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }

    /// <summary>Ends the call once, lets everybody who waits on it go, and frees what it holds.</summary>
    private void End(Status status, Metadata trailers)
    {
        lock (_endLock)
        {
            if (_end is not null)
            {
                return;
            }

            _end = new CallEnd(status, trailers);
        }

        if (status.StatusCode != StatusCode.OK)
        {
            Cancel();
        }

        if (_headers.TrySetException(new RpcException(status, trailers)))
        {
            // Few callers look at the headers of a failed call.
            _ = _headers.Task.Exception;
        }

        _streamingBody?.Release();
        _deadlineTimer?.Dispose();
        _response?.Dispose();
        _cancellation.Dispose();
    }
}
