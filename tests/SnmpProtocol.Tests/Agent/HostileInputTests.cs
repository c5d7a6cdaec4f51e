using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

public class HostileInputTests
{
    public static TheoryData<string> Samples() =>
    [
        Convert.ToHexString(SnmpRequest.Get(SampleMib.Text + ".0", SampleMib.TwoNumbers + ".1.50.1000003")),
        Convert.ToHexString(SnmpRequest.GetNext("1.3", SampleMib.OneNumber + ".2.4294967295")),
        Convert.ToHexString(SnmpRequest.GetBulk(1, 10, SampleMib.Ticks, SampleMib.OneNumber, SampleMib.TwoNumbers)),
        Convert.ToHexString(SnmpRequest.Build(PduType.Set, [SampleMib.Text + ".0"])),
        Convert.ToHexString(SnmpRequest.Build(PduType.Inform, Enumerable.Repeat("1.3.6.1.2.1", 20).ToArray())),
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Respond_EveryPrefix_IsSilentAndCounted(string hex)
    {
        var sample = Convert.FromHexString(hex);
        var responder = SampleMib.Responder(SampleMib.View(5));
        var buffer = new byte[responder.BufferLength];
        for (var length = 0; length < sample.Length; length++)
        {
            Assert.True(responder.Respond(sample.AsSpan(0, length), buffer).IsEmpty);
        }

        Assert.Equal((ulong)sample.Length, responder.Counters.InAsnParseErrors);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Respond_EveryChangedOctet_NeverThrowsAndIsAccountedFor(string hex)
    {
        var sample = Convert.FromHexString(hex);
        var faults = 0;
        var responder = new CommandResponder<SampleView>(
            SampleMib.Tree(), () => SampleMib.View(5), new CommunityTable("public"u8.ToArray()), new SnmpCounters())
        { Fault = _ => faults++ };
        var buffer = new byte[responder.BufferLength];
        var answers = 0UL;
        for (var at = 0; at < sample.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])sample.Clone();
                changed[at] = (byte)value;
                var answer = responder.Respond(changed, buffer);
                if (!answer.IsEmpty)
                {
                    answers++;
                    SnmpReply.Read(answer);
                }
            }
        }

        var counters = responder.Counters;
        var silent = counters.InAsnParseErrors + counters.InBadVersions + counters.InBadCommunityNames + counters.UnknownPduHandlers;
        Assert.Equal(counters.InPackets, answers + silent);
        Assert.Equal((0, 0UL), (faults, counters.SilentDrops));
    }

    [Fact]
    public void Respond_ThousandsOfNestedHeaders_CostsNothing()
    {
        // Recursive parsers die of this; here the grammar ends the descent at its second level.
        var datagram = new byte[65_000];
        for (int at = 0, left = datagram.Length - 4; left > 4; at += 4, left -= 4)
        {
            datagram[at] = 0x30;
            datagram[at + 1] = 0x82;
            datagram[at + 2] = (byte)(left >> 8);
            datagram[at + 3] = (byte)left;
        }

        AssertSilentAndCheap(datagram);
    }

    [Theory]
    [InlineData("3084FFFFFFFF020101")]
    [InlineData("30847FFFFFFF020101")]
    [InlineData("300C020101 04847FFFFFF0 7075")]
    [InlineData("3080020101040670756260630000")]
    [InlineData("30FF")]
    public void Respond_ClaimedLength_AllocatesNothing(string hex) =>
        AssertSilentAndCheap(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    [Fact]
    public void Respond_OctetsBehindTheMessage_IsAParseError() => AssertSilentAndCheap([.. SnmpRequest.Get("1.3.6.1"), 0]);

    [Fact]
    public void GetBulk_AbsurdCounts_AreBoundedByTheAnswer()
    {
        var responder = SampleMib.Responder(SampleMib.View(1_000));
        var buffer = new byte[responder.BufferLength];
        var request = SnmpRequest.GetBulk(int.MinValue, int.MaxValue, Enumerable.Repeat("1.3.6.1", 4_000).ToArray());
        var answer = responder.Respond(request, buffer);
        Assert.InRange(answer.Length, 1_300, 1_472);
        var before = GC.GetAllocatedBytesForCurrentThread();
        responder.Respond(request, buffer);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_096);
    }

    [Fact]
    public void GetBulk_Repeated_AllocatesNothingPerBinding()
    {
        var view = SampleMib.View(1_000);
        var responder = SampleMib.Responder(view);
        var buffer = new byte[responder.BufferLength];
        var request = SnmpRequest.GetBulk(0, 50, SampleMib.TwoNumbers + ".1", SampleMib.TwoNumbers + ".4");
        responder.Respond(request, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            responder.Respond(request, buffer);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    private static void AssertSilentAndCheap(byte[] datagram)
    {
        var responder = SampleMib.Responder(SampleMib.View(1));
        var buffer = new byte[responder.BufferLength];
        responder.Respond(datagram, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(responder.Respond(datagram, buffer).IsEmpty);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
        Assert.Equal(2UL, responder.Counters.InAsnParseErrors);
    }
}
