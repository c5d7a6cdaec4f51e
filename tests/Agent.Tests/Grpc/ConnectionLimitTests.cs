using System.Buffers.Binary;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>What holds for every connection, seen by a peer that speaks frames of HTTP/2.</summary>
public sealed class ConnectionLimitTests
{
    // RFC 9113 section 6.5.2.
    private const ushort MaxConcurrentStreams = 3;

    [Fact]
    public async Task SilentConnection_IsPingedAndClosed()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configure: static options => options.KeepAliveDelay = options.KeepAliveTimeout = TimeSpan.FromSeconds(1));
        using RawConnection connection = await RawConnection.OpenAsync(host.TcpAddress);
        int pings = 0;

        // Until the server closes it.
        while (await connection.ReadAsync() is { } frame)
        {
            pings += frame is { Type: RawFrame.Ping, Flags: 0 } ? 1 : 0;
        }

        Assert.NotEqual(0, pings);
    }

    [Fact]
    public async Task ConnectionThatAnswersPings_LivesOn()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configure: static options => (options.KeepAliveDelay, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));
        using RawConnection connection = await RawConnection.OpenAsync(host.TcpAddress);

        for (int answered = 0; answered < 2;)
        {
            RawFrame frame = await connection.ReadAsync() ?? throw new InvalidOperationException("the server closed the connection");
            if (frame is { Type: RawFrame.Ping, Flags: 0 })
            {
                await connection.SendAsync(frame with { Flags = RawFrame.Ack });
                answered++;
            }
        }
    }

    [Fact]
    public async Task CallsPerConnection_AreTold()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configure: static options => options.MaxCallsPerConnection = 7);
        using RawConnection connection = await RawConnection.OpenAsync(host.TcpAddress);

        RawFrame settings = (await connection.ReadAsync())!;

        Assert.Equal(RawFrame.Settings, settings.Type);
        Assert.Contains((MaxConcurrentStreams, 7), Enumerable.Range(0, settings.Payload.Length / 6).Select(i => (
            BinaryPrimitives.ReadUInt16BigEndian(settings.Payload.AsSpan(6 * i)), BinaryPrimitives.ReadInt32BigEndian(settings.Payload.AsSpan((6 * i) + 2)))));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10_001, 1, 1)]
    [InlineData(1, 0.5, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(1, 1, 100_000)]
    public void Options_OutOfRange_AreRefused(int calls, double delay, double timeout)
    {
        var options = new GrpcOptions
        {
            MaxCallsPerConnection = calls,
            KeepAliveDelay = TimeSpan.FromSeconds(delay),
            KeepAliveTimeout = TimeSpan.FromSeconds(timeout),
        };

        Assert.True(new GrpcOptionsValidator().Validate(null, options).Failed);
        Assert.False(new GrpcOptionsValidator().Validate(null, new GrpcOptions { KeepAliveDelay = TimeSpan.Zero }).Failed);
    }
}
