using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// SetRequest (RFC 3416 section 4.2.5): every binding is checked before any is set, and when setting one fails those before
/// it are taken back.
/// </summary>
internal static class SetTransaction
{
    /// <summary>Sets all bindings or none.</summary>
    /// <param name="tree">The MIB.</param>
    /// <param name="view">The captured view.</param>
    /// <param name="writeView">What may be set.</param>
    /// <param name="pdu">The request.</param>
    /// <param name="fault">Told what an object threw; the manager hears genErr or commitFailed.</param>
    /// <param name="index">Position of the binding that failed, from 1; else 0.</param>
    internal static ErrorStatus Execute<TView>(
        MibTree<TView> tree, TView view, MibView writeView, scoped in Pdu pdu, Action<Exception>? fault, out int index)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        Span<uint> scratch = stackalloc uint[ObjectIdentifier.MaximumLength];
        index = 0;
        foreach (var phase in (ReadOnlySpan<bool>)[false, true])
        {
            var undo = new List<Func<bool>?>(phase ? Math.Min(pdu.VarBindCount, 64) : 0);
            var reader = pdu.VarBinds;
            while (reader.MoveNext(name, out var length))
            {
                index++;
                var value = new VarBindValue(reader.ValueTag, reader.Value);
                var status = phase
                    ? Commit(tree, view, name[..length], scratch, value, undo, fault)
                    : Check(tree, view, writeView, name[..length], scratch, value, fault);
                if (status == ErrorStatus.CommitFailed && !TakeBack(undo, fault))
                {
                    index = 0;
                    return ErrorStatus.UndoFailed;
                }

                if (status != ErrorStatus.NoError)
                {
                    return status;
                }
            }

            index = 0;
        }

        return ErrorStatus.NoError;
    }

    private static ErrorStatus Check<TView>(
        MibTree<TView> tree,
        TView view,
        MibView writeView,
        scoped ReadOnlySpan<uint> name,
        scoped Span<uint> scratch,
        scoped in VarBindValue value,
        Action<Exception>? fault)
    {
        if (!writeView.Includes(name))
        {
            return ErrorStatus.NoAccess;
        }

        return MibSetSteps.Check(tree, view, name, scratch, value, fault);
    }

    private static ErrorStatus Commit<TView>(
        MibTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped Span<uint> scratch,
        scoped in VarBindValue value,
        List<Func<bool>?> undo,
        Action<Exception>? fault)
    {
        if (!MibSetSteps.TryCommit(tree, view, name, scratch, value, fault, out var takeBack))
        {
            return ErrorStatus.CommitFailed;
        }

        undo.Add(takeBack);
        return ErrorStatus.NoError;
    }

    private static bool TakeBack(List<Func<bool>?> undo, Action<Exception>? fault)
    {
        var done = true;
        for (var i = undo.Count - 1; i >= 0; i--)
        {
            done &= MibSetSteps.TryUndo(undo[i], fault);
        }

        return done;
    }
}
