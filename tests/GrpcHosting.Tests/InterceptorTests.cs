using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Server_TwoInterceptors_StandAroundEveryKindOfHandlerInOrder()
    {
        var log = new List<string>();
        await using ProbeServer server = await ProbeServer.StartAsync(options =>
        {
            options.Interceptors.Add(new Recorder("outer", log));
            options.Interceptors.Add(new Recorder("inner", log));
        });
        Probe.ProbeClient client = server.Client();

        await client.EmptyAsync(new Nothing());
        using AsyncServerStreamingCall<ProbeResponse> download = client.Download(new DownloadRequest());
        await download.ResponseStream.MoveNext(CancellationToken.None);
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> upload = client.Upload();
        await upload.RequestStream.CompleteAsync();
        await upload;
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> exchange = client.Exchange();
        await exchange.RequestStream.CompleteAsync();
        await exchange.ResponseStream.MoveNext(CancellationToken.None);

        Assert.Equal(
            ["outer unary", "inner unary", "outer download", "inner download", "outer upload", "inner upload", "outer exchange", "inner exchange"], log);
    }

    [Fact]
    public async Task Server_InterceptorThrows_HandlerIsNotReached()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.Interceptors.Add(new Refuser()));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await server.Client().UnaryAsync(new ProbeRequest()));

        Assert.Equal(StatusCode.PermissionDenied, exception.StatusCode);
        Assert.Equal(default, server.Observer.LastDeadline);
    }

    [Fact]
    public async Task Client_Interceptor_MayChangeTheOptionsOfACall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using GrpcChannel channel = server.Channel();
        var client = new Probe.ProbeClient(channel.Intercept(new HeaderAdder()));

        using AsyncUnaryCall<ProbeResponse> call = client.UnaryAsync(new ProbeRequest());

        Assert.Equal("added", (await call.ResponseHeadersAsync).GetValue(ProbeService.InitialKey));
        await call;
    }

    private sealed class Recorder(string name, List<string> log) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name} unary");
            return continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name} download");
            return continuation(request, responseStream, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name} upload");
            return continuation(requestStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name} exchange");
            return continuation(requestStream, responseStream, context);
        }
    }

    private sealed class Refuser : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "nobody"));
    }

    private sealed class HeaderAdder : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, context with { Options = context.Options.WithHeaders(new Metadata { { ProbeService.InitialKey, "added" } }) });
    }
}
