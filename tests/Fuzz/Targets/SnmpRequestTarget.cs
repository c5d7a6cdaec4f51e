using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>A datagram to the SNMP command responder, and the same octets once more as a list of variable bindings.</summary>
public static class SnmpRequestTarget
{
    private const int Rows = 50;
    private const int Limit = 1_472;
    private const int LargestList = 16_000;

    private static readonly byte[] Community = "public"u8.ToArray();

    private static readonly CommandResponder<object> Responder = new(
        new MibTree<object>([new Table(), new MibScalar<object>(
            ObjectIdentifier.Parse("1.3.6.1.2.1.1"), new MibObjectList<object>("sys").Text(1, "Descr", _ => "fuzz")[0])]),
        static () => new object(),
        new CommunityTable(Community),
        new SnmpCounters(),
        new CommandResponderOptions { MaximumMessageSize = Limit })
    {
        Fault = static exception => throw new InvalidOperationException("a request makes the MIB fail", exception),
    };

    public static FuzzTarget Target { get; } = new(
        "snmp-request", "a datagram is answered well-formed, within the limit and to the point, or not at all", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        CheckDatagram(input);

        // Lengths of lengths stop most mutations at the door: look behind it as well.
        if (input.Length is > 0 and <= LargestList)
        {
            var request = new byte[MessageWriter.MaximumHead(Community.Length) + input.Length];
            var start = request.Length - input.Length;
            input.CopyTo(request.AsSpan(start));
            foreach (var type in (PduType[])[PduType.Get, PduType.GetNext, PduType.GetBulk, PduType.Set])
            {
                CheckDatagram(MessageWriter.Frame(
                    request, start, input.Length, SnmpVersion.V2c, Community, type, input[0] << 20, (sbyte)input[0] / 32, input[^1] - 8));
            }
        }
    }

    private static void CheckDatagram(ReadOnlySpan<byte> request)
    {
        var buffer = new byte[Responder.BufferLength];
        var length = Responder.Respond(request, buffer).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = Responder.Respond(request, buffer);
        Require(GC.GetAllocatedBytesForCurrentThread() - before <= 1_024, "an answer allocates");
        Require(answer.Length == length && length <= Limit, $"the answer has {answer.Length} octets");
        if (answer.IsEmpty)
        {
            return;
        }

        CommunityMessage.TryRead(request, out var asked);
        Require(asked.Community.SequenceEqual(Community), "a stranger is answered");
        Require(Pdu.TryRead(asked.PduOctets, out var question) == BerError.None, "a malformed request is answered");
        Require(CommunityMessage.TryRead(answer, out var told) == BerError.None, "the answer is no message");
        Require(Pdu.TryRead(told.PduOctets, out var reply) == BerError.None, "the answer is no PDU");
        Require(reply.Type == PduType.Response && reply.RequestId == question.RequestId, "the answer belongs to another request");
        Require(told.Version == asked.Version, "the answer is of another version");
        Require(
            asked.Version == (int)SnmpVersion.V1
                ? reply.First is (int)ErrorStatus.NoError or (int)ErrorStatus.TooBig or (int)ErrorStatus.NoSuchName
                : reply.First is (int)ErrorStatus.NoError or (int)ErrorStatus.TooBig or (int)ErrorStatus.AuthorizationError,
            $"error {reply.First} in version {asked.Version}");
        if (reply.First != (int)ErrorStatus.NoError)
        {
            Require(
                asked.Version == (int)SnmpVersion.V1 || reply.First != (int)ErrorStatus.TooBig || reply.VarBindCount == 0,
                "tooBig has bindings");
        }
        else if (question.Type != PduType.GetBulk)
        {
            CheckBindings(question, reply);
        }
    }

    /// <summary>GET answers the names asked; GETNEXT later ones, or the same with endOfMibView.</summary>
    private static void CheckBindings(in Pdu question, in Pdu reply)
    {
        Require(reply.VarBindCount == question.VarBindCount, $"{question.VarBindCount} names, {reply.VarBindCount} bindings");
        Span<uint> askedName = stackalloc uint[ObjectIdentifier.MaximumLength];
        Span<uint> toldName = stackalloc uint[ObjectIdentifier.MaximumLength];
        var asked = question.VarBinds;
        var told = reply.VarBinds;
        while (asked.MoveNext(askedName, out var askedLength) && told.MoveNext(toldName, out var toldLength))
        {
            var order = toldName[..toldLength].SequenceCompareTo(askedName[..askedLength]);
            var rises = question.Type == PduType.GetNext && told.ValueTag != BerTag.EndOfMibView;
            Require(rises ? order > 0 : order == 0, "a name is out of place");
        }
    }

    private sealed class Table() : MibTable<object, uint>(
        ObjectIdentifier.Parse("1.3.6.1.4.1.99.1.1"),
        new MibObjectList<uint>("fuzz").Counter64(2, "Octets", row => row * 12_345_678_901UL).Integer32(3, "State", row => (int)row))
    {
        protected override int CountRows(object view) => Rows;

        protected override uint GetRow(object view, int position) => (uint)position;

        protected override int WriteIndex(uint row, int position, Span<uint> index)
        {
            index[0] = (uint)position * 3;
            index[1] = 7;
            return 2;
        }
    }
}
