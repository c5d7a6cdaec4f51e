using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>The server's whole reading side on requests that are almost right. It must give values, never exceptions.</summary>
public class DamagedRequestTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void Read_EverySingleByteChanged_GivesARequestOrAnError()
    {
        var request = Request();
        for (var offset = 0; offset < request.Length; offset++)
        {
            for (var value = 0; value < 256; value++)
            {
                var damaged = (byte[])request.Clone();
                damaged[offset] = (byte)value;
                Read(damaged);
            }
        }
    }

    [Fact]
    public void Read_EveryPrefix_NeedsMore()
    {
        var request = Request();
        var frames = new FrameReader(Dialect, Dialect.MaximumRequestLength);
        for (var length = 0; length < request.Length; length++)
        {
            Assert.Equal(FrameStatus.NeedMore, frames.TryRead(new ReadOnlySequence<byte>(request, 0, length), out _, out _, out _));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_SeededRandomDamage_GivesARequestOrAnError(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = Request();
            for (var hits = random.Next(1, 12); hits > 0; hits--)
            {
                // The first twelve bytes stay mostly whole, so that most rounds get past the framing.
                damaged[random.Next(random.Next(8) == 0 ? 0 : 12, damaged.Length)] = (byte)random.Next(256);
            }

            Read(damaged);
        }
    }

    private static void Read(byte[] bytes)
    {
        var frames = new FrameReader(Dialect, Dialect.MaximumRequestLength);
        if (frames.TryRead(new ReadOnlySequence<byte>(bytes), out var message, out _, out _) != FrameStatus.Complete)
        {
            return;
        }

        var span = message.FirstSpan;
        if (RequestReader.TryRead(Dialect, span, out var header, out _, out var input).IsError)
        {
            return;
        }

        var error = FilterRecords.TryRead(Dialect, span[input], header.Input.Count, FilterSelectors.IkeTunnels, out var filters);
        Assert.True(error.IsError || filters.Count == header.Input.Count);
    }

    private static byte[] Request()
    {
        var output = new ArrayBufferWriter<byte>();
        var record = new byte[FilterRecords.RecordLength(Dialect)];
        FilterRecords.Write(Dialect, new NmsecFilter { TunnelId = "K7", RemoteAddress = System.Net.IPNetwork.Parse("198.51.100.0/24") }, record);
        new FrameWriter(Dialect).WriteRequest(output, NmsecMessageType.GetIkeTunnels, 1, 1, "TCPIP1", 2, (uint)(2 * record.Length));
        output.Write(record);
        output.Write(record);
        return output.WrittenSpan.ToArray();
    }
}
