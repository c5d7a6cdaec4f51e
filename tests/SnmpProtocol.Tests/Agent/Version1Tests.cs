using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Agent;

// RFC 1157, and RFC 3584 sections 4.2 and 4.4.
public class Version1Tests
{
    [Fact]
    public void Get_KnownName_IsAnsweredInVersion1()
    {
        var reply = Ask(new SampleAgent(), PduType.Get, SampleMib.Text + ".0", SampleMib.Ticks + ".0");
        Assert.Equal((SnmpVersion.V1, ErrorStatus.NoError), (reply.Version, reply.Status));
        Assert.Equal(["sample", "4711"], reply.Bindings.Select(binding => binding.Value as string ?? (binding.Value is byte[]? binding.Text : $"{binding.Value}")));
    }

    [Theory]
    [InlineData("1.3.6.1.9.1")]
    [InlineData(SampleMib.Text + ".1")]
    [InlineData(SampleMib.OneNumber + ".3.50")]
    [InlineData(SampleMib.TwoNumbers + ".1.50.1000003")] // a Counter64, which version 1 does not have
    public void Get_NoValueForVersion1_IsNoSuchNameAtItsPlaceWithTheRequestsBindings(string name)
    {
        var reply = Ask(new SampleAgent(), PduType.Get, SampleMib.Ticks + ".0", name, SampleMib.Text + ".0");
        Assert.Equal((ErrorStatus.NoSuchName, 2), (reply.Status, reply.ErrorIndex));
        Assert.Equal([SampleMib.Ticks + ".0", name, SampleMib.Text + ".0"], reply.Bindings.Select(binding => binding.Name.ToString()));
        Assert.All(reply.Bindings, binding => Assert.Equal(BerTag.Null, binding.Tag));
    }

    [Fact]
    public void GetNext_Walk_SkipsEveryCounter64()
    {
        var agent = new SampleAgent();
        var visited = new List<string>();
        for (var last = "1.3"; ;)
        {
            var reply = Ask(agent, PduType.GetNext, last);
            if (reply.Status != ErrorStatus.NoError)
            {
                Assert.Equal((ErrorStatus.NoSuchName, 1), (reply.Status, reply.ErrorIndex));
                break;
            }

            visited.Add(last = reply.Bindings.Single().Name.ToString());
        }

        var expected = SampleMib.AllNames(SampleMib.View(8)).Select(name => name.ToString())
            .Where(name => !name.StartsWith(SampleMib.TwoNumbers + ".1.", StringComparison.Ordinal));
        Assert.Equal(expected, visited);
    }

    [Fact]
    public void GetBulk_InVersion1_IsAParseError()
    {
        var agent = new SampleAgent();
        Assert.Null(agent.Ask(SnmpRequest.Build(PduType.GetBulk, ["1.3"], version: SnmpVersion.V1)));
        Assert.Equal(1UL, agent.Counters.InAsnParseErrors);
    }

    [Fact]
    public void Get_AnswerAboveTheLimit_IsTooBigWithTheRequestsBindings()
    {
        var agent = new SampleAgent(
            view: SampleMib.View(1) with { Text = new string('x', 600) }, options: new CommandResponderOptions { MaximumMessageSize = 484 });
        var reply = Ask(agent, PduType.Get, SampleMib.Ticks + ".0", SampleMib.Text + ".0");
        Assert.Equal((ErrorStatus.TooBig, 0, 2), (reply.Status, reply.ErrorIndex, reply.Bindings.Count));
    }

    [Fact]
    public void Get_NoFormOfAnswerFits_IsASilentDrop()
    {
        // The request itself is longer than the answer may be, and version 1 repeats it in tooBig.
        var agent = new SampleAgent(options: new CommandResponderOptions { MaximumMessageSize = 484 });
        Assert.Null(agent.Ask(SnmpRequest.Build(
            PduType.Get, Enumerable.Repeat(SampleMib.Text + ".0", 60).ToArray(), version: SnmpVersion.V1)));
        Assert.Equal(1UL, agent.Counters.SilentDrops);
    }

    [Fact]
    public void Set_WithoutRights_IsNoSuchName()
    {
        var agent = new SampleAgent();
        var reply = Ask(agent, PduType.Set, SampleMib.Text + ".0");
        Assert.Equal((ErrorStatus.NoSuchName, 0), (reply.Status, reply.ErrorIndex));
        Assert.Equal(1UL, agent.Counters.InBadCommunityUses);
    }

    [Theory]
    [InlineData(ErrorStatus.WrongType, ErrorStatus.BadValue)]
    [InlineData(ErrorStatus.WrongLength, ErrorStatus.BadValue)]
    [InlineData(ErrorStatus.WrongEncoding, ErrorStatus.BadValue)]
    [InlineData(ErrorStatus.WrongValue, ErrorStatus.BadValue)]
    [InlineData(ErrorStatus.InconsistentValue, ErrorStatus.BadValue)]
    [InlineData(ErrorStatus.NoAccess, ErrorStatus.NoSuchName)]
    [InlineData(ErrorStatus.NotWritable, ErrorStatus.NoSuchName)]
    [InlineData(ErrorStatus.NoCreation, ErrorStatus.NoSuchName)]
    [InlineData(ErrorStatus.InconsistentName, ErrorStatus.NoSuchName)]
    [InlineData(ErrorStatus.AuthorizationError, ErrorStatus.NoSuchName)]
    [InlineData(ErrorStatus.ResourceUnavailable, ErrorStatus.GenErr)]
    [InlineData(ErrorStatus.CommitFailed, ErrorStatus.GenErr)]
    [InlineData(ErrorStatus.UndoFailed, ErrorStatus.GenErr)]
    [InlineData(ErrorStatus.GenErr, ErrorStatus.GenErr)]
    [InlineData(ErrorStatus.TooBig, ErrorStatus.TooBig)]
    [InlineData(ErrorStatus.NoError, ErrorStatus.NoError)]
    public void Map_Error_IsOneThatVersion1Has(ErrorStatus status, ErrorStatus told) => Assert.Equal(told, V1ErrorMapping.Map(status));

    private static SnmpReply Ask(SampleAgent agent, PduType type, params string[] names) =>
        agent.Ask(SnmpRequest.Build(type, names, version: SnmpVersion.V1))!;
}
