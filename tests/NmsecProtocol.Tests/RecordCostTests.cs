using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>An answer has a hundred thousand records: a section whose places come from a dialect must not cost garbage.</summary>
public class RecordCostTests
{
    private const int Records = 200;
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void Write_DynamicTunnel_AllocatesNothing()
    {
        var (tunnel, dynamic, stack) = (SampleSections.Stacked, SampleSections.Dynamic, SampleSections.DynamicStack);
        AssertFree(output => DynamicTunnelStackRecord.Write(Dialect, output, tunnel, dynamic, stack));
    }

    [Fact]
    public void Write_Summary_AllocatesNothing()
    {
        var summary = SampleSections.Summary;
        AssertFree(output => SummaryRecord.Write(Dialect, output, summary));
    }

    [Fact]
    public void Write_ManualTunnel_AllocatesNothing()
    {
        var (tunnel, traffic) = (SampleSections.Manual, SampleSections.ManualTraffic);
        AssertFree(output => ManualTunnelRecord.Write(Dialect, output, tunnel, traffic));
    }

    // The first round is the run-time's own: it compiles.
    private static void AssertFree(Func<ArrayBufferWriter<byte>, int> write)
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var least = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            output.ResetWrittenCount();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Records; i++)
            {
                write(output);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
