using System.Runtime.InteropServices;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sessions;

/// <summary>
/// Lists the table in the order of the numbers, page by page. The table itself has no such order: the numbers are collected and sorted when a listing
/// begins, and the pages that follow go on with them. Any thread.
/// </summary>
internal sealed class SessionListing(SessionTable table)
{
    // The listing that began last. Its pages are asked for by one client after the other as a rule; a page of an older one collects anew.
    private volatile SessionNumber[] _latest = [];

    public SessionPage Read(ulong firstId, int limit, SessionState? state)
    {
        var numbers = firstId == 0 ? Collect() : _latest;
        var at = IndexOf(numbers, firstId);
        if (firstId != 0 && (at == numbers.Length || numbers[at].Id != firstId))
        {
            numbers = Collect();
            at = IndexOf(numbers, firstId);
        }

        var sessions = new List<SessionReading>(Math.Min(limit, numbers.Length - at));
        for (; at < numbers.Length; at++)
        {
            if (SessionReader.Read(table, numbers[at]) is not { } reading || (state is { } wanted && reading.State != wanted))
            {
                continue;
            }

            if (sessions.Count == limit)
            {
                return new SessionPage(sessions, reading.Definition.Id);
            }

            sessions.Add(reading);
        }

        _latest = [];
        return new SessionPage(sessions, 0);
    }

    private SessionNumber[] Collect()
    {
        var numbers = new List<SessionNumber>(Math.Min(table.Facts.Open, table.Options.Capacity));
        SessionReader.CollectNumbers(table, numbers);
        CollectionsMarshal.AsSpan(numbers).Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return _latest = [.. numbers];
    }

    /// <summary>The first number that is not below.</summary>
    private static int IndexOf(SessionNumber[] numbers, ulong id)
    {
        var (low, high) = (0, numbers.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (numbers[middle].Id < id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
