using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Tests.Mib;

namespace MyIkev2.SnmpProtocol.Tests.AgentX;

/// <summary>A PDU that the subagent sent.</summary>
internal sealed record SentPdu(AgentXHeader Header, byte[] Payload)
{
    internal AgentXReader Reader => new(Payload, bigEndian: true);
}

/// <summary>A response, taken apart.</summary>
internal sealed record MasterReply(AgentXStatus Status, int Index, List<(string Name, BerTag Tag, string Value)> VarBinds);

/// <summary>A session and a master that says what the test wants, on a clock that the test moves.</summary>
internal sealed class ScriptedMaster
{
    internal const uint SessionId = 77;
    internal static readonly ObjectIdentifier Enterprise = ObjectIdentifier.Parse("1.3.6.1.4.1.99");

    private uint _packetId = 1_000;

    internal ScriptedMaster(SampleView view, AgentXSessionOptions? options = null)
    {
        View = view;
        Session = new AgentXSession<SampleView>(
            SampleMib.Tree(),
            (context, upTime) =>
            {
                Captured.Add((context, upTime));
                return context == "gone" ? null : View;
            },
            options ?? Options(),
            Events.Add,
            Faults.Add);
    }

    internal AgentXSession<SampleView> Session { get; }

    internal SampleView View { get; set; }

    internal List<AgentXEvent> Events { get; } = [];

    internal List<Exception> Faults { get; } = [];

    internal List<(string Context, TimeSpan UpTime)> Captured { get; } = [];

    internal TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    internal static AgentXSessionOptions Options(params string[] contexts) => new()
    {
        Id = Enterprise,
        Description = "sample",
        Subtrees = [Enterprise],
        Contexts = contexts.Length == 0 ? [string.Empty] : contexts,
    };

    /// <summary>A session that is open, with everything registered.</summary>
    internal static ScriptedMaster Opened(SampleView view, AgentXSessionOptions? options = null)
    {
        var master = new ScriptedMaster(view, options);
        master.Session.Open(master.Now);
        master.Accept(upTime: 500);
        master.Accept(upTime: 500);
        Assert.True(master.Session.IsReady);
        return master;
    }

    /// <summary>Everything sent since the last call.</summary>
    internal List<SentPdu> Sent()
    {
        var pdus = new List<SentPdu>();
        for (var rest = Session.Output; !rest.IsEmpty;)
        {
            Assert.Equal(AgentXFault.None, AgentXHeader.TryRead(rest, out var header));
            var length = AgentXHeader.Length + header.PayloadLength;
            pdus.Add(new SentPdu(header, rest[AgentXHeader.Length..length].ToArray()));
            rest = rest[length..];
        }

        Session.ClearOutput();
        return pdus;
    }

    /// <summary>Answers everything that was sent with noAgentXError.</summary>
    internal List<SentPdu> Accept(uint upTime = 0)
    {
        var sent = Sent();
        foreach (var pdu in sent)
        {
            Respond(pdu, AgentXStatus.NoError, upTime);
        }

        return sent;
    }

    internal void Respond(SentPdu request, AgentXStatus status, uint upTime = 0)
    {
        var writer = new AgentXWriter();
        writer.BeginPdu();
        writer.WriteUInt32(upTime);
        writer.WriteUInt16((ushort)status);
        writer.WriteUInt16(0);
        writer.EndPdu(request.Header with { Type = AgentXPduType.Response, SessionId = SessionId });
        Receive(writer.Written);
    }

    /// <summary>Sends a PDU of the master.</summary>
    internal void Send(
        AgentXPduType type, Action<AgentXWriter> payload, AgentXFlags flags = 0, uint sessionId = SessionId, uint transaction = 1)
    {
        var writer = new AgentXWriter();
        writer.BeginPdu();
        payload(writer);
        writer.EndPdu(new AgentXHeader(type, flags, sessionId, transaction, ++_packetId, 0));
        Receive(writer.Written);
    }

    /// <summary>Sends a request and reads its response.</summary>
    internal MasterReply Ask(AgentXPduType type, Action<AgentXWriter> payload, AgentXFlags flags = 0, uint sessionId = SessionId, uint transaction = 1)
    {
        Send(type, payload, flags, sessionId, transaction);
        var pdu = Assert.Single(Sent());
        Assert.Equal((AgentXPduType.Response, _packetId, transaction), (pdu.Header.Type, pdu.Header.PacketId, pdu.Header.TransactionId));
        return ReadReply(pdu);
    }

    internal MasterReply Get(params string[] names) => Ask(AgentXPduType.Get, writer => Ranges(writer, names.Select(name => (name, false, ""))));

    internal MasterReply GetNext(string start, bool include = false, string end = "") =>
        Ask(AgentXPduType.GetNext, writer => Ranges(writer, [(start, include, end)]));

    internal static void Ranges(AgentXWriter writer, IEnumerable<(string Start, bool Include, string End)> ranges)
    {
        foreach (var (start, include, end) in ranges)
        {
            writer.WriteObjectIdentifier(Numbers(start), include);
            writer.WriteObjectIdentifier(Numbers(end));
        }
    }

    internal static uint[] Numbers(string name) => name.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse).ToArray();

    internal void Receive(ReadOnlySpan<byte> octets) => Assert.Equal(octets.Length, Session.Receive(octets, Now));

    private static MasterReply ReadReply(SentPdu pdu)
    {
        var reader = pdu.Reader;
        Assert.Equal(0u, reader.ReadUInt32());
        var status = (AgentXStatus)reader.ReadUInt16();
        var index = reader.ReadUInt16();
        return new MasterReply(status, index, ReadVarBinds(reader));
    }

    internal static List<(string Name, BerTag Tag, string Value)> ReadVarBinds(AgentXReader reader)
    {
        var varBinds = new List<(string Name, BerTag Tag, string Value)>();
        var name = new uint[ObjectIdentifier.MaximumLength];
        var room = new byte[70_000];
        while (!reader.IsEmpty)
        {
            var writer = new BerWriter(room);
            var tag = AgentXVarBind.Read(ref reader, name, out var length, ref writer);
            varBinds.Add((string.Join('.', name[..length]), tag, Convert.ToHexString(writer.Written)));
        }

        Assert.Equal(AgentXFault.None, reader.Fault);
        return varBinds;
    }
}
