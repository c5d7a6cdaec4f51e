using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

public class CommandResponderTests
{
    [Fact]
    public void Get_SeveralNames_AnswersThemInOrder()
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        var reply = SampleMib.Ask(responder, SnmpRequest.Build(
            PduType.Get, [SampleMib.Ticks + ".0", "1.3.6.1.9", SampleMib.Text + ".0"], requestId: int.MinValue))!;
        Assert.Equal((int.MinValue, ErrorStatus.NoError, 0, "public"), (reply.RequestId, reply.Status, reply.ErrorIndex, reply.Community));
        Assert.Equal(4711u, reply.Bindings[0].Value);
        Assert.Equal(BerTag.NoSuchObject, reply.Bindings[1].Tag);
        Assert.Equal("sample", reply.Bindings[2].Text);
    }

    [Fact]
    public void Respond_KnownRequest_GivesTheseOctets()
    {
        // GetRequest of sysUpTime.0, community "public", request-id 1.
        var request = Convert.FromHexString("302602010104067075626C6963A01902010102010002010030 0E300C06082B060102010103000500".Replace(" ", "", StringComparison.Ordinal));
        var responder = SampleMib.Responder(SampleMib.View(0));
        var answer = responder.Respond(request, new byte[responder.BufferLength]);
        Assert.Equal("302802010104067075626C6963A21B0201010201000201003010300E06082B06010201010300" + "43021267", Convert.ToHexString(answer));
    }

    [Fact]
    public void Request_WithoutBindings_IsAnsweredEmpty()
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        foreach (var type in (PduType[])[PduType.Get, PduType.GetNext, PduType.GetBulk])
        {
            var reply = SampleMib.Ask(responder, SnmpRequest.Build(type, [], first: 5, second: 5))!;
            Assert.Equal((ErrorStatus.NoError, 0), (reply.Status, reply.Bindings.Count));
        }
    }

    [Theory]
    [InlineData("private")]
    [InlineData("")]
    [InlineData("publi")]
    [InlineData("publicc")]
    [InlineData("Public")]
    public void Request_UnknownCommunity_IsSilentAndCounted(string community)
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        Assert.Null(SampleMib.Ask(responder, SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], community)));
        Assert.Equal((1UL, 1UL), (responder.Counters.InPackets, responder.Counters.InBadCommunityNames));
    }

    [Fact]
    public void Request_NothingConfigured_IsSilent()
    {
        var responder = new CommandResponder<SampleView>(
            SampleMib.Tree(), () => SampleMib.View(1), new CommunityTable(), new SnmpCounters());
        foreach (var community in (string[])["public", "private", ""])
        {
            Assert.Null(SampleMib.Ask(responder, SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], community)));
        }

        Assert.Equal(3UL, responder.Counters.InBadCommunityNames);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Request_OtherVersion_IsSilentAndCounted(int version)
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        Assert.Null(SampleMib.Ask(responder, SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], version: (SnmpVersion)version)));
        Assert.Equal((1UL, 1UL, 0UL), (responder.Counters.InPackets, responder.Counters.InBadVersions, responder.Counters.InAsnParseErrors));
    }

    [Theory]
    [InlineData(PduType.Response)]
    [InlineData(PduType.Inform)]
    [InlineData(PduType.TrapV2)]
    [InlineData(PduType.Report)]
    public void Request_PduForSomebodyElse_IsSilentAndCounted(PduType type)
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        Assert.Null(SampleMib.Ask(responder, SnmpRequest.Build(type, [SampleMib.Text + ".0"])));
        Assert.Equal(1UL, responder.Counters.UnknownPduHandlers);
    }

    [Fact]
    public void Set_WithoutARightToWrite_IsAuthorizationErrorWithTheRequestsBindings()
    {
        var responder = SampleMib.Responder(SampleMib.View(3));
        var reply = SampleMib.Ask(responder, SnmpRequest.Build(PduType.Set, [SampleMib.Text + ".0", SampleMib.Ticks + ".0"]))!;
        Assert.Equal((ErrorStatus.AuthorizationError, 0), (reply.Status, reply.ErrorIndex));
        Assert.Equal([SampleMib.Text + ".0", SampleMib.Ticks + ".0"], reply.Bindings.Select(binding => binding.Name.ToString()));
        Assert.All(reply.Bindings, binding => Assert.Equal(BerTag.Null, binding.Tag));
        Assert.Equal(1UL, responder.Counters.InBadCommunityUses);
    }

    [Theory]
    [InlineData(PduType.Get)]
    [InlineData(PduType.GetNext)]
    public void Get_AnswerAboveTheLimit_IsTooBigWithoutBindings(PduType type)
    {
        var view = SampleMib.View(3) with { Text = new string('x', 600) };
        var responder = SampleMib.Responder(view, new CommandResponderOptions { MaximumMessageSize = 600 });
        var name = type == PduType.Get ? SampleMib.Text + ".0" : SampleMib.Text;
        var reply = SampleMib.Ask(responder, SnmpRequest.Build(type, [SampleMib.Ticks, name]))!;
        Assert.Equal((ErrorStatus.TooBig, 0, 0), (reply.Status, reply.ErrorIndex, reply.Bindings.Count));
        Assert.Equal(0UL, responder.Counters.SilentDrops);
    }

    [Fact]
    public void Set_RequestAboveTheLimit_IsTooBig()
    {
        var responder = SampleMib.Responder(SampleMib.View(3), new CommandResponderOptions { MaximumMessageSize = 484 });
        var reply = SampleMib.Ask(responder, SnmpRequest.Build(PduType.Set, Enumerable.Repeat(SampleMib.Text, 100).ToArray()))!;
        Assert.Equal((ErrorStatus.TooBig, 0), (reply.Status, reply.Bindings.Count));
    }

    [Fact]
    public void Request_LongestCommunityAndSmallestLimit_StillGetsTooBig()
    {
        var community = new string('c', 255);
        var responder = new CommandResponder<SampleView>(
            SampleMib.Tree(),
            () => SampleMib.View(1) with { Text = new string('x', 600) },
            new CommunityTable(System.Text.Encoding.ASCII.GetBytes(community)),
            new SnmpCounters(),
            new CommandResponderOptions { MaximumMessageSize = 484 });
        var reply = SampleMib.Ask(responder, SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], community))!;
        Assert.Equal(ErrorStatus.TooBig, reply.Status);
        Assert.Equal(0UL, responder.Counters.SilentDrops);
    }

    [Fact]
    public void Request_ReadingAValueThrows_IsGenErrAndReported()
    {
        var seen = new List<Exception>();
        var objects = new MibObjectList<SampleView>("bad").Gauge32(1, "Fault", _ => throw new InvalidOperationException("broken"));
        var tree = new MibTree<SampleView>([new MibScalar<SampleView>(ObjectIdentifier.Parse("1.3.6.1.9"), objects[0])]);
        var responder = new CommandResponder<SampleView>(
            tree, () => SampleMib.View(1), new CommunityTable("public"u8.ToArray()), new SnmpCounters())
        { Fault = seen.Add };
        var reply = SampleMib.Ask(responder, SnmpRequest.Get("1.3.6.1.8.0", "1.3.6.1.9.1.0"))!;
        Assert.Equal((ErrorStatus.GenErr, 2), (reply.Status, reply.ErrorIndex));
        Assert.Equal("broken", Assert.Single(seen).Message);
    }

    [Fact]
    public void Request_CapturesTheViewOnce()
    {
        var captures = 0;
        var responder = new CommandResponder<SampleView>(
            SampleMib.Tree(),
            () =>
            {
                captures++;
                return SampleMib.View(20);
            },
            new CommunityTable("public"u8.ToArray()),
            new SnmpCounters());
        SampleMib.Ask(responder, SnmpRequest.GetBulk(1, 50, SampleMib.Text, SampleMib.OneNumber, SampleMib.TwoNumbers));
        Assert.Equal(1, captures);
        SampleMib.Ask(responder, SnmpRequest.Build(PduType.Get, ["1.3"], "wrong"));
        Assert.Equal(1, captures);
    }

    [Fact]
    public void GetNext_AfterARowThatIsGone_GoesForward()
    {
        var view = SampleMib.View(10);
        var shorter = view with { Rows = [.. view.Rows.Where(row => row.First != 250)] };
        var binding = SampleMib.Ask(SampleMib.Responder(shorter), SnmpRequest.GetNext(SampleMib.OneNumber + ".2.250"))!.Bindings.Single();
        Assert.Equal(SampleMib.OneNumber + ".2.300", binding.Name.ToString());
    }

    [Fact]
    public void Respond_BufferTooShort_Throws()
    {
        var responder = SampleMib.Responder(SampleMib.View(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => responder.Respond(SnmpRequest.Get("1.3"), new byte[100]).Length);
    }

    [Fact]
    public void CommunityTable_EmptyOrEndlessCommunity_Throws()
    {
        Assert.Throws<ArgumentException>(() => new CommunityTable(Array.Empty<byte>()));
        Assert.Throws<ArgumentException>(() => new CommunityTable(new byte[256]));
    }
}
