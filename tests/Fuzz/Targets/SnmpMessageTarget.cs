using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Security;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// A datagram of any version to a responder with users, communities, views, contexts and objects that can be set; and the same
/// octets once more as the PDU of a community that may do everything and of a user who may read, so that mutations get behind
/// the names.
/// </summary>
public static class SnmpMessageTarget
{
    private const int Limit = 1_472;
    private const int LargestPdu = 16_000;
    private const int LargestGain = 3;

    private static readonly byte[] EngineId = Convert.FromHexString("8000cafe05010203040506");

    private static readonly UsmUser Guest =
        UsmCredentials.Create("guest", AuthenticationProtocol.None, [], PrivacyProtocol.None, [], KeyExtension.Blumenthal, out _)!.ForEngine(EngineId);

    private static readonly CommandResponder<View> Responder = MakeResponder();

    public static FuzzTarget Target { get; } = new(
        "snmp-message", "any datagram is answered within the limit, the sender's rights and size, or not at all; nothing hidden is shown or set", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        CheckDatagram(input);
        if (input.Length is 0 or > LargestPdu)
        {
            return;
        }

        // Read through the door with the right name on it: as a whole PDU, and as a list of bindings.
        foreach (var version in (SnmpVersion[])[SnmpVersion.V1, SnmpVersion.V2c])
        {
            var list = new byte[MessageWriter.MaximumHead(6) + input.Length];
            input.CopyTo(list.AsSpan(list.Length - input.Length));
            foreach (var type in (PduType[])[PduType.Get, PduType.GetNext, PduType.GetBulk, PduType.Set])
            {
                CheckDatagram(MessageWriter.Frame(
                    list, list.Length - input.Length, input.Length, version, "public"u8, type, input[0] << 20, (sbyte)input[0] / 32, input[^1] - 8));
            }
        }

        CheckDatagram(UserMessage(input));
    }

    private static void CheckDatagram(ReadOnlySpan<byte> request)
    {
        var buffer = new byte[Responder.BufferLength];
        var answer = Responder.Respond(request, buffer);
        Require(answer.Length <= Limit, $"the answer has {answer.Length} octets");
        if (answer.IsEmpty)
        {
            return;
        }

        CommunityMessage.TryRead(request, out var asked);
        if (asked.Version == (int)SnmpVersion.V3)
        {
            Require(V3Message.TryRead(request, out var question) == BerError.None, "a malformed message is answered");
            Require(V3Message.TryRead(answer, out var told) == BerError.None, "the answer is no message");
            Require(told.MessageId == question.MessageId && !told.IsReportable, "the answer belongs to another message, or wants Reports");
            Require(answer.Length <= question.MaximumSize, "the answer is longer than the sender takes");
            Require(V3ScopedPdu.TryRead(told.Data, out var scoped) == BerError.None && Pdu.TryRead(scoped.PduOctets, out var pdu) == BerError.None, "the answer holds no PDU");
            Pdu.TryRead(scoped.PduOctets, out pdu);
            Require(pdu.Type is PduType.Response or PduType.Report, $"the answer is {pdu.Type}");
            Require(pdu.Type == PduType.Response || (question.IsReportable && answer.Length <= LargestGain * request.Length), "a Report that is not due");
            CheckNothingHidden(pdu);
            return;
        }

        Require(asked.Community.SequenceEqual("public"u8), "a stranger is answered");
        Require(CommunityMessage.TryRead(answer, out var reply) == BerError.None && reply.Version == asked.Version, "the answer is no message");
        Require(Pdu.TryRead(reply.PduOctets, out var response) == BerError.None && response.Type == PduType.Response, "the answer is no Response");
        Pdu.TryRead(asked.PduOctets, out var put);
        Require(response.First != (int)ErrorStatus.UndoFailed, "what was set is not taken back");
        Require(response.First != (int)ErrorStatus.GenErr || (put.Type == PduType.Set && asked.Version == (int)SnmpVersion.V1), "genErr");
        Require(response.First == 0 || response.Second <= Math.Max(response.VarBindCount, 0), "an error index behind the list");
        if (asked.Version == (int)SnmpVersion.V1)
        {
            Require(response.First <= (int)ErrorStatus.GenErr, $"version 1 is told error {response.First}");
        }

        if (put.Type != PduType.Set)
        {
            CheckNothingHidden(response);
        }
    }

