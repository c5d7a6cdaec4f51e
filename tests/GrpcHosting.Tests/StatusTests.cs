using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>How calls end when they do not end well.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n100%";

    private ProbeServer _server = null!;

    public async Task InitializeAsync() => _server = await ProbeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(StatusCode.Unknown, "test status message")]
    [InlineData(StatusCode.NotFound, SpecialMessage)]
    [InlineData(StatusCode.ResourceExhausted, "")]
    public async Task Unary_RpcException_GivesItsStatus(StatusCode code, string message)
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await _server.Client().UnaryAsync(new ProbeRequest { Status = Status(code, message) }));

        Assert.Equal(code, exception.StatusCode);
        Assert.Equal(message, exception.Status.Detail);
    }

    [Fact]
    public async Task DuplexStreaming_RpcExceptionAfterAMessage_GivesItsStatusInTheTrailers()
    {
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = _server.Client().Exchange();
        await call.RequestStream.WriteAsync(new ProbeRequest { ResponseSize = 3 });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.WriteAsync(new ProbeRequest { Status = Status(StatusCode.Aborted, SpecialMessage) });

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((StatusCode.Aborted, SpecialMessage), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal(StatusCode.Aborted, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_StatusOfTheContext_FollowsTheMessages()
    {
        using AsyncServerStreamingCall<ProbeResponse> call = _server.Client().Download(
            new DownloadRequest { Sizes = { 1, 2 }, Status = Status(StatusCode.DataLoss, "the rest is gone") });

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.DataLoss, exception.StatusCode);
    }

    [Fact]
    public async Task Unary_UnexpectedException_IsUnknownAndTellsNothing()
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await _server.Client().UnaryAsync(new ProbeRequest { Exception = "secret-path" }));

        Assert.Equal(StatusCode.Unknown, exception.StatusCode);
        Assert.DoesNotContain("secret-path", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_UnexpectedExceptionWithDetailedErrors_TellsItsText()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.EnableDetailedErrors = true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client().UnaryAsync(new ProbeRequest { Exception = "open for all" }));

        Assert.Contains("open for all", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unary_MethodOfTheServiceThatIsNotImplemented_IsUnimplemented()
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await _server.Client().MissingAsync(new Nothing()));

        Assert.Equal(StatusCode.Unimplemented, exception.StatusCode);
    }

    [Fact]
    public async Task Unary_UnknownMethodOrService_IsUnimplemented()
    {
        Method<string, string> unknown = new(MethodType.Unary, "myikev2.testing.Probe", "NoSuchMethod", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        using Grpc.Net.Client.GrpcChannel channel = _server.Channel();

        RpcException method = await Assert.ThrowsAsync<RpcException>(
            async () => await channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, default, "hello"));
        RpcException service = await Assert.ThrowsAsync<RpcException>(async () => await new Absent.AbsentClient(channel).CallAsync(new Nothing()));

        Assert.Equal((StatusCode.Unimplemented, "The method is not implemented."), (method.StatusCode, method.Status.Detail));
        Assert.Equal((StatusCode.Unimplemented, "The service is not implemented."), (service.StatusCode, service.Status.Detail));
    }

    [Fact]
    public async Task ClientStreaming_ServerEndsEarly_WriterAndResponseGiveTheStatus()
    {
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> call = _server.Client().Upload();
        await call.RequestStream.WriteAsync(new ProbeRequest { Status = Status(StatusCode.FailedPrecondition, "no more") });

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call);
        RpcException write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new ProbeRequest()));

        Assert.Equal(StatusCode.FailedPrecondition, exception.StatusCode);
        Assert.Equal(StatusCode.FailedPrecondition, write.StatusCode);
    }

    private static StatusToGive Status(StatusCode code, string message) => new() { Code = (int)code, Message = message };
}
