using System.Buffers;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// GetBulkRequest (RFC 3416 section 4.2.3): the first N names once as with GETNEXT, then up to M times the next of every
/// other name, repetition by repetition. Ends when the answer is full, when a whole repetition is endOfMibView, or at the
/// configured number of bindings; never an error for want of room unless not even one binding fits.
/// </summary>
internal static class BulkRetrieval
{
    /// <summary>Repeaters that need no array.</summary>
    private const int OnStack = 64;

    /// <summary>Octets that are not worth a run: into what is left of an answer one or two more bindings may fit.</summary>
    private const int LeastRoom = 40;

    /// <summary>A repeater between two repetitions.</summary>
    private struct Repeater
    {
        /// <summary>Octets of the request's list from its binding on: where the name stands that was asked for.</summary>
        internal int Remaining;

        /// <summary>The last instance given; only meaningful after the first.</summary>
        internal MibCursor Cursor;

        /// <summary>Whether <see cref="Cursor"/> is an instance.</summary>
        internal bool HasInstance;

        /// <summary>Whether nothing follows.</summary>
        internal bool Ended;
    }

    /// <summary>Fills the answer.</summary>
    internal static void Fill<TView>(
        VisibleTree<TView> tree, TView view, scoped in Pdu request, int maximumVarBinds, scoped Span<uint> name, scoped Span<uint> scratch, ref ResponseBuilder answer)
    {
        var nonRepeaters = Math.Clamp(request.First, 0, request.VarBindCount);
        var budget = maximumVarBinds;
        var reader = request.VarBinds;
        for (var i = 0; i < nonRepeaters; i++)
        {
            reader.MoveNext(name, out var length);
            if (budget-- == 0 || !AppendNext(tree, view, name[..length], reader.EncodedName, scratch, ref answer, out _))
            {
                return;
            }
        }

        // More repeaters than bindings may be given can never be reached.
        var count = Math.Min(request.VarBindCount - nonRepeaters, budget);
        if (count == 0 || request.Second <= 0)
        {
            return;
        }

        // Requests of real pollers stay on the stack: a pool gives its arrays away when memory is collected, and would allocate again.
        var rented = count > OnStack ? ArrayPool<Repeater>.Shared.Rent(count) : null;
        scoped Span<Repeater> repeaters = rented ?? stackalloc Repeater[OnStack];
        repeaters = repeaters[..count];
        try
        {
            foreach (ref var repeater in repeaters)
            {
                repeater = new Repeater { Remaining = reader.Remaining };
                reader.MoveNext(name, out _);
            }

            Repeat(tree, view, request.VarBindOctets, repeaters, request.Second, budget, name, scratch, ref answer);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<Repeater>.Shared.Return(rented);
            }
        }
    }

    /// <summary>One binding as GETNEXT gives it. False, with the binding taken back, if it makes the answer too long.</summary>
    internal static bool AppendNext<TView>(
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<uint> name,
        scoped ReadOnlySpan<byte> encodedName,
        scoped Span<uint> scratch,
        ref ResponseBuilder answer,
        out bool found)
    {
        var start = answer.VarBinds.Position;
        found = tree.SeekAfter(view, name, scratch, out var cursor)
            && tree.WriteVarBind(view, ref cursor, scratch, ref answer.VarBinds);
        if (!found)
        {
            AppendEndOfMibView(encodedName, ref answer);
        }

        return KeepIfItFits(start, ref answer);
    }

    private static void Repeat<TView>(
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<byte> list,
        scoped Span<Repeater> repeaters,
        int repetitions,
        int budget,
        scoped Span<uint> name,
        scoped Span<uint> scratch,
        ref ResponseBuilder answer)
    {
        // One repeater is a walk: bindings of one column follow each other, which is cheaper in one go. Here goes what is left over:
        // scalars, places without an instance or hidden by the view, and the last binding of a full answer.
        scoped Span<uint> indexes = repeaters.Length == 1 ? stackalloc uint[MibRunNames.Room] : [];
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            if (repeaters.Length == 1)
            {
                var run = WriteRuns(tree, view, list, ref repeaters[0], Math.Min(repetitions - repetition, budget), name, scratch, indexes, ref answer);
                repetition += run;
                budget -= run;
                if (repetition == repetitions)
                {
                    return;
                }
            }

            var allEnded = true;
            for (var i = 0; i < repeaters.Length; i++)
            {
                if (budget-- == 0)
                {
                    return;
                }

                ref var repeater = ref repeaters[i];
                var start = answer.VarBinds.Position;
                Advance(tree, view, list, ref repeater, name, scratch, ref answer);
                if (!KeepIfItFits(start, ref answer))
                {
                    return;
                }

                allEnded &= repeater.Ended;
            }

            if (allEnded)
            {
                return;
            }
        }
    }

    /// <summary>As many bindings of one repeater as can be written in runs; gives how many.</summary>
    private static int WriteRuns<TView>(
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<byte> list,
        ref Repeater repeater,
        int count,
        scoped Span<uint> name,
        scoped Span<uint> scratch,
        scoped Span<uint> indexes,
        ref ResponseBuilder answer)
    {
        var written = 0;
        var run = answer.BeginRun();
        while (written < count && !repeater.Ended && run.Remaining > LeastRoom && TryMove(tree, view, list, repeater, name, scratch, out var next)
            && tree.WriteRun(view, ref next, count - written, indexes, ref run) is > 0 and var more)
        {
            written += more;
            repeater.Cursor = next;
            repeater.HasInstance = true;
        }

        answer.EndRun(run);
        return written;
    }

    /// <summary>Goes to the next place of a repeater; false if there is none.</summary>
    private static bool TryMove<TView>(
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<byte> list,
        scoped in Repeater repeater,
        scoped Span<uint> name,
        scoped Span<uint> scratch,
        out MibCursor next)
    {
        next = repeater.Cursor;
        return repeater.HasInstance
            ? tree.MoveNext(view, scratch, ref next)
            : tree.SeekAfter(view, Asked(list, repeater, name, out _), scratch, out next);
    }

    private static void Advance<TView>(
        VisibleTree<TView> tree,
        TView view,
        scoped ReadOnlySpan<byte> list,
        ref Repeater repeater,
        scoped Span<uint> name,
        scoped Span<uint> scratch,
        ref ResponseBuilder answer)
    {
        if (!repeater.Ended)
        {
            if (TryMove(tree, view, list, repeater, name, scratch, out var next) && tree.WriteVarBind(view, ref next, scratch, ref answer.VarBinds))
            {
                repeater.Cursor = next;
                repeater.HasInstance = true;
                return;
            }

            repeater.Ended = true;
        }

        // The name is the last one given for this repeater, or the requested one if there was none.
        if (!repeater.HasInstance)
        {
            Asked(list, repeater, name, out var encodedName);
            AppendEndOfMibView(encodedName, ref answer);
            return;
        }

        var start = answer.VarBinds.BeginSequence();
        tree.WriteName(view, repeater.Cursor, scratch, ref answer.VarBinds);
        answer.VarBinds.WriteEmpty(BerTag.EndOfMibView);
        answer.VarBinds.EndSequence(start);
    }

    /// <summary>The name that the request has for a repeater. Read when it is needed, which is seldom more than once.</summary>
    private static ReadOnlySpan<uint> Asked(
        ReadOnlySpan<byte> list, in Repeater repeater, Span<uint> name, out ReadOnlySpan<byte> encodedName)
    {
        var reader = new VarBindReader(list[^repeater.Remaining..]);
        reader.MoveNext(name, out var length);
        encodedName = reader.EncodedName;
        return name[..length];
    }

    private static void AppendEndOfMibView(scoped ReadOnlySpan<byte> encodedName, ref ResponseBuilder answer)
    {
        var start = answer.VarBinds.BeginSequence();
        answer.VarBinds.WriteElement(BerTag.ObjectIdentifier, encodedName);
        answer.VarBinds.WriteEmpty(BerTag.EndOfMibView);
        answer.VarBinds.EndSequence(start);
    }

    private static bool KeepIfItFits(int start, ref ResponseBuilder answer)
    {
        if (answer.Fits)
        {
            return true;
        }

        answer.VarBinds.Rewind(start);
        return false;
    }
}
