using Google.Protobuf;
using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>The four kinds of calls, own client against own server, over both transports.</summary>
public sealed class CallTests : IAsyncLifetime
{
    // The sizes of the public interoperability cases.
    private const int LargeRequest = 271_828;
    private const int LargeResponse = 314_159;
    private static readonly int[] RequestSizes = [27_182, 8, 1_828, 45_904];
    private static readonly int[] ResponseSizes = [31_415, 9, 2_653, 58_979];

    private ProbeServer _server = null!;

    public async Task InitializeAsync() => _server = await ProbeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task Unary_EmptyMessages_RoundTrip(Transport transport)
    {
        using AsyncUnaryCall<Nothing> call = _server.Client(transport).EmptyAsync(new Nothing());

        Assert.Equal(new Nothing(), await call);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public void Unary_Blocking_GivesTheResponse() => Assert.Equal(new Nothing(), _server.Client().Empty(new Nothing()));

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task Unary_LargeMessages_RoundTrip(Transport transport)
    {
        ProbeResponse response = await _server.Client(transport).UnaryAsync(Request(LargeRequest, LargeResponse));

        Assert.Equal(LargeResponse, response.Payload.Length);
    }

    [Fact]
    public async Task Unary_MessageLargerThanTheFlowControlWindows_RoundTrips()
    {
        // Kestrel's stream window is 768 KiB: the server must open it while it waits for the rest.
        const int Size = 3_500_000;

        ProbeResponse response = await _server.Client().UnaryAsync(Request(Size, Size));

        Assert.Equal(Size, response.Payload.Length);
    }

    [Fact]
    public async Task Unary_ManyAtOnce_AllAreAnswered()
    {
        Probe.ProbeClient client = _server.Client(Transport.UnixSocket);

        ProbeResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.UnaryAsync(Request(10, i)).ResponseAsync));

        Assert.Equal(Enumerable.Range(0, 300), responses.Select(response => response.Payload.Length));
    }

    [Fact]
    public async Task Unary_Peer_NamesTheClientsAddress()
    {
        ProbeResponse tcp = await _server.Client().UnaryAsync(Request(0, 0));
        ProbeResponse unix = await _server.Client(Transport.UnixSocket).UnaryAsync(Request(0, 0));

        Assert.Matches(@"^ipv4:127\.0\.0\.1:\d+$", tcp.Peer);
        Assert.StartsWith("unix:", unix.Peer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task ServerStreaming_SeveralResponses_ArriveInOrder(Transport transport)
    {
        using AsyncServerStreamingCall<ProbeResponse> call = _server.Client(transport).Download(new DownloadRequest { Sizes = { ResponseSizes } });

        var sizes = new List<int>();
        await foreach (ProbeResponse response in call.ResponseStream.ReadAllAsync())
        {
            sizes.Add(response.Payload.Length);
        }

        Assert.Equal(ResponseSizes, sizes);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_NoResponses_EndsWithOk()
    {
        using AsyncServerStreamingCall<ProbeResponse> call = _server.Client().Download(new DownloadRequest());

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task ClientStreaming_SeveralRequests_AreSummed(Transport transport)
    {
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> call = _server.Client(transport).Upload();
        foreach (int size in RequestSizes)
        {
            await call.RequestStream.WriteAsync(Request(size, 0));
        }

        await call.RequestStream.CompleteAsync();
        UploadSummary summary = await call;

        Assert.Equal(new UploadSummary { Messages = RequestSizes.Length, Octets = 74_922 }, summary);
    }

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task DuplexStreaming_PingPong_EachRequestIsAnsweredBeforeTheNext(Transport transport)
    {
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = _server.Client(transport).Exchange();
        foreach ((int request, int response) in RequestSizes.Zip(ResponseSizes))
        {
            await call.RequestStream.WriteAsync(Request(request, response));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(response, call.ResponseStream.Current.Payload.Length);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DuplexStreaming_NoMessages_EndsWithOk()
    {
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = _server.Client().Exchange();
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task ServerStreaming_TenThousandMessages_ArriveWhole()
    {
        var request = new DownloadRequest { Sizes = { Enumerable.Repeat(100, 10_000) } };
        using AsyncServerStreamingCall<ProbeResponse> call = _server.Client(Transport.UnixSocket).Download(request);

        Assert.Equal(10_000, await call.ResponseStream.ReadAllAsync().CountAsync(response => response.Payload.Length == 100));
    }

    private static ProbeRequest Request(int size, int responseSize) =>
        new() { Payload = ByteString.CopyFrom(new byte[size]), ResponseSize = responseSize };
}
