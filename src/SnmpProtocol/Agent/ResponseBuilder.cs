using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Where a finished message stands in its buffer; no length means no message.</summary>
internal readonly record struct MessageRange(int Start, int Length)
{
    internal bool IsEmpty => Length == 0;
}

/// <summary>
/// The answer under construction: variable bindings grow forwards in the caller's buffer, the head is put in front at
/// the end. Knows at each moment how long the whole message would be.
/// </summary>
internal ref struct ResponseBuilder
{
    /// <summary>Writes variable bindings.</summary>
    internal BerWriter VarBinds;

    private readonly Span<byte> _buffer;
    private readonly ReadOnlySpan<byte> _community;
    private readonly int _requestId;
    private readonly int _limit;
    private readonly int _start;

    internal ResponseBuilder(Span<byte> buffer, ReadOnlySpan<byte> community, int requestId, int limit)
    {
        _buffer = buffer;
        _community = community;
        _requestId = requestId;
        _limit = limit;
        _start = MessageWriter.MaximumHead(community.Length);
        VarBinds = new BerWriter(buffer[_start..]);
    }

    /// <summary>Whether what was written so far makes a message within the limit.</summary>
    internal readonly bool Fits => !VarBinds.Overflowed && LengthWith(VarBinds.Position, 0, 0) <= _limit;

    /// <summary>The answer with what was written, error-status noError.</summary>
    internal readonly MessageRange Finish() => Frame(VarBinds.Position, ErrorStatus.NoError, 0);

    /// <summary>
    /// The answer to a request that failed: the variable bindings are those of the request (RFC 3416 section 4.2.1).
    /// Empty if that would be too long.
    /// </summary>
    internal readonly MessageRange FinishError(ErrorStatus status, int index, scoped ReadOnlySpan<byte> requestVarBinds)
    {
        if (LengthWith(requestVarBinds.Length, (int)status, index) > _limit
            || requestVarBinds.Length > _buffer.Length - _start)
        {
            return default;
        }

        requestVarBinds.CopyTo(_buffer[_start..]);
        return Frame(requestVarBinds.Length, status, index);
    }

    /// <summary>The tooBig answer, whose list is empty. Empty if even that is too long.</summary>
    internal readonly MessageRange FinishTooBig() =>
        LengthWith(0, (int)ErrorStatus.TooBig, 0) > _limit ? default : Frame(0, ErrorStatus.TooBig, 0);

    private readonly int LengthWith(int varBindsLength, int status, int index) =>
        MessageWriter.MessageLength(varBindsLength, _community.Length, _requestId, status, index);

    private readonly MessageRange Frame(int varBindsLength, ErrorStatus status, int index)
    {
        var message = MessageWriter.Frame(
            _buffer, _start, varBindsLength, SnmpVersion.V2c, _community, PduType.Response, _requestId, (int)status, index);
        return new MessageRange(_start + varBindsLength - message.Length, message.Length);
    }
}
