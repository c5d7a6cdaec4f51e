using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>Requests octet by octet: what a peer gets wrong ends as a status, and the bytes of good answers are those of the protocol.</summary>
public sealed class FramingTests : IAsyncLifetime
{
    private const string Unary = "/myikev2.testing.Probe/Unary";
    private const string Empty = "/myikev2.testing.Probe/Empty";
    private const string Upload = "/myikev2.testing.Probe/Upload";

    private ProbeServer _server = null!;
    private RawClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = 1000);
        _client = new RawClient(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Unary_Success_IsHeadersOneFrameAndTrailers()
    {
        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(0, new ProbeRequest { ResponseSize = 2 }.ToByteArray()), "application/grpc+proto");

        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.Http, response.ContentType));
        Assert.Equal("0", RawResponse.Value(response.Trailers, "grpc-status"));
        Assert.Null(RawResponse.Value(response.Headers, "grpc-status"));
        Assert.Null(RawResponse.Value(response.Trailers, "grpc-message"));
        Assert.Equal("identity,gzip", RawResponse.Value(response.Headers, "grpc-accept-encoding"));
        int peer = response.Content.Length - 5 - 4;
        Assert.Equal([0, 0, 0, 0, (byte)(peer + 4), 0x0a, 2, 0, 0, 0x12], response.Content[..10]);
    }

    [Fact]
    public async Task Unary_Refusal_IsTrailersOnlyWithAnEncodedMessage()
    {
        var request = new ProbeRequest { Status = new StatusToGive { Code = 5, Message = "no \u00e4%\n" } };

        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(0, request.ToByteArray()));

        Assert.True(response.IsTrailersOnly);
        Assert.Equal((HttpStatusCode.OK, "5", "no %C3%A4%25%0A"), (response.Http, response.Status, response.Message));
    }

    public static TheoryData<byte[], StatusCode> BrokenBodies => new()
    {
        { [], StatusCode.Unimplemented },
        { [0, 0, 0], StatusCode.Internal },
        { [0, 0, 0, 0, 5, 1, 2], StatusCode.Internal },
        { [2, 0, 0, 0, 0], StatusCode.Internal },
        { [1, 0, 0, 0, 0], StatusCode.Internal },
        { [0, 0, 0, 3, 0xe9], StatusCode.ResourceExhausted },
        { [0, 0xff, 0xff, 0xff, 0xff], StatusCode.ResourceExhausted },
        { [0, 0, 0, 0, 2, 0xff, 0xff], StatusCode.Internal },
        { [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], StatusCode.Unimplemented },
    };

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public async Task Unary_BrokenBody_IsAStatusAndTheServerLivesOn(byte[] body, StatusCode expected)
    {
        RawResponse response = await _client.PostAsync(Unary, body);
        RawResponse next = await _client.PostAsync(Empty, RawClient.Frame(0));

        Assert.Equal(((int)expected).ToString(), response.Status);
        Assert.NotEmpty(response.Message!);
        Assert.Equal("0", next.Status);
    }

    [Fact]
    public async Task ClientStreaming_SecondMessageIsBroken_HandlerEndsWithTheStatus()
    {
        byte[] body = [.. RawClient.Frame(0), 7, 0, 0, 0, 0];

        RawResponse response = await _client.PostAsync(Upload, body);

        Assert.Equal(((int)StatusCode.Internal).ToString(), response.Status);
    }

    [Fact]
    public async Task Unary_GzipRequest_IsExpanded()
    {
        byte[] message = Gzip(new ProbeRequest { ResponseSize = 3 }.ToByteArray());

        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(1, message), headers: ("grpc-encoding", "gzip"));

        Assert.Equal("0", response.Status);
        Assert.Equal(3, Decode(response).Payload.Length);
    }

    [Fact]
    public async Task Unary_GzipRequestThatGrowsBeyondTheLimit_IsExhaustedNotExpanded()
    {
        byte[] bomb = Gzip(new byte[10_000_000]);
        Assert.InRange(bomb.Length, 1, 40_000);
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = 100_000);
        using var client = new RawClient(server.Address);

        RawResponse response = await client.PostAsync(Unary, RawClient.Frame(1, bomb), headers: ("grpc-encoding", "gzip"));

        Assert.Equal(((int)StatusCode.ResourceExhausted).ToString(), response.Status);
        Assert.Equal("An expanded message exceeds the limit of 100000 octets.", response.Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff })]
    public async Task Unary_GzipRequestThatIsNone_IsInternal(byte[] message)
    {
        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(1, message), headers: ("grpc-encoding", "gzip"));

        Assert.Equal(((int)StatusCode.Internal).ToString(), response.Status);
    }

    [Fact]
    public async Task Unary_UnknownEncoding_IsUnimplementedAndNamesTheKnownOnes()
    {
        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(0), headers: ("grpc-encoding", "snappy"));

        Assert.Equal((((int)StatusCode.Unimplemented).ToString(), "identity,gzip"), (response.Status, RawResponse.Value(response.Headers, "grpc-accept-encoding")));
    }

    [Theory]
    [InlineData("gzip", (byte)1)]
    [InlineData("deflate, gzip", (byte)1)]
    [InlineData("identity", (byte)0)]
    [InlineData(null, (byte)0)]
    public async Task Unary_ServerCompresses_OnlyForCallersThatAcceptIt(string? accepted, byte expectedFlag)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        using var client = new RawClient(server.Address);
        (string, string)[] headers = accepted is null ? [] : [("grpc-accept-encoding", accepted)];

        RawResponse response = await client.PostAsync(Unary, RawClient.Frame(0, new ProbeRequest { ResponseSize = 5000 }.ToByteArray()), headers: headers);

        Assert.Equal(expectedFlag, response.Content[0]);
        Assert.Equal(expectedFlag == 1 ? "gzip" : null, RawResponse.Value(response.Headers, "grpc-encoding"));
        Assert.Equal(5000, Decode(response).Payload.Length);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5X")]
    [InlineData("-5S")]
    [InlineData("123456789S")]
    public async Task Unary_MalformedTimeout_IsInternal(string timeout)
    {
        RawResponse response = await _client.PostAsync(Empty, RawClient.Frame(0), headers: ("grpc-timeout", timeout));

        Assert.Equal(((int)StatusCode.Internal).ToString(), response.Status);
    }

    [Fact]
    public async Task Unary_BinaryMetadataThatIsNoBase64_IsLeftOut()
    {
        RawResponse response = await _client.PostAsync(Unary, RawClient.Frame(0), headers: (ProbeService.TrailingKey, "!!"));
        RawResponse unpadded = await _client.PostAsync(Unary, RawClient.Frame(0), headers: (ProbeService.TrailingKey, "q6urAA"));

        Assert.Equal(("0", null), (response.Status, RawResponse.Value(response.Trailers, ProbeService.TrailingKey)));
        Assert.Equal("q6urAA==", RawResponse.Value(unpadded.Trailers, ProbeService.TrailingKey));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    public async Task Request_OtherContentType_IsNoGrpcCall(string contentType)
    {
        RawResponse known = await _client.PostAsync(Empty, RawClient.Frame(0), contentType);
        RawResponse unknown = await _client.PostAsync("/some.Service/Method", RawClient.Frame(0), contentType);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.NotFound), (known.Http, unknown.Http));
    }

    [Fact]
    public async Task Request_OverHttp1_MustUpgrade()
    {
        using var client = new RawClient(_server.Http1Address);

        RawResponse response = await client.PostAsync(Empty, RawClient.Frame(0), version: HttpVersion.Version11);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.Http);
    }

    [Fact]
    public async Task OtherEndpoints_OfTheHost_AreNotDisturbed()
    {
        using var http = new HttpClient();

        Assert.Equal("a page", await http.GetStringAsync(new Uri(new Uri(_server.Http1Address), "/page")));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(new Uri(_server.Http1Address), "/some.Service/Method"))).StatusCode);
    }

    private static byte[] Gzip(byte[] message)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            gzip.Write(message);
        }

        return output.ToArray();
    }

    private static ProbeResponse Decode(RawResponse response)
    {
        using var payload = new MemoryStream(response.Content, 5, response.Content.Length - 5);
        using var expanded = new GZipStream(payload, CompressionMode.Decompress);
        return response.Content[0] == 1 ? ProbeResponse.Parser.ParseFrom(expanded) : ProbeResponse.Parser.ParseFrom(payload);
    }
}
