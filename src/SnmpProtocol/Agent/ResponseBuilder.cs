using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Where something finished stands in its buffer; no length means nothing.</summary>
internal readonly record struct MessageRange(int Start, int Length)
{
    internal bool IsEmpty => Length == 0;
}

/// <summary>
/// The answer under construction: variable bindings grow forwards in the caller's buffer, the head is put in front at
/// the end. Knows at each moment how long the whole would be. The result is a community message, or for version 3 the
/// ScopedPDU that is still to be sealed.
/// </summary>
internal ref struct ResponseBuilder
{
    /// <summary>Most octets that the head of a PDU takes: a header, three integers and the header of the list.</summary>
    private const int PduHead = 5 + (3 * 6) + 5;

    /// <summary>Writes variable bindings.</summary>
    internal BerWriter VarBinds;

    private readonly Span<byte> _buffer;
    private readonly SnmpVersion _version;
    private readonly ReadOnlySpan<byte> _community;
    private readonly ReadOnlySpan<byte> _contextEngineId;
    private readonly ReadOnlySpan<byte> _contextName;
    private readonly int _requestId;
    private readonly int _limit;
    private readonly int _start;

    /// <summary>Octets of bindings that fit whatever the lengths in front of them: most of an answer needs no sums.</summary>
    private readonly int _surelyFits;

    /// <summary>The answer to a community message of at most <paramref name="limit"/> octets.</summary>
    internal ResponseBuilder(Span<byte> buffer, SnmpVersion version, ReadOnlySpan<byte> community, int requestId, int limit)
    {
        _buffer = buffer;
        _version = version;
        _community = community;
        _requestId = requestId;
        _limit = limit;
        _start = MessageWriter.MaximumHead(community.Length);
        _surelyFits = SurelyFits();
        VarBinds = new BerWriter(buffer[_start..]);
    }

    /// <summary>
    /// The answer to a version 3 message: a ScopedPDU of at most <paramref name="limit"/> octets with <paramref name="headRoom"/>
    /// in front of it and <paramref name="tailRoom"/> behind it.
    /// </summary>
    internal ResponseBuilder(
        Span<byte> buffer,
        int headRoom,
        int tailRoom,
        ReadOnlySpan<byte> contextEngineId,
        ReadOnlySpan<byte> contextName,
        int requestId,
        int limit)
    {
        _buffer = buffer;
        _version = SnmpVersion.V3;
        _contextEngineId = contextEngineId;
        _contextName = contextName;
        _requestId = requestId;
        _limit = limit;
        _start = headRoom + V3ScopedPdu.Overhead(contextEngineId.Length, contextName.Length, 0xFF_FFFF) + PduHead;
        _surelyFits = SurelyFits();
        VarBinds = new BerWriter(buffer[_start..^tailRoom]);
    }

    /// <summary>Version of the answer.</summary>
    internal readonly SnmpVersion Version => _version;

    /// <summary>Whether what was written so far makes an answer within the limit.</summary>
    internal readonly bool Fits =>
        !VarBinds.Overflowed && (VarBinds.Position <= _surelyFits || LengthWith(VarBinds.Position, 0, 0) <= _limit);

    /// <summary>A writer that goes on behind what was written and ends where the answer might become too long.</summary>
    internal readonly BerWriter BeginRun() => VarBinds.Within(Math.Max(_surelyFits, VarBinds.Position));

    /// <summary>Keeps what such a writer has written.</summary>
    internal void EndRun(scoped in BerWriter run) => VarBinds.GoOnBehind(run);

    /// <summary>The answer with what was written, error-status noError.</summary>
    internal readonly MessageRange Finish() => Frame(VarBinds.Position, ErrorStatus.NoError, 0);

    /// <summary>
    /// The answer with the variable bindings of the request (RFC 3416 section 4.2.1): to one that failed, or to a SET. The
    /// error is mapped for version 1 (RFC 3584 section 4.4). Empty if that would be too long.
    /// </summary>
    internal readonly MessageRange FinishWithRequest(ErrorStatus status, int index, scoped ReadOnlySpan<byte> requestVarBinds)
    {
        var told = _version == SnmpVersion.V1 ? V1ErrorMapping.Map(status) : status;
        if (LengthWith(requestVarBinds.Length, (int)told, index) > _limit
            || requestVarBinds.Length > VarBinds.Position + VarBinds.Remaining)
        {
            return default;
        }

        requestVarBinds.CopyTo(_buffer[_start..]);
        return Frame(requestVarBinds.Length, told, index);
    }

    /// <summary>
    /// The tooBig answer: its list is empty, but in version 1 that of the request (RFC 1157 section 4.1.2). Empty if even
    /// that is too long.
    /// </summary>
    internal readonly MessageRange FinishTooBig(scoped ReadOnlySpan<byte> requestVarBinds) =>
        _version == SnmpVersion.V1 ? FinishWithRequest(ErrorStatus.TooBig, 0, requestVarBinds)
        : LengthWith(0, (int)ErrorStatus.TooBig, 0) > _limit ? default
        : Frame(0, ErrorStatus.TooBig, 0);

    /// <summary>No head is longer than that of bindings as long as the whole answer may be.</summary>
    private readonly int SurelyFits() => _limit - (LengthWith(_limit, 0, 0) - _limit);

    private readonly int LengthWith(int varBindsLength, int status, int index)
    {
        if (_version != SnmpVersion.V3)
        {
            return MessageWriter.MessageLength(varBindsLength, _community.Length, _requestId, status, index);
        }

        var pdu = MessageWriter.PduLength(varBindsLength, _requestId, status, index);
        return pdu + V3ScopedPdu.Overhead(_contextEngineId.Length, _contextName.Length, pdu);
    }

    private readonly MessageRange Frame(int varBindsLength, ErrorStatus status, int index)
    {
        var end = _start + varBindsLength;
        if (_version != SnmpVersion.V3)
        {
            var message = MessageWriter.Frame(
                _buffer, _start, varBindsLength, _version, _community, PduType.Response, _requestId, (int)status, index);
            return new MessageRange(end - message.Length, message.Length);
        }

        var pduStart = MessageWriter.FramePdu(_buffer, _start, varBindsLength, PduType.Response, _requestId, (int)status, index);
        var start = V3ScopedPdu.Prepend(_buffer, pduStart, end, _contextEngineId, _contextName);
        return start < 0 ? default : new MessageRange(start, end - start);
    }
}
