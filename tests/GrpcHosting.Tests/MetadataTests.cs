using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

public sealed class MetadataTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = [0xab, 0xab, 0xab, 0x00, 0xff];

    private ProbeServer _server = null!;

    public async Task InitializeAsync() => _server = await ProbeServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Unary_CustomMetadata_ComesBackInHeadersAndTrailers()
    {
        using AsyncUnaryCall<ProbeResponse> call = _server.Client().UnaryAsync(new ProbeRequest(), CustomMetadata());

        Metadata headers = await call.ResponseHeadersAsync;
        await call;

        Assert.Equal("test_initial_metadata_value", headers.GetValue(ProbeService.InitialKey));
        Assert.Equal(Bytes, call.GetTrailers().GetValueBytes(ProbeService.TrailingKey));
    }

    [Fact]
    public async Task DuplexStreaming_CustomMetadata_HeadersComeBeforeTheFirstMessage()
    {
        using AsyncDuplexStreamingCall<ProbeRequest, ProbeResponse> call = _server.Client().Exchange(CustomMetadata());

        Metadata headers = await call.ResponseHeadersAsync;
        Assert.Equal("test_initial_metadata_value", headers.GetValue(ProbeService.InitialKey));
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(Bytes, call.GetTrailers().GetValueBytes(ProbeService.TrailingKey));
    }

    [Fact]
    public async Task Unary_FailedCall_KeepsTheHandlersTrailers()
    {
        var request = new ProbeRequest { Status = new StatusToGive { Code = (int)StatusCode.NotFound } };

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await _server.Client().UnaryAsync(
            request, new Metadata { { ProbeService.TrailingKey, Bytes } }));

        Assert.Equal(Bytes, exception.Trailers.GetValueBytes(ProbeService.TrailingKey));
    }

    [Theory]
    [InlineData("Mixed-Case", "value", "mixed-case")]
    [InlineData("a.b_c-1", "", "a.b_c-1")]
    public void Entry_ValidKey_IsLowerCase(string key, string value, string expected) =>
        Assert.Equal(expected, new Metadata.Entry(key, value).Key);

    [Theory]
    [InlineData("", "value")]
    [InlineData("white space", "value")]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "caf\u00e9")]
    [InlineData("key-bin", "text")]
    public void Entry_InvalidKeyOrText_IsRefused(string key, string value) =>
        Assert.ThrowsAny<ArgumentException>(() => new Metadata.Entry(key, value));

    [Fact]
    public void Entry_BytesWithoutBinaryKey_AreRefused() => Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", Bytes));

    [Fact]
    public void Metadata_SeveralEntriesOfAKey_GetGivesTheLastAndGetAllGivesAll()
    {
        var metadata = new Metadata { { "k", "1" }, { "other", "x" }, { "K", "2" } };

        Assert.Equal("2", metadata.GetValue("k"));
        Assert.Equal(["1", "2"], metadata.GetAll("K").Select(entry => entry.Value));
    }

    [Fact]
    public void Metadata_Empty_CannotBeChanged() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("k", "v"));

    private static Metadata CustomMetadata() => new()
    {
        { ProbeService.InitialKey, "test_initial_metadata_value" },
        { ProbeService.TrailingKey, Bytes },
    };
}
