using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// What a command responder does with a PDU whatever it came in (RFC 3413 section 3.2, RFC 3416 section 4.2): finds the view
/// that counts, reads or sets, and fills the answer.
/// </summary>
internal sealed class RequestProcessor<TView>
    where TView : class
{
    private readonly MibTree<TView> _tree;
    private readonly ViewBasedAccessControl _access;
    private readonly CommandResponderOptions _options;
    private readonly SnmpCounters _counters;
    private readonly Dictionary<MibView, VisibleTree<TView>> _visible;
    private readonly Dictionary<MibView, VisibleTree<TView>> _visibleToV1;
    private readonly Lock _setting = new();
    private readonly RecentSets _recentSets = new();

    internal RequestProcessor(
        MibTree<TView> tree, ViewBasedAccessControl access, CommandResponderOptions options, SnmpCounters counters)
    {
        _tree = tree;
        _access = access;
        _options = options;
        _counters = counters;
        _visible = access.Views.ToDictionary(view => view, view => new VisibleTree<TView>(tree, view, withoutCounter64: false));
        _visibleToV1 = access.Views.ToDictionary(view => view, view => new VisibleTree<TView>(tree, view, withoutCounter64: true));
    }

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    internal Action<Exception>? Fault { get; set; }

    /// <summary>Whether a command responder takes PDUs of that type.</summary>
    internal static bool Handles(PduType type) => type is PduType.Get or PduType.GetNext or PduType.GetBulk or PduType.Set;

    /// <summary>Fills the answer; false if there is no such context. An empty range is an answer that is too long in any form.</summary>
    internal bool TryProcess(
        scoped in RequestOrigin origin,
        scoped in Pdu pdu,
        ContextCapture<TView> capture,
        ref ResponseBuilder answer,
        out MessageRange range)
    {
        if (pdu.Type == PduType.Set)
        {
            lock (_setting)
            {
                return TryProcessInOrder(origin, pdu, capture, ref answer, out range);
            }
        }

        return TryProcessInOrder(origin, pdu, capture, ref answer, out range);
    }

    private bool TryProcessInOrder(
        scoped in RequestOrigin origin,
        scoped in Pdu pdu,
        ContextCapture<TView> capture,
        ref ResponseBuilder answer,
        out MessageRange range)
    {
        TView? captured;
        try
        {
            captured = capture(origin);
        }
        catch (Exception exception)
        {
            Fault?.Invoke(exception);
            range = FinishError(ErrorStatus.GenErr, 0, pdu, ref answer);
            return true;
        }

        if (captured is null)
        {
            range = default;
            return false;
        }

        var kind = pdu.Type == PduType.Set ? ViewKind.Write : ViewKind.Read;
        if (_access.Check(origin.Model, origin.SecurityName, origin.Level, origin.ContextName, kind, out var view) != AccessError.None)
        {
            if (origin.Version != SnmpVersion.V3)
            {
                _counters.CountBadCommunityUse();
            }

            range = FinishError(ErrorStatus.AuthorizationError, 0, pdu, ref answer);
            return true;
        }

        if (pdu.Type == PduType.Set)
        {
            range = Set(origin, pdu, captured, view!, ref answer);
            return true;
        }

        var tree = (origin.Version == SnmpVersion.V1 ? _visibleToV1 : _visible)[view!];
        range = Retrieve(tree, captured, pdu, ref answer);
        return true;
    }

    private MessageRange Set(
        scoped in RequestOrigin origin, scoped in Pdu pdu, TView captured, MibView view, ref ResponseBuilder answer)
    {
        // The answer carries the bindings of the request: if it cannot be told, it is not done.
        if (answer.FinishWithRequest(ErrorStatus.CommitFailed, pdu.VarBindCount, pdu.VarBindOctets).IsEmpty)
        {
            return answer.FinishTooBig(pdu.VarBindOctets);
        }

        var key = RecentSets.KeyOf(origin, pdu);
        if (!_recentSets.TryFind(key, Time, out var status, out var index))
        {
            status = SetTransaction.Execute(_tree, captured, view, pdu, Fault, out index);
            _recentSets.Add(key, Time, status, index);
        }

        return answer.FinishWithRequest(status, index, pdu.VarBindOctets);
    }

    private MessageRange Retrieve(VisibleTree<TView> tree, TView view, scoped in Pdu pdu, ref ResponseBuilder answer)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        Span<uint> scratch = stackalloc uint[ObjectIdentifier.MaximumLength];
        var position = 0;
        try
        {
            if (pdu.Type == PduType.GetBulk)
            {
                BulkRetrieval.Fill(tree, view, pdu, _options.MaximumBulkVarBinds, name, scratch, ref answer);
                var nothingFits = answer.VarBinds.Position == 0 && AsksForSomething(pdu);
                return nothingFits ? answer.FinishTooBig(pdu.VarBindOctets) : answer.Finish();
            }

            var reader = pdu.VarBinds;
            while (reader.MoveNext(name, out var length))
            {
                position++;
                if (!Append(pdu.Type, tree, view, name[..length], reader.EncodedName, scratch, ref answer, out var found))
                {
                    return answer.FinishTooBig(pdu.VarBindOctets);
                }

                // Version 1 has no exceptions (RFC 3584 section 4.2.2).
                if (!found && answer.Version == SnmpVersion.V1)
                {
                    return FinishError(ErrorStatus.NoSuchName, position, pdu, ref answer);
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

    /// <summary>One binding of GET or GETNEXT. False if the answer has become too long.</summary>
    private static bool Append(
        PduType type,
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped ReadOnlySpan<byte> encodedName,
        scoped Span<uint> scratch,
        ref ResponseBuilder answer,
        out bool found)
    {
        if (type == PduType.GetNext)
        {
            return BulkRetrieval.AppendNext(tree, view, name, encodedName, scratch, ref answer, out found);
        }

        var start = answer.VarBinds.BeginSequence();
        answer.VarBinds.WriteElement(BerTag.ObjectIdentifier, encodedName);
        var value = answer.VarBinds.Position;
        tree.WriteExact(view, name, scratch, ref answer.VarBinds);
        found = answer.VarBinds.Position > value && (BerTag)answer.VarBinds.Written[value] is not (BerTag.NoSuchObject or BerTag.NoSuchInstance);
        answer.VarBinds.EndSequence(start);
        return answer.Fits;
    }

    private static MessageRange FinishError(ErrorStatus status, int index, scoped in Pdu pdu, ref ResponseBuilder answer)
    {
        var error = answer.FinishWithRequest(status, index, pdu.VarBindOctets);
        return error.IsEmpty ? answer.FinishTooBig(pdu.VarBindOctets) : error;
    }

    private static bool AsksForSomething(scoped in Pdu pdu) =>
        pdu.VarBindCount > 0 && (pdu.First > 0 || pdu.Second > 0);
}
