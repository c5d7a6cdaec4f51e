using System.Text;
using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Tests.Mib;

namespace MyIkev2.SnmpProtocol.Tests.AgentX;

public class AgentXSessionTests
{
    private static readonly SampleView View = SampleMib.View(9);

    [Fact]
    public void Open_Accepted_RegistersEveryContextAndAddsCapabilities()
    {
        var options = ScriptedMaster.Options("", "red") with
        {
            Capabilities = [new AgentXCapability(ScriptedMaster.Enterprise, "what it can")],
            Priority = 5,
            Timeout = 9,
        };
        var master = new ScriptedMaster(View, options);
        master.Session.Open(master.Now);
        var open = Assert.Single(master.Sent());
        var reader = open.Reader;
        var name = new uint[ObjectIdentifier.MaximumLength];
        Assert.Equal((AgentXPduType.Open, 0u, AgentXFlags.NetworkByteOrder), (open.Header.Type, open.Header.SessionId, open.Header.Flags));
        Assert.Equal(9, reader.ReadByte());
        reader.Skip(3);
        Assert.Equal("1.3.6.1.4.1.99", string.Join('.', name[..reader.ReadObjectIdentifier(name, out _)]));
        Assert.Equal("sample", Encoding.UTF8.GetString(reader.ReadOctetString()));
        Assert.True(reader.IsEmpty);

        master.Respond(open, AgentXStatus.NoError);
        var asked = master.Accept();
        Assert.Equal([AgentXPduType.Register, AgentXPduType.Register, AgentXPduType.AddAgentCaps], asked.Select(pdu => pdu.Header.Type));
        Assert.All(asked, pdu => Assert.Equal(ScriptedMaster.SessionId, pdu.Header.SessionId));
        reader = asked[1].Reader;
        Assert.Equal(AgentXFlags.NonDefaultContext | AgentXFlags.NetworkByteOrder, asked[1].Header.Flags);
        Assert.Equal("red", Encoding.UTF8.GetString(reader.ReadOctetString()));
        Assert.Equal((9, 5, 0, 0), (reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.ReadByte()));
        Assert.Equal("1.3.6.1.4.1.99", string.Join('.', name[..reader.ReadObjectIdentifier(name, out _)]));
        Assert.True(master.Session.IsReady);
        Assert.Equal(
            [AgentXEventKind.Opened, AgentXEventKind.Registered, AgentXEventKind.Registered, AgentXEventKind.Ready],
            master.Events.Select(happened => happened.Kind));
    }

    [Fact]
    public void Open_Refused_EndsTheSession()
    {
        var master = new ScriptedMaster(View);
        master.Session.Open(master.Now);
        master.Respond(master.Sent().Single(), AgentXStatus.OpenFailed);
        Assert.True(master.Session.IsEnded);
        Assert.Equal(new AgentXEvent(AgentXEventKind.OpenRefused, Status: AgentXStatus.OpenFailed), master.Events.Single());
        Assert.Empty(master.Sent());
    }

    [Fact]
    public void Register_Refused_IsAskedForAgainWithThePing()
    {
        var master = new ScriptedMaster(View);
        master.Session.Open(master.Now);
        master.Accept();
        master.Respond(master.Sent().Single(), AgentXStatus.DuplicateRegistration);
        Assert.False(master.Session.IsReady);
        for (var i = 0; i < 2; i++)
        {
            master.Now = master.Session.NextDeadline;
            master.Session.HandleTime(master.Now);
            var sent = master.Sent();
            Assert.Equal([AgentXPduType.Ping, AgentXPduType.Register], sent.Select(pdu => pdu.Header.Type));
            master.Respond(sent[0], AgentXStatus.NoError);
            master.Respond(sent[1], i == 0 ? AgentXStatus.DuplicateRegistration : AgentXStatus.NoError);
        }

        Assert.True(master.Session.IsReady);

        // The refusal is told once, however often it is repeated.
        Assert.Equal(1, master.Events.Count(happened => happened.Kind == AgentXEventKind.RegistrationRefused));
        Assert.Equal(AgentXEventKind.Ready, master.Events[^1].Kind);
    }

    [Fact]
    public void Ping_OfAQuietMaster_IsSentEveryInterval()
    {
        var master = ScriptedMaster.Opened(View);
        master.Session.HandleTime(master.Now + TimeSpan.FromSeconds(14));
        Assert.Empty(master.Sent());
        master.Now += TimeSpan.FromSeconds(15);
        master.Session.HandleTime(master.Now);
        Assert.Equal(AgentXPduType.Ping, master.Accept().Single().Header.Type);
        Assert.Equal(master.Now + TimeSpan.FromSeconds(15), master.Session.NextDeadline);
    }

