using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// A PDU: <c>[type] { request-id, error-status or non-repeaters, error-index or max-repetitions, variable-bindings }</c>
/// (RFC 3416 section 3). The variable bindings are checked as a whole while reading, so enumerating them afterwards
/// cannot fail.
/// </summary>
public readonly ref struct Pdu
{
    private Pdu(PduType type, int requestId, int first, int second, ReadOnlySpan<byte> varBinds, int count)
    {
        Type = type;
        RequestId = requestId;
        First = first;
        Second = second;
        VarBindOctets = varBinds;
        VarBindCount = count;
    }

    /// <summary>Which PDU it is.</summary>
    public PduType Type { get; }

    /// <summary>request-id.</summary>
    public int RequestId { get; }

    /// <summary>error-status as a number; non-repeaters in a GetBulkRequest.</summary>
    public int First { get; }

    /// <summary>error-index; max-repetitions in a GetBulkRequest.</summary>
    public int Second { get; }

    /// <summary>The content of the variable-bindings SEQUENCE, without its header.</summary>
    public ReadOnlySpan<byte> VarBindOctets { get; }

    /// <summary>Number of variable bindings.</summary>
    public int VarBindCount { get; }

    /// <summary>The variable bindings, in order.</summary>
    public VarBindReader VarBinds => new(VarBindOctets);

    /// <summary>Reads a PDU that fills <paramref name="octets"/> to the end.</summary>
    public static BerError TryRead(ReadOnlySpan<byte> octets, out Pdu pdu)
    {
        pdu = default;
        var outer = new BerReader(octets);
        var type = outer.PeekTag;
        if (!HasThisShape((PduType)type))
        {
            return octets.IsEmpty ? BerError.Truncated : BerError.UnexpectedTag;
        }

        var body = outer.ReadConstructed(type);
        outer.ExpectEnd();
        if (outer.Error != BerError.None)
        {
            return outer.Error;
        }

        var requestId = body.ReadInteger32();
        var first = body.ReadInteger32();
        var second = body.ReadInteger32();
        var varBinds = body.ReadContent(BerTag.Sequence);
        body.ExpectEnd();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        var error = VarBindReader.Check(varBinds, out var count);
        if (error == BerError.None)
        {
            pdu = new Pdu((PduType)type, requestId, first, second, varBinds, count);
        }

        return error;
    }

    private static bool HasThisShape(PduType type) =>
        type is >= PduType.Get and <= PduType.Report and not PduType.TrapV1;
}
