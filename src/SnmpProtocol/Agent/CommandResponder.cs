using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// The command responder of SNMPv2c: a request datagram in, an answer datagram out, no sockets. GET, GETNEXT and GETBULK
/// are served from a view that is captured once for each request; SET is refused. Whatever does not parse, has another
/// version or an unknown community is counted and gets no answer, so nobody unauthorised can make this engine send.
/// </summary>
/// <remarks>Holds no state but the counters; several threads may call <see cref="Respond"/> at once.</remarks>
/// <typeparam name="TView">What the MIB reads; captured once for each request.</typeparam>
public sealed class CommandResponder<TView>
{
    /// <summary>Room that a buffer needs beyond the largest message, for a head that turns out shorter.</summary>
    private const int BufferSlack = 64 + CommunityTable.MaximumLength;

    private readonly MibTree<TView> _tree;
    private readonly Func<TView> _capture;
    private readonly CommunityTable _communities;
    private readonly CommandResponderOptions _options;

    /// <summary>Makes a responder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public CommandResponder(
        MibTree<TView> tree,
        Func<TView> capture,
        CommunityTable communities,
        SnmpCounters counters,
        CommandResponderOptions? options = null)
    {
        _tree = tree;
        _capture = capture;
        _communities = communities;
        _options = options ?? new CommandResponderOptions();
        _options.Validate();
        Counters = counters;
    }

    /// <summary>What was counted.</summary>
    public SnmpCounters Counters { get; }

    /// <summary>Length that the buffer given to <see cref="Respond"/> must have.</summary>
    public int BufferLength => Math.Max(_options.MaximumMessageSize, _options.MaximumBulkMessageSize) + BufferSlack;

    /// <summary>
    /// Called with an exception that reading a MIB value threw: a fault of the program, never of the request. The asker
    /// gets genErr.
    /// </summary>
    public Action<Exception>? Fault { get; init; }

    /// <summary>Answers one datagram.</summary>
    /// <param name="request">The datagram as received.</param>
    /// <param name="buffer">Working room of at least <see cref="BufferLength"/> octets.</param>
    /// <returns>The datagram to send, a part of <paramref name="buffer"/>; empty for silence.</returns>
    public ReadOnlySpan<byte> Respond(scoped ReadOnlySpan<byte> request, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, BufferLength);
        Counters.CountPacket();
        if (CommunityMessage.TryRead(request, out var message) != BerError.None)
        {
            Counters.CountAsnParseError();
            return [];
        }

        if (message.Version != (int)SnmpVersion.V2c)
        {
            Counters.CountBadVersion();
            return [];
        }

        if (!_communities.MayRead(message.Community))
        {
            Counters.CountBadCommunityName();
            return [];
        }

        if (Pdu.TryRead(message.PduOctets, out var pdu) != BerError.None)
        {
            Counters.CountAsnParseError();
            return [];
        }

        var range = Answer(message.Community, pdu, buffer);
        return buffer.Slice(range.Start, range.Length);
    }

    private MessageRange Answer(scoped ReadOnlySpan<byte> community, scoped in Pdu pdu, scoped Span<byte> buffer)
    {
        var limit = pdu.Type == PduType.GetBulk
            ? Math.Min(_options.MaximumBulkMessageSize, _options.MaximumMessageSize)
            : _options.MaximumMessageSize;
        var answer = new ResponseBuilder(buffer, community, pdu.RequestId, limit);
        MessageRange range;
        switch (pdu.Type)
        {
            case PduType.Get:
            case PduType.GetNext:
            case PduType.GetBulk:
                range = Retrieve(pdu, ref answer);
                break;
            case PduType.Set:
                // Every community here is read-only: no name lies in a write view (RFC 3416 section 4.2.5).
                Counters.CountBadCommunityUse();
                range = pdu.VarBindCount == 0 ? answer.Finish() : FinishError(ErrorStatus.NoAccess, 1, pdu, ref answer);
                break;
            default:
                Counters.CountUnknownPduHandler();
                return default;
        }

        if (range.IsEmpty)
        {
            Counters.CountSilentDrop();
        }

        return range;
    }

    private MessageRange Retrieve(scoped in Pdu pdu, ref ResponseBuilder answer)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        Span<uint> scratch = stackalloc uint[ObjectIdentifier.MaximumLength];
        var position = 0;
        try
        {
            var view = _capture();
            if (pdu.Type == PduType.GetBulk)
            {
                BulkRetrieval.Fill(_tree, view, pdu, _options.MaximumBulkVarBinds, name, scratch, ref answer);
                var nothingFits = answer.VarBinds.Position == 0 && AsksForSomething(pdu);
                return nothingFits ? answer.FinishTooBig() : answer.Finish();
            }

            var reader = pdu.VarBinds;
            while (reader.MoveNext(name, out var length))
            {
                position++;
                if (!Append(pdu.Type, view, name[..length], reader.EncodedName, scratch, ref answer))
                {
                    return answer.FinishTooBig();
                }
            }

            return answer.Finish();
        }
        catch (Exception exception)
        {
            Fault?.Invoke(exception);
            return FinishError(ErrorStatus.GenErr, position, pdu, ref answer);
        }
    }

    private static MessageRange FinishError(ErrorStatus status, int index, scoped in Pdu pdu, ref ResponseBuilder answer)
    {
        var error = answer.FinishError(status, index, pdu.VarBindOctets);
        return error.IsEmpty ? answer.FinishTooBig() : error;
    }

    private bool Append(
        PduType type,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped ReadOnlySpan<byte> encodedName,
        scoped Span<uint> scratch,
        ref ResponseBuilder answer)
    {
        if (type == PduType.GetNext)
        {
            return BulkRetrieval.AppendNext(_tree, view, name, encodedName, scratch, ref answer);
        }

        var start = answer.VarBinds.BeginSequence();
        answer.VarBinds.WriteElement(BerTag.ObjectIdentifier, encodedName);
        _tree.WriteExact(view, name, scratch, ref answer.VarBinds);
        answer.VarBinds.EndSequence(start);
        return answer.Fits;
    }

    private static bool AsksForSomething(scoped in Pdu pdu) =>
        pdu.VarBindCount > 0 && (pdu.First > 0 || pdu.Second > 0);
}
