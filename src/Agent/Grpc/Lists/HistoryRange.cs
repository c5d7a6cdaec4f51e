using Google.Protobuf;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>Some rows of the history that were asked for.</summary>
/// <param name="Rows">May be empty.</param>
/// <param name="Next">In the last batch of a page, when there may be another one: its token. Else empty.</param>
internal readonly record struct HistoryBatch<T>(T[] Rows, string Next);

/// <summary>Which rows of a table of the history are asked for: those after a number, the oldest or the newest of them, or a page.</summary>
/// <param name="After">Rows with greater numbers.</param>
/// <param name="Limit">At most so many, the oldest; 0 for all.</param>
/// <param name="Newest">Only the newest so many; 0 for all.</param>
/// <param name="Conditions">What the token of the next page goes with; null when no pages are asked for.</param>
internal sealed record HistoryRange(uint After, ulong Limit, ulong Newest, IMessage? Conditions)
{
    /// <summary>The most rows in one message.</summary>
    private const int LargestBatch = 512;

    public static HistoryRange Of(V1.ListHistoryRequest request) => Of(
        request.AfterNumber, request.Limit, request.Newest, request.PageSize, request.PageToken, new V1.ListHistoryRequest { Kind = request.Kind, Vpn = request.Vpn });

    public static HistoryRange Of(V1.ListFailuresRequest request) => Of(
        request.AfterNumber, request.Limit, request.Newest, request.PageSize, request.PageToken, new V1.ListFailuresRequest { Vpn = request.Vpn });

    /// <summary>The rows that are asked for; one empty batch when there are none.</summary>
    public IEnumerable<HistoryBatch<T>> Cut<T>(HistoryWindow<T> rows, Func<T, bool> predicate)
        where T : HistoryRow
    {
        IEnumerable<T> found = RowsAfter(rows).Where(predicate);
        if (Newest > 0)
        {
            found = found.TakeLast((int)Math.Min(Newest, ITunnelRegistry.MaximumHistoryDepth));
        }

        int limit = Limit == 0 ? int.MaxValue : (int)Math.Min(Limit, int.MaxValue);
        var batch = new List<T>();
        int count = 0;
        foreach (T row in found)
        {
            if (count++ == limit)
            {
                yield return new HistoryBatch<T>([.. batch], Conditions is null ? "" : PageToken.For(batch[^1].Number, Conditions));
                yield break;
            }

            if (batch.Count == LargestBatch)
            {
                yield return new HistoryBatch<T>([.. batch], "");
                batch.Clear();
            }

            batch.Add(row);
        }

        yield return new HistoryBatch<T>([.. batch], "");
    }

    private static HistoryRange Of(uint after, ulong limit, ulong newest, uint pageSize, string pageToken, IMessage conditions)
    {
        bool pages = pageSize > 0 || pageToken.Length > 0;
        PageToken.RequireAlone(pages, after > 0 || limit > 0 || newest > 0, "after_number, limit or newest");
        return pages ? new HistoryRange((uint)PageToken.Read(pageToken, conditions), pageSize, 0, conditions) : new HistoryRange(after, limit, newest, null);
    }

    private IEnumerable<T> RowsAfter<T>(HistoryWindow<T> rows)
        where T : HistoryRow
    {
        for (int i = After == uint.MaxValue ? rows.Count : rows.IndexFrom(After + 1); i < rows.Count; i++)
        {
            yield return rows[i];
        }
    }
}
