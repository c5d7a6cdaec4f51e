using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.SnmpProtocol.Tests.Security;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

// RFC 3412 section 7.2 and RFC 3413 section 3.2, asked by a manager that was written apart from the product.
public class UserRequestTests
{
    private const string UnknownContexts = "1.3.6.1.6.3.12.1.5.0";
    private const string UnknownPduHandlers = "1.3.6.1.6.3.11.2.1.3.0";

    public static TheoryData<string> Users() => ["guest", "reader", "admin", "old"];

    [Theory]
    [MemberData(nameof(Users))]
    public void Get_AnyUser_IsAnsweredAtTheSameLevel(string name)
    {
        var user = UserOf(name);
        var agent = new SampleAgent();
        var question = SampleAgent.Question(user, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"));
        var answer = SnmpV3Message.Read(agent.Send(question.Build(user)), user);
        Assert.Equal((user.HighestLevel, question.MessageId), (answer.Level, answer.MessageId));
        Assert.Equal(0, answer.Flags & 4);
        var reply = SnmpReply.ReadPdu(answer.Pdu);
        Assert.Equal((PduType.Response, 99, "sample"), (reply.Type, reply.RequestId, reply.Bindings.Single().Text));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void GetBulk_AnyUserAndSize_NeverExceedsWhatTheManagerTakes(string name)
    {
        var user = UserOf(name);
        var agent = new SampleAgent(rows: 40);
        var pdu = SampleAgent.Pdu(PduType.GetBulk, 1, 60, SampleMib.Text, SampleMib.OneNumber + ".2", SampleMib.TwoNumbers + ".1");
        var all = agent.Ask(user, SampleAgent.Question(user, pdu))!.Bindings.Select(binding => binding.Name).ToArray();
        var before = 0;
        for (var size = 484; size <= 1_472; size++)
        {
            var question = SampleAgent.Question(user, pdu) with { MaximumSize = size };
            var answer = agent.Send(question.Build(user));
            Assert.InRange(answer.Length, 1, size);
            var names = SnmpReply.ReadPdu(SnmpV3Message.Read(answer, user).Pdu).Bindings.Select(binding => binding.Name).ToArray();
            Assert.Equal(all.Take(names.Length), names);
            Assert.True(names.Length >= before, "a larger answer holds less");
            Assert.True(answer.Length > size - 250 || names.Length == all.Length, $"{answer.Length} of {size} used");
            before = names.Length;
        }
    }

    [Fact]
    public void Get_AboveTheManagersSize_IsTooBig()
    {
        var agent = new SampleAgent(view: SampleMib.View(1) with { Text = new string('x', 600) });
        var question = SampleAgent.Question(UsmFixture.Admin, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"));
        Assert.Equal(ErrorStatus.NoError, agent.Ask(UsmFixture.Admin, question)!.Status);
        var reply = agent.Ask(UsmFixture.Admin, question with { MaximumSize = 600 })!;
        Assert.Equal((ErrorStatus.TooBig, 0, 0), (reply.Status, reply.ErrorIndex, reply.Bindings.Count));
    }

    [Fact]
    public void Request_Context_ChoosesTheView()
    {
        var agent = new SampleAgent();
        var pdu = SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.OneNumber + ".130.100");
        Assert.Equal(BerTag.Gauge32, agent.Ask(UsmFixture.Admin, pdu)!.Bindings.Single().Tag);
        Assert.Equal(BerTag.NoSuchInstance, agent.Ask(UsmFixture.Admin, pdu, "red")!.Bindings.Single().Tag);
    }

    [Fact]
    public void Request_UnknownContext_IsReportedAtItsLevel()
    {
        var agent = new SampleAgent();
        foreach (var context in (string[])["blue", new string('c', 255), new string('c', 2_000)])
        {
            var question = SampleAgent.Question(UsmFixture.Admin, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0")) with { ContextName = context };
            var told = SnmpV3Message.Read(agent.Send(question.Build(UsmFixture.Admin)), UsmFixture.Admin);
            Assert.Equal(SecurityLevel.AuthPriv, told.Level);
            AssertReport(SnmpReply.ReadPdu(told.Pdu), UnknownContexts);
        }

        Assert.Equal(3UL, agent.Counters.UnknownContexts);
    }

    [Fact]
    public void Request_CommunityOfAContext_ReadsThatOne()
    {
        var agent = new SampleAgent();
        var name = SampleMib.OneNumber + ".130.100";
        Assert.Equal(BerTag.Gauge32, agent.Ask(SnmpRequest.Get(name))!.Bindings.Single().Tag);
        Assert.Equal(BerTag.NoSuchInstance, agent.Ask(SnmpRequest.Build(PduType.Get, [name], "red community"))!.Bindings.Single().Tag);
        Assert.Null(agent.Ask(SnmpRequest.Build(PduType.Get, [name], "lost")));
        Assert.Equal(1UL, agent.Counters.UnknownContexts);
    }

    [Fact]
    public void Request_CommunityWithoutAGroup_IsAuthorizationErrorAndCounted()
    {
        var agent = new SampleAgent();
        var reply = agent.Ask(SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], "stranger"))!;
        Assert.Equal((ErrorStatus.AuthorizationError, 0), (reply.Status, reply.ErrorIndex));
        Assert.Equal(BerTag.Null, reply.Bindings.Single().Tag);
        Assert.Equal(1UL, agent.Counters.InBadCommunityUses);
    }

    [Fact]
    public void Request_LevelBelowTheGroups_IsAuthorizationError()
    {
        var agent = new SampleAgent(level: SecurityLevel.AuthPriv);
        var pdu = SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0");
        foreach (var level in (SecurityLevel[])[SecurityLevel.NoAuthNoPriv, SecurityLevel.AuthNoPriv])
        {
            Assert.Equal(ErrorStatus.AuthorizationError, agent.Ask(UsmFixture.Admin, SampleAgent.Question(UsmFixture.Admin, pdu, level))!.Status);
        }

        Assert.Equal(ErrorStatus.NoError, agent.Ask(UsmFixture.Admin, pdu)!.Status);
        Assert.Equal(0UL, agent.Counters.InBadCommunityUses);
    }

    [Theory]
    [InlineData("8000000006", true)] // localEngineID (RFC 5343)
    [InlineData("8000cafe05010203040507", false)]
    [InlineData("", false)]
    public void Request_ContextEngineId_HasToBeOurs(string hex, bool ours)
    {
        var agent = new SampleAgent();
        var question = SampleAgent.Question(UsmFixture.Admin, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"))
            with
        { ContextEngineId = Convert.FromHexString(hex) };
        var reply = agent.Ask(UsmFixture.Admin, question)!;
        if (ours)
        {
            Assert.Equal("sample", reply.Bindings.Single().Text);
        }
        else
        {
            AssertReport(reply, UnknownPduHandlers);
        }
    }

    [Theory]
    [InlineData(PduType.Inform, true)]
    [InlineData(PduType.Response, false)]
    [InlineData(PduType.TrapV2, false)]
    [InlineData(PduType.Report, false)]
    public void Request_PduForSomebodyElse_IsReportedOnlyIfItWantsAnAnswer(PduType type, bool reported)
    {
        var agent = new SampleAgent();
        var reply = agent.Ask(UsmFixture.Admin, SnmpV3Message.PduOf(type, 99, SampleMib.Text + ".0"));
        Assert.Equal(reported, reply is not null);
        Assert.Equal(1UL, agent.Counters.UnknownPduHandlers);
        if (reported)
        {
            AssertReport(reply!, UnknownPduHandlers);
        }
    }

    [Fact]
    public void Request_NotReportable_UnknownContextIsSilent()
    {
        var agent = new SampleAgent();
        var question = SampleAgent.Question(UsmFixture.Admin, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"))
            with
        { ContextName = "blue", Flags = 3 };
        Assert.Null(agent.Ask(UsmFixture.Admin, question));
    }

    [Fact]
    public void Request_NotAuthentic_IsReportedCountedAndTold()
    {
        var agent = new SampleAgent();
        var forged = new SnmpV3User("admin", UsmFixture.EngineId, UsmFixture.Admin.Authentication, "a wrong password", UsmFixture.Admin.Privacy, "a wrong password");
        var question = SampleAgent.Question(forged, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"));
        AssertReport(SnmpReply.ReadPdu(SnmpV3Message.Read(agent.Send(question.Build(forged))).Pdu), "1.3.6.1.6.3.15.1.1.5.0");
        agent.Send((question with { UserName = "nobody" }).Build(forged));
        agent.Ask(SnmpRequest.Build(PduType.Get, [SampleMib.Text + ".0"], "wrong"));
        Assert.Equal(3, agent.AuthenticationFailures);

        // Discovery is no attempt to get in.
        agent.Send(new SnmpV3Message { Pdu = SnmpV3Message.PduOf(PduType.Get, 1) }.Build());
        Assert.Equal(3, agent.AuthenticationFailures);
    }

    [Theory]
    [InlineData(7, 1, true)]
    [InlineData(3, 2, false)]
    public void Request_HeaderThatIsNotUsms_IsCountedInItsOwnPlace(int securityModel, byte flags, bool unknownModel)
    {
        var agent = new SampleAgent();
        var question = SampleAgent.Question(UsmFixture.Guest, SnmpV3Message.PduOf(PduType.Get, 99, SampleMib.Text + ".0"))
            with
        { SecurityModel = securityModel, Flags = flags };
        Assert.Empty(agent.Send(question.Build()));
        Assert.Equal((unknownModel ? 1UL : 0, unknownModel ? 0 : 1UL), (agent.Counters.UnknownSecurityModels, agent.Counters.InvalidMessages));
    }

    [Fact]
    public void Request_MalformedPduOfAnAuthenticUser_IsAParseError()
    {
        var agent = new SampleAgent();
        Assert.Null(agent.Ask(UsmFixture.Admin, [0xA0, 0x03, 0x02, 0x01, 0x05]));
        Assert.Equal(1UL, agent.Counters.InAsnParseErrors);
    }

    [Fact]
    public void Set_ByAUser_ReachesTheObject()
    {
        var agent = new SampleAgent(write: MibView.Of("write", "1.3"));
        var reply = agent.Ask(UsmFixture.Admin, SampleAgent.PduOf(SnmpRequest.Set([(SampleMib.Text + ".0", (ref w) => w.WriteOctetString("x"u8))])))!;
        Assert.Equal((ErrorStatus.NotWritable, 1), (reply.Status, reply.ErrorIndex));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void GetBulk_AfterTheFirst_AllocatesNothing(string name)
    {
        var user = UserOf(name);
        var agent = new SampleAgent(rows: 1_000);
        var pdu = SampleAgent.Pdu(PduType.GetBulk, 0, 50, SampleMib.TwoNumbers + ".1", SampleMib.TwoNumbers + ".4");
        AssertAllocatesNothing(agent, SampleAgent.Question(user, pdu).Build(user));
    }

    [Theory]
    [InlineData(SnmpVersion.V1, PduType.GetNext)]
    [InlineData(SnmpVersion.V1, PduType.Get)]
    [InlineData(SnmpVersion.V2c, PduType.Get)]
    [InlineData(SnmpVersion.V2c, PduType.GetNext)]
    [InlineData(SnmpVersion.V2c, PduType.GetBulk)]
    public void Read_AfterTheFirst_AllocatesNothing(SnmpVersion version, PduType type)
    {
        var hidden = new MibView("v", new ViewTreeFamily(ObjectIdentifier.Parse("1.3")), new ViewTreeFamily(ObjectIdentifier.Parse(SampleMib.OneNumber + ".2.100"), included: false));
        var agent = new SampleAgent(hidden, rows: 1_000);
        AssertAllocatesNothing(agent, SnmpRequest.Build(
            type, [SampleMib.OneNumber + ".130.50", SampleMib.TwoNumbers + ".4.50.1000003"], version: version, second: 40));
    }

    private static void AssertAllocatesNothing(SampleAgent agent, byte[] request)
    {
        var buffer = new byte[agent.Responder.BufferLength];
        for (var i = 0; i < 3; i++)
        {
            Assert.False(agent.Responder.Respond(request, buffer).IsEmpty);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            agent.Responder.Respond(request, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertReport(SnmpReply reply, string counter)
    {
        Assert.Equal((PduType.Report, counter), (reply.Type, reply.Bindings.Single().Name.ToString()));
        Assert.True(reply.Bindings.Single().Value is >= 1u);
    }

    private static SnmpV3User UserOf(string name) => name switch
    {
        "guest" => UsmFixture.Guest,
        "reader" => UsmFixture.Reader,
        "admin" => UsmFixture.Admin,
        _ => UsmFixture.Old,
    };
}