    [Fact]
    public void Ping_WithoutAnswer_GivesTheMasterUp()
    {
        var master = ScriptedMaster.Opened(View);
        master.Now += TimeSpan.FromSeconds(15);
        master.Session.HandleTime(master.Now);
        master.Sent();
        master.Session.HandleTime(master.Now + TimeSpan.FromSeconds(9.9));
        Assert.False(master.Session.IsEnded);
        master.Session.HandleTime(master.Now + TimeSpan.FromSeconds(10));
        Assert.True(master.Session.IsEnded);
        Assert.Equal(new AgentXEvent(AgentXEventKind.GivenUp, Reason: AgentXCloseReason.Timeouts), master.Events[^1]);
        var close = master.Sent().Single();
        Assert.Equal((AgentXPduType.Close, (byte)AgentXCloseReason.Timeouts), (close.Header.Type, close.Payload[0]));
    }

    [Fact]
    public void Close_ByTheMaster_EndsWithoutAnAnswer()
    {
        var master = ScriptedMaster.Opened(View);
        master.Send(AgentXPduType.Close, writer => writer.WriteBytes((byte)AgentXCloseReason.ByManager));
        Assert.Equal(new AgentXEvent(AgentXEventKind.ClosedByMaster, Reason: AgentXCloseReason.ByManager), master.Events[^1]);
        Assert.True(master.Session.IsEnded);
        Assert.Empty(master.Sent());
    }

    [Fact]
    public void Close_ByUs_TellsTheReason()
    {
        var master = ScriptedMaster.Opened(View);
        master.Session.Close(AgentXCloseReason.Shutdown);
        master.Session.Close(AgentXCloseReason.Other);
        var close = master.Sent().Single();
        Assert.Equal((AgentXPduType.Close, (byte)5, 4), (close.Header.Type, close.Payload[0], close.Payload.Length));
        Assert.False(master.Session.Notify([], master.Now));
    }

    [Theory]
    [InlineData("0205100000000001000000020000000300000000", AgentXCloseReason.ParseError)] // version 2
    [InlineData("01051000000000010000000200000003FFFFFFFC", AgentXCloseReason.ParseError)] // 4 GiB of payload
    [InlineData("0112100000000001000000020000000300000000", AgentXCloseReason.ParseError)] // a response without its numbers
    [InlineData("010D100000000001000000020000000300000000", AgentXCloseReason.ProtocolError)] // a ping of the master
    [InlineData("01C8100000000001000000020000000300000000", AgentXCloseReason.ProtocolError)] // type 200
    public void Receive_WhatIsNoAgentX_ClosesWithTheReason(string octets, AgentXCloseReason reason)
    {
        var master = ScriptedMaster.Opened(View);
        master.Session.Receive(Convert.FromHexString(octets), master.Now);
        Assert.Equal(new AgentXEvent(AgentXEventKind.GivenUp, Reason: reason), master.Events[^1]);
        Assert.Equal((byte)reason, master.Sent().Single().Payload[0]);
    }

    [Fact]
    public void Receive_InPieces_WaitsForTheWholePdu()
    {
        var master = ScriptedMaster.Opened(View);
        var writer = new AgentXWriter();
        for (var i = 0; i < 2; i++)
        {
            writer.BeginPdu();
            ScriptedMaster.Ranges(writer, [(SampleMib.OneNumber, false, "")]);
            writer.EndPdu(new AgentXHeader(AgentXPduType.GetNext, 0, ScriptedMaster.SessionId, 1, (uint)i, 0));
        }

        var both = writer.Written.ToArray();
        for (var length = 0; length < both.Length / 2; length++)
        {
            Assert.Equal(0, master.Session.Receive(both.AsSpan(0, length), master.Now));
        }

        Assert.Equal(both.Length / 2, master.Session.Receive(both.AsSpan(0, both.Length - 1), master.Now));
        Assert.Single(master.Sent());
        Assert.Equal(both.Length, master.Session.Receive(both, master.Now));
        Assert.Equal(2, master.Sent().Count);
    }

    [Fact]
    public void Request_OfAnotherSession_IsNotOpen()
    {
        var master = ScriptedMaster.Opened(View);
        var reply = master.Ask(AgentXPduType.Get, writer => ScriptedMaster.Ranges(writer, [($"{SampleMib.OneNumber}.2.50", false, "")]), sessionId: 78);
        Assert.Equal(AgentXStatus.NotOpen, reply.Status);
        Assert.Empty(reply.VarBinds);
    }

    [Fact]
    public void Response_NotOpen_EndsTheSession()
    {
        var master = ScriptedMaster.Opened(View);
        master.Now += TimeSpan.FromSeconds(15);
        master.Session.HandleTime(master.Now);
        master.Respond(master.Sent().Single(), AgentXStatus.NotOpen);
        Assert.True(master.Session.IsEnded);
    }

    [Fact]
    public void Request_Malformed_IsAParseErrorAndManyEndTheSession()
    {
        var master = ScriptedMaster.Opened(View);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(AgentXStatus.ParseError, master.Ask(AgentXPduType.GetNext, writer => writer.WriteUInt32(0xFF00_0000)).Status);
        }