    /// <summary>The hidden subtree is only ever named back to who named it, without a value.</summary>
    private static void CheckNothingHidden(in Pdu pdu)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var bindings = pdu.VarBinds;
        while (bindings.MoveNext(name, out var length))
        {
            var hidden = length > 7 && name[..7].SequenceEqual((ReadOnlySpan<uint>)[1, 3, 6, 1, 4, 1, 98]);
            var empty = bindings.ValueTag is BerTag.Null or BerTag.NoSuchObject or BerTag.NoSuchInstance or BerTag.EndOfMibView;
            Require(!hidden || empty || pdu.First != 0, "a hidden object is shown");
        }
    }

    /// <summary>The octets as the PDU of a user without keys.</summary>
    private static byte[] UserMessage(ReadOnlySpan<byte> pdu)
    {
        var buffer = new byte[pdu.Length + UsmEngine.HeadRoom + UsmEngine.TailRoom + 128];
        var start = UsmEngine.HeadRoom + 64;
        pdu.CopyTo(buffer.AsSpan(start));
        var end = start + pdu.Length;
        start = V3ScopedPdu.Prepend(buffer, start, end, EngineId, []);
        var engine = new UsmEngine(EngineId, 1, new UsmUserTable(Guest), new UsmCounters());
        return buffer[engine.Seal(Guest, SecurityLevel.NoAuthNoPriv, 77, buffer, start, end - start, 0)];
    }

    private static CommandResponder<View> MakeResponder()
    {
        var view = new MibView(
            "shown",
            new ViewTreeFamily(ObjectIdentifier.Parse("1.3")),
            new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.4.1.98"), included: false),
            new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.4.1.99.1.1.0.30"), included: false, 0xFF, 0xBF));
        var state = new View();
        var objects = new MibObjectList<View>("fuzz")
            .Text(1, "Text", _ => "fuzz")
            .WritableInteger32(2, "Number", source => source.Number, (_, value) => value < 0 ? ErrorStatus.WrongValue : ErrorStatus.NoError, Set)
            .WritableInteger32(3, "Refuses", _ => 0, (_, _) => ErrorStatus.NoError, (_, _) => false);
        return new CommandResponder<View>(
            new MibTree<View>(
            [
                new Table("1.3.6.1.4.1.99.1.1"),
                new Table("1.3.6.1.4.1.98.1.1"),
                .. objects.Select(definition => new MibScalar<View>(ObjectIdentifier.Parse("1.3.6.1.2.1.1"), definition)),
            ]),
            (in origin) => origin.ContextName.IsEmpty || origin.ContextName.SequenceEqual("red"u8) ? state : null,
            new AgentAccess
            {
                Communities = new CommunityTable([new SnmpCommunity("public"u8, "public"), new SnmpCommunity("lost"u8, "public", "nowhere")]),
                AccessControl = new ViewBasedAccessControl(
                    [
                        new GroupMember(SecurityModel.V1, "public", "g"), new GroupMember(SecurityModel.V2c, "public", "g"),
                        new GroupMember(SecurityModel.Usm, "guest", "g"),
                    ],
                    [new AccessEntry { GroupName = "g", MatchesPrefix = true, Level = SecurityLevel.NoAuthNoPriv, ReadView = view, WriteView = view }]),
                Users = new UsmEngine(
                    EngineId, 1, new UsmUserTable(Guest), new UsmCounters(), new UsmEngineOptions { MaximumReportsPerSecond = int.MaxValue }),
            },
            new SnmpCounters(),
            new CommandResponderOptions { MaximumMessageSize = Limit })
        {
            Fault = static exception => throw new InvalidOperationException("a request makes the MIB fail", exception),
            EngineTime = static () => 0,
        };
    }

    private static bool Set(View view, int value)
    {
        view.Number = value;
        return true;
    }

    private sealed class View
    {
        internal int Number { get; set; }
    }

    private sealed class Table(string entry) : MibTable<View, uint>(
        ObjectIdentifier.Parse(entry),
        new MibObjectList<uint>("fuzz").Counter64(2, "Octets", row => row * 12_345_678_901UL).Integer32(3, "State", row => (int)row))
    {
        protected override int CountRows(View view) => 50;

        protected override uint GetRow(View view, int position) => (uint)position;

        protected override int WriteIndex(uint row, int position, Span<uint> index)
        {
            index[0] = (uint)position * 3;
            index[1] = 7;
            return 2;
        }
    }
}
