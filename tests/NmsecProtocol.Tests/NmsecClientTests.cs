using System.Buffers;
using System.Buffers.Binary;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>The client against scripted servers: what it must take, and what it must not fall for.</summary>
public class NmsecClientTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public async Task GetIkeTunnels_TheWorkedExample_SendsAndReadsItsBytes()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.WriteAsync(WorkedExample.Response);
        var response = await client.GetIkeTunnelsAsync(stack: "TCPIP1");
        var tunnels = await response.ToListAsync();
        var request = new byte[96];
        await pair.Server.ReadExactlyAsync(request);
        Assert.Equal(HexBlock.Format(WorkedExample.Request), HexBlock.Format(request));
        Assert.Equal("TCPIP1", response.Stack);
        Assert.Equal(1u, response.TotalAvailable);
        Assert.Equal("K7", Assert.Single(tunnels).Tunnel.TunnelId.ToString());
    }

    [Fact]
    public async Task GetIkeTunnels_ServerOfALaterRelease_ReadsTheSameWithEveryStructureLonger()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.WriteAsync(Lengthened(records: 2));
        var tunnels = await (await client.GetIkeTunnelsAsync()).ToListAsync();
        Assert.Equal(2, tunnels.Count);
        Assert.All(tunnels, tunnel =>
        {
            Assert.Equal("KER-Branch12", tunnel.Tunnel.KeyExchangeRule.ToString());
            Assert.Equal(256u, tunnel.Tunnel.EncryptionKeyLength.Value);
            Assert.Equal(4096ul, tunnel.Statistics.Bytes.Value);
            Assert.Equal("192.0.2.10", tunnel.LocalIdentity);
            Assert.Equal("198.51.100.20", tunnel.RemoteIdentity);
        });
    }

    [Fact]
    public async Task GetIkeTunnels_AnswerLeftUnread_IsPassedOverByTheNextRequest()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.WriteAsync(Lengthened(records: 5));
        await foreach (var tunnel in await client.GetIkeTunnelsAsync())
        {
            Assert.Equal(1u, tunnel.Tunnel.Generation.Value);
            break;
        }

        var second = WorkedExample.Response;
        second[23] = 2; // correlator
        await pair.Server.WriteAsync(second);
        Assert.Single(await (await client.GetIkeTunnelsAsync()).ToListAsync());
    }

    [Fact]
    public async Task GetIkeTunnels_Refused_SaysWhyAndStaysUsable()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteError(output, FrameHeader.Read(Dialect, WorkedExample.Request), NmsecError.UnknownStack);
        await pair.Server.WriteAsync(output.WrittenMemory);
        var refusal = await Assert.ThrowsAsync<NmsecServerException>(() => client.GetIkeTunnelsAsync(stack: "TCPIP1"));
        Assert.Equal(NmsecReturnCode.UnknownStack, refusal.ReturnCode);
        Assert.False(refusal.IsTermination);
        Assert.Contains("no stack of that name", refusal.Message, StringComparison.Ordinal);
        var second = WorkedExample.Response;
        second[23] = 2;
        await pair.Server.WriteAsync(second);
        Assert.Equal(1u, (await client.GetIkeTunnelsAsync()).Count);
    }

    [Fact]
    public async Task GetIkeTunnels_Terminated_SaysWhy()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.WriteAsync(Notice(NmsecMessageType.Term, NmsecError.ShuttingDown));
        await pair.Server.DisposeAsync();
        var end = await Assert.ThrowsAsync<NmsecServerException>(() => client.GetIkeTunnelsAsync());
        Assert.True(end.IsTermination);
        Assert.Equal(NmsecReturnCode.ShuttingDown, end.ReturnCode);
    }

    [Fact]
    public async Task Connect_TerminatedAtOnce_SaysWhy()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(Notice(NmsecMessageType.Term, NmsecError.NotReady));
        var end = await Assert.ThrowsAsync<NmsecServerException>(() => NmsecClient.ConnectAsync(pair.Client));
        Assert.Equal(NmsecReturnCode.NotReady, end.ReturnCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("")]
    public async Task Connect_ToSomethingElse_IsAProtocolError(string greeting)
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(System.Text.Encoding.ASCII.GetBytes(greeting));
        await pair.Server.DisposeAsync();
        await Assert.ThrowsAsync<NmsecProtocolException>(() => NmsecClient.ConnectAsync(pair.Client));
    }

    [Fact]
    public async Task GetIkeTunnels_AnswerToAnotherRequest_IsAProtocolError()
    {
        var response = WorkedExample.Response;
        response[23] = 9;
        await AssertRefusedAsync<NmsecProtocolException>(response);
    }

    [Fact]
    public async Task GetIkeTunnels_EveryPrefixOfAnAnswer_IsAProtocolError()
    {
        var response = WorkedExample.Response;
        for (var length = 0; length < response.Length - 3; length++)
        {
            await AssertRefusedAsync<NmsecProtocolException>(response[..length]);
        }
    }

    [Fact]
    public async Task GetIkeTunnels_EveryByteOfHeadersDamaged_GivesRecordsOrAnNmsecException()
    {
        var response = WorkedExample.Response;
        for (var offset = 0; offset < 96 + 48; offset++)
        {
            foreach (var value in (byte[])[0x00, 0x01, 0x7F, 0x80, 0xFF])
            {
                var damaged = (byte[])response.Clone();
                damaged[offset] = value;
                await ReadAsync(damaged);
            }
        }
    }

    [Fact]
    public async Task GetIkeTunnels_RecordLargerThanTheLimit_IsAProtocolError()
    {
        var response = WorkedExample.Response;
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(8), 0xFFFFFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(72), 0xFFFFFF00);
        BinaryPrimitives.WriteUInt32BigEndian(response.AsSpan(100), 0x7FFFFFF8);
        await AssertRefusedAsync<NmsecProtocolException>(response);
    }

    [Fact]
    public async Task GetIkeTunnels_TooManyFilters_AreRefusedBeforeAnythingIsSent()
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        var filters = Enumerable.Repeat(new NmsecFilter(), 390).ToList();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetIkeTunnelsAsync(filters));
    }

    private static async Task AssertRefusedAsync<TException>(byte[] response)
        where TException : Exception
        => Assert.IsType<TException>(await Record.ExceptionAsync(() => ReadAllAsync(response)));

    private static async Task ReadAsync(byte[] response)
    {
        var exception = await Record.ExceptionAsync(() => ReadAllAsync(response));
        Assert.True(exception is null or NmsecException, exception?.ToString());
    }

    private static async Task ReadAllAsync(byte[] response)
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await pair.Server.WriteAsync(response);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.DisposeAsync();
        await foreach (var tunnel in await client.GetIkeTunnelsAsync())
        {
            Assert.NotNull(tunnel);
        }
    }

    private static byte[] Notice(NmsecMessageType type, NmsecError cause)
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteNotice(output, type, cause);
        return output.WrittenSpan.ToArray();
    }

    // The worked example as a server would send it whose every structure has eight bytes more at its end.
    private static byte[] Lengthened(int records)
    {
        Assert.False(RecordReader.TryOpen(Dialect, WorkedExample.Response.AsSpan(96), out var original).IsError);
        int[] lengths = [IkeTunnelSection.Size + 8, IkeTunnelStatisticsSection.Size + 8, 10, 13, 8];
        var record = new byte[RecordWriter.Measure(Dialect, lengths)];
        var writer = new RecordWriter(Dialect, record, lengths);
        for (var i = 0; i < 4; i++)
        {
            writer.Section(i).Fill(0xEE);
            original.Section(i).CopyTo(writer.Section(i));
        }

        var message = new byte[104 + (records * record.Length)];
        WorkedExample.Response.AsSpan(0, 96).CopyTo(message);
        message.AsSpan(96, 8).Fill(0xEE);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), 104);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(68), 104);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(72), (uint)(records * record.Length));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(76), (uint)records);
        for (var i = 0; i < records; i++)
        {
            record.CopyTo(message, 104 + (i * record.Length));
        }

        return message;
    }
}