        master.Send(AgentXPduType.GetNext, writer => writer.WriteUInt32(0xFF00_0000));
        Assert.Equal(new AgentXEvent(AgentXEventKind.GivenUp, Reason: AgentXCloseReason.ParseError), master.Events[^1]);
    }

    [Fact]
    public void Context_OfTheRequest_IsTheOneThatIsRead()
    {
        var master = new ScriptedMaster(View, ScriptedMaster.Options("", "red", "gone"));
        master.Session.Open(master.Now);
        master.Accept();
        master.Accept();
        Assert.Equal(AgentXStatus.NoError, AskIn("red").Status);
        Assert.Equal("red", master.Captured.Single().Context);
        Assert.Equal(AgentXStatus.UnsupportedContext, AskIn("blue").Status);
        Assert.Equal(AgentXStatus.UnsupportedContext, AskIn("gone").Status);

        MasterReply AskIn(string context) => master.Ask(
            AgentXPduType.Get,
            writer =>
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(context));
                ScriptedMaster.Ranges(writer, [($"{SampleMib.OneNumber}.2.50", false, "")]);
            },
            AgentXFlags.NonDefaultContext);
    }

    [Fact]
    public void View_OfOneTransaction_IsCapturedOnce()
    {
        var master = ScriptedMaster.Opened(View);
        Ask(1);
        Ask(1);
        Assert.Single(master.Captured);
        Ask(2);
        Assert.Equal(2, master.Captured.Count);
        master.Now += TimeSpan.FromSeconds(1);
        Ask(2);
        Assert.Equal(3, master.Captured.Count);

        void Ask(uint transaction) => master.Ask(
            AgentXPduType.GetNext, writer => ScriptedMaster.Ranges(writer, [(SampleMib.OneNumber, false, "")]), transaction: transaction);
    }

    [Fact]
    public void UpTime_OfTheMaster_RunsOnBetweenItsAnswers()
    {
        var master = ScriptedMaster.Opened(View); // whose sysUpTime was 500 hundredths
        master.Now += TimeSpan.FromSeconds(3);
        master.GetNext(SampleMib.OneNumber);
        Assert.Equal(TimeSpan.FromSeconds(8), master.Captured.Single().UpTime);
    }

    [Fact]
    public void Fault_OfTheMib_IsGenErrAtItsPosition()
    {
        var master = ScriptedMaster.Opened(View);
        master.View = new SampleView(null!);
        var reply = master.Get("1.3.6.1.9", $"{SampleMib.OneNumber}.2.50");
        Assert.Equal((AgentXStatus.GenErr, 2, 0), (reply.Status, reply.Index, reply.VarBinds.Count));
        Assert.Single(master.Faults);
        Assert.True(master.Session.IsReady);
    }

    [Fact]
    public void Notify_Accepted_LeavesSysUpTimeToTheMaster()
    {
        var master = ScriptedMaster.Opened(View);
        Assert.True(master.Session.Notify(Trap(), master.Now));
        var pdu = master.Sent().Single();
        Assert.Equal(AgentXPduType.Notify, pdu.Header.Type);
        Assert.Equal(
            [("1.3.6.1.6.3.1.1.4.1.0", BerTag.ObjectIdentifier, "06062B0601040163"), ("1.3.6.1.4.1.99.1.1.2.50", BerTag.OctetString, "04026F6B")],
            ScriptedMaster.ReadVarBinds(pdu.Reader));
    }

    [Fact]
    public void Notify_WithoutAnswers_IsBounded()
    {
        var master = ScriptedMaster.Opened(View, ScriptedMaster.Options() with { MaximumUnansweredNotifications = 2 });
        Assert.True(master.Session.Notify(Trap(), master.Now));
        Assert.True(master.Session.Notify(Trap(), master.Now));
        Assert.False(master.Session.Notify(Trap(), master.Now));
        var sent = master.Sent();
        master.Respond(sent[0], AgentXStatus.ProcessingError);
        Assert.Equal(new AgentXEvent(AgentXEventKind.NotificationRefused, Status: AgentXStatus.ProcessingError), master.Events[^1]);
        Assert.True(master.Session.Notify(Trap(), master.Now));
    }

    [Fact]
    public void Notify_OfMalformedBindings_IsRefused()
    {
        var master = ScriptedMaster.Opened(View);
        Assert.False(master.Session.Notify(Trap().AsSpan()[..^1], master.Now));
        Assert.False(master.Session.Notify([], master.Now));
        Assert.Empty(master.Sent());
    }

    private static byte[] Trap()
    {
        var writer = new BerWriter(new byte[256]);
        var start = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0"));
        writer.WriteTimeTicks(127);
        writer.EndSequence(start);
        start = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse("1.3.6.1.6.3.1.1.4.1.0"));
        writer.WriteObjectIdentifier(ScriptedMaster.Enterprise);
        writer.EndSequence(start);
        start = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse($"{SampleMib.OneNumber}.2.50"));
        writer.WriteText("ok");
        writer.EndSequence(start);
        return writer.Written.ToArray();
    }
}
