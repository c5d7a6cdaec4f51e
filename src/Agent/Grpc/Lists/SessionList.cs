using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>The answers to a request for sessions of the data plane.</summary>
internal static class SessionList
{
    /// <summary>At least one answer. A table of a million is read a batch at a time, as the caller takes them.</summary>
    public static IEnumerable<V1.ListSessionsResponse> Cut(ISessionTable? table, V1.ListSessionsRequest request)
    {
        SessionState? state = request.State == V1.SessionState.Unspecified ? null : (SessionState)((int)request.State - 1);
        ulong next = request.FirstSessionId;
        long left = request.PageSize == 0 ? long.MaxValue : request.PageSize;
        do
        {
            SessionPage page = table?.List(next, (int)Math.Min(left, TunnelBatches.LargestBatch), state) ?? new SessionPage([], 0);
            left -= page.Sessions.Count;
            next = page.NextId;
            yield return new V1.ListSessionsResponse
            {
                Sessions = { page.Sessions.Select(static reading => SessionMapper.ToMessage(reading)) },
                NextSessionId = left == 0 ? next : 0,
            };
        }
        while (next != 0 && left > 0);
    }
}
