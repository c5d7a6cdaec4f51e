using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>Limits of message sizes and compression, own client against own server.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Server_RequestAboveTheDefaultLimit_IsExhausted()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        await AssertExhaustedAsync(server.Client(), new ProbeRequest { Payload = ByteString.CopyFrom(new byte[(4 * 1024 * 1024) + 1]) });
    }

    [Fact]
    public async Task Server_ResponseAboveItsLimit_IsExhausted()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.MaxSendMessageSize = 100);

        await AssertExhaustedAsync(server.Client(), new ProbeRequest { ResponseSize = 101 });
    }

    [Fact]
    public async Task Server_StreamedResponseAboveItsLimit_EndsTheStreamAfterTheGoodOnes()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.MaxSendMessageSize = 100);
        using AsyncServerStreamingCall<ProbeResponse> call = server.Client().Download(new DownloadRequest { Sizes = { 10, 200 } });

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
    }

    [Fact]
    public async Task Client_ResponseAboveItsLimit_IsExhausted()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        await AssertExhaustedAsync(server.Client(options: new GrpcChannelOptions { MaxReceiveMessageSize = 100 }), new ProbeRequest { ResponseSize = 101 });
    }

    [Fact]
    public async Task Client_RequestAboveItsLimit_IsExhaustedBeforeItIsSent()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        await AssertExhaustedAsync(
            server.Client(options: new GrpcChannelOptions { MaxSendMessageSize = 100 }), new ProbeRequest { Payload = ByteString.CopyFrom(new byte[101]) });
    }

    [Fact]
    public async Task Gzip_BothWaysInAStream_IsTransparent()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = server.Client().Exchange(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        foreach (WriteFlags flags in new[] { WriteFlags.None, WriteFlags.NoCompress, WriteFlags.BufferHint, WriteFlags.None })
        {
            call.RequestStream.WriteOptions = new WriteOptions(flags);
            await call.RequestStream.WriteAsync(new ProbeRequest { Payload = ByteString.CopyFrom(new byte[20_000]), ResponseSize = 30_000 });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal([30_000, 30_000, 30_000, 30_000], await call.ResponseStream.ReadAllAsync().Select(response => response.Payload.Length).ToListAsync());
    }

    private static async Task AssertExhaustedAsync(Probe.ProbeClient client, ProbeRequest request)
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(request));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
    }
}
