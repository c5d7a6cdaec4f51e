using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>The client against servers that are missing, or that answer with something else than gRPC.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await new Probe.ProbeClient(channel).EmptyAsync(new Nothing()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        Assert.Contains($"127.0.0.1:{port}", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_SocketIsMissing_IsUnavailableAndNamesIt()
    {
        using GrpcChannel channel = GrpcChannel.ForUnixSocket("/tmp/no-such-folder/agent.sock");

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await new Probe.ProbeClient(channel).EmptyAsync(new Nothing()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
        Assert.Contains("unix:/tmp/no-such-folder/agent.sock", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(418, StatusCode.Unknown)]
    public async Task Call_HttpError_IsMappedToAStatus(int http, StatusCode expected)
    {
        RpcException exception = await CallAsync(context =>
        {
            context.Response.StatusCode = http;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, exception.StatusCode);
    }

    [Fact]
    public async Task Call_ResponseIsNoGrpc_IsUnknown()
    {
        RpcException exception = await CallAsync(context => context.Response.WriteAsync("hello"));

        Assert.Equal(StatusCode.Unknown, exception.StatusCode);
    }

    [Fact]
    public async Task Call_ResponseWithoutStatus_IsUnknown()
    {
        RpcException exception = await CallAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(RawClient.Frame(0));
        });

        Assert.Equal((StatusCode.Unknown, "The server ended the call without a status."), (exception.StatusCode, exception.Status.Detail));
    }

    [Theory]
    [InlineData(0, StatusCode.Unimplemented)]
    [InlineData(2, StatusCode.Unimplemented)]
    public async Task UnaryCall_OtherThanOneResponse_IsRefused(int messages, StatusCode expected)
    {
        RpcException exception = await CallAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            for (int i = 0; i < messages; i++)
            {
                await context.Response.Body.WriteAsync(RawClient.Frame(0));
            }

            await context.Response.Body.FlushAsync();
            context.Response.AppendTrailer("grpc-status", "0");
        });

        Assert.Equal(expected, exception.StatusCode);
    }

    [Fact]
    public async Task Call_StreamIsReset_IsAStatus()
    {
        RpcException exception = await CallAsync(context =>
        {
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResetFeature>()!.Reset(0x7);
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public async Task Call_StatusIsNoNumber_IsUnknown()
    {
        RpcException exception = await CallAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "99";
            context.Response.Headers["grpc-message"] = "odd%21";
            return Task.CompletedTask;
        });

        Assert.Equal((StatusCode.Unknown, "odd!"), (exception.StatusCode, exception.Status.Detail));
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("ftp://localhost")]
    [InlineData("")]
    public void Channel_AddressIsNone_IsRefused(string address) => Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(address));

    [Fact]
    public async Task ResponseStream_MisuseOfTheReader_IsToldApart()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = server.Client().Exchange();

        Assert.Throws<InvalidOperationException>(() => call.ResponseStream.Current);
        Task<bool> reading = call.ResponseStream.MoveNext(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.CompleteAsync();
        Assert.False(await reading);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new ProbeRequest()));
    }

    private static async Task<RpcException> CallAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        await using WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());

        return await Assert.ThrowsAsync<RpcException>(async () => await new Probe.ProbeClient(channel).EmptyAsync(new Nothing()));
    }
}
