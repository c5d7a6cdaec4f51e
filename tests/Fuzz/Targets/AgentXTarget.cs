using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>What an AgentX master may send: a stream of PDUs, and the same octets as the payload of each kind of request.</summary>
public static class AgentXTarget
{
    private const uint SessionId = 7;
    private const int LargestAnswer = 200_000;

    private static readonly ObjectIdentifier Subtree = ObjectIdentifier.Parse("1.3.6.1.4.1.99");
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    private static readonly MibTree<object> Tree = new(
    [
        new Table(),
        new MibScalar<object>(
            ObjectIdentifier.Parse("1.3.6.1.4.1.99.2"),
            new MibObjectList<object>("fuzz").WritableInteger32(
                1, "Switch", static _ => 1, static (_, value) => value is 1 or 2 ? ErrorStatus.NoError : ErrorStatus.WrongValue, static (_, _) => true)[0]),
        new MibScalar<object>(ObjectIdentifier.Parse("1.3.6.1.2.1.1"), new MibObjectList<object>("sys").Text(1, "Descr", _ => "secret")[0]),
    ]);

    public static FuzzTarget Target { get; } = new(
        "agentx", "a master's PDU is answered well-formed and in its range, or ends the session with a reason", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var session = Opened();
        CheckAnswers(session, input);
        if (input.Length > 60_000)
        {
            return;
        }

        foreach (var type in (AgentXPduType[])[AgentXPduType.Get, AgentXPduType.GetNext, AgentXPduType.GetBulk, AgentXPduType.TestSet,
            AgentXPduType.CommitSet, AgentXPduType.UndoSet, AgentXPduType.CleanupSet, AgentXPduType.Close])
        {
            foreach (var flags in (AgentXFlags[])[AgentXFlags.NetworkByteOrder, AgentXFlags.NonDefaultContext])
            {
                CheckAnswers(session.IsEnded ? session = Opened() : session, Frame(type, flags, input));
            }
        }
    }

    /// <summary>The PDU as a master of that byte order would send it, its payload padded to whole words.</summary>
    private static byte[] Frame(AgentXPduType type, AgentXFlags flags, ReadOnlySpan<byte> payload)
    {
        var pdu = new byte[AgentXHeader.Length + ((payload.Length + 3) & ~3)];
        new AgentXHeader(type, 0, SessionId, 1, 2, pdu.Length - AgentXHeader.Length).Write(pdu);
        pdu[2] = (byte)flags;
        if ((flags & AgentXFlags.NetworkByteOrder) == 0)
        {
            for (var i = 4; i < AgentXHeader.Length; i += 4)
            {
                pdu.AsSpan(i, 4).Reverse();
            }
        }

        payload.CopyTo(pdu.AsSpan(AgentXHeader.Length));
        return pdu;
    }

    private static AgentXSession<object> Opened()
    {
        var session = new AgentXSession<object>(
            Tree,
            static (_, _) => string.Empty,
            new AgentXSessionOptions { Id = Subtree, Description = "fuzz", Subtrees = [Subtree] },
            observe: null,
            static exception => throw new InvalidOperationException("a request makes the MIB fail", exception));
        session.Open(Now);
        for (uint packet = 1; packet <= 2; packet++)
        {
            var writer = new AgentXWriter();
            writer.BeginPdu();
            writer.WriteUInt64(0);
            writer.EndPdu(new AgentXHeader(AgentXPduType.Response, 0, SessionId, 0, packet, 0));
            session.Receive(writer.Written, Now);
        }

        session.ClearOutput();
        Require(session.IsReady, "the session is not open");
        return session;
    }

    private static void CheckAnswers(AgentXSession<object> session, ReadOnlySpan<byte> input)
    {
        var consumed = session.Receive(input, Now);
        Require(consumed >= 0 && consumed <= input.Length, $"{consumed} of {input.Length} octets are consumed");
        Require(session.Output.Length <= LargestAnswer + (64 * input.Length), $"{input.Length} octets are answered with {session.Output.Length}");
        for (var rest = session.Output; !rest.IsEmpty;)
        {
            Require(AgentXHeader.TryRead(rest, out var header) == AgentXFault.None, "an answer has no header");
            var length = AgentXHeader.Length + header.PayloadLength;
            Require(length <= rest.Length, "an answer is cut");
            if (header.Type == AgentXPduType.Response)
            {
                CheckResponse(rest[AgentXHeader.Length..length]);
            }

            rest = rest[length..];
        }

        session.ClearOutput();
    }

    private static void CheckResponse(ReadOnlySpan<byte> payload)
    {
        var reader = new AgentXReader(payload, bigEndian: true);
        reader.ReadUInt32();
        var status = reader.ReadUInt16();
        reader.ReadUInt16();
        Require(status == 0 || reader.IsEmpty, "an error has bindings");
        Require(status != (ushort)AgentXStatus.GenErr, "genErr");
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var room = new byte[512];
        while (!reader.IsEmpty)
        {
            var value = new BerWriter(room);
            var tag = AgentXVarBind.Read(ref reader, name, out var length, ref value);
            var isException = tag is BerTag.NoSuchObject or BerTag.NoSuchInstance or BerTag.EndOfMibView;
            Require(isException || Subtree.Contains(name[..length]), "a name outside the registration is given away");
        }

        Require(reader.Fault == AgentXFault.None, $"an answer is malformed: {reader.Fault}");
    }

    private sealed class Table() : MibTable<object, uint>(
        ObjectIdentifier.Parse("1.3.6.1.4.1.99.1.1"),
        new MibObjectList<uint>("fuzz").Counter64(2, "Octets", row => row * 12_345_678_901UL).Integer32(3, "State", row => (int)row))
    {
        protected override int CountRows(object view) => 50;

        protected override uint GetRow(object view, int position) => (uint)position;

        protected override int WriteIndex(uint row, int position, Span<uint> index)
        {
            index[0] = (uint)position * 3;
            index[1] = 7;
            return 2;
        }
    }
}
