using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// The steps of setting one object instance, whoever leads them. What an object throws is a fault of the program: it is told,
/// and the step has failed.
/// </summary>
internal static class MibSetSteps
{
    /// <summary>First phase: what would hinder it.</summary>
    internal static ErrorStatus Check<TView>(
        MibTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped Span<uint> scratch,
        scoped in VarBindValue value,
        Action<Exception>? fault)
    {
        try
        {
            return tree.FindNode(name, out _) is { } node
                ? node.CheckSet(view, name[node.Prefix.Length..], scratch, value)
                : ErrorStatus.NotWritable;
        }
        catch (Exception exception)
        {
            fault?.Invoke(exception);
            return ErrorStatus.GenErr;
        }
    }

    /// <summary>Second phase, after the first said noError. <paramref name="undo"/> takes it back; null if it cannot be.</summary>
    internal static bool TryCommit<TView>(
        MibTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped Span<uint> scratch,
        scoped in VarBindValue value,
        Action<Exception>? fault,
        out Func<bool>? undo)
    {
        undo = null;
        try
        {
            var node = tree.FindNode(name, out _)!;
            return node.CommitSet(view, name[node.Prefix.Length..], scratch, value, out undo);
        }
        catch (Exception exception)
        {
            fault?.Invoke(exception);
            return false;
        }
    }

    /// <summary>Takes one back; false if that cannot be done or failed.</summary>
    internal static bool TryUndo(Func<bool>? undo, Action<Exception>? fault)
    {
        try
        {
            return undo?.Invoke() ?? false;
        }
        catch (Exception exception)
        {
            fault?.Invoke(exception);
            return false;
        }
    }
}
