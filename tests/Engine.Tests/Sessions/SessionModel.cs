using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Tests.Sessions;

/// <summary>What the table must say of changes, kept the simplest way; nothing is ever idle here.</summary>
internal sealed class SessionModel(SessionTableOptions options)
{
    /// <summary>Open sessions by number.</summary>
    public Dictionary<ulong, SessionDefinition> Open { get; } = [];

    /// <summary>Closed ones that can be read, the longest closed first.</summary>
    public List<(ulong Id, double At)> Closed { get; } = [];

    /// <summary>The numbers that can be read.</summary>
    public IEnumerable<ulong> Readable => Open.Keys.Concat(Closed.Select(one => one.Id)).Distinct().Order();

    /// <summary>What becomes of each; null when there is no room for what is new.</summary>
    public List<SessionAddStatus>? Add(SessionDefinition[] batch)
    {
        var before = new Dictionary<ulong, SessionDefinition>(Open);
        var statuses = new List<SessionAddStatus>();
        foreach (var session in batch)
        {
            var status = Open.ContainsKey(session.Id) ? SessionAddStatus.NumberInUse
                : Open.Values.Any(one => (one.Source, one.SourcePort) == (session.Source, session.SourcePort)) ? SessionAddStatus.FlowInUse
                : SessionAddStatus.Accepted;
            statuses.Add(status);
            if (status == SessionAddStatus.Accepted)
            {
                Open[session.Id] = session;
            }
        }

        if (Open.Count <= options.Capacity)
        {
            return statuses;
        }

        Open.Clear();
        foreach (var (id, session) in before)
        {
            Open[id] = session;
        }

        return null;
    }

    public bool Delete(double now, ulong id)
    {
        var was = Open.Remove(id);
        if (was)
        {
            Closed.Add((id, now));
        }

        return was;
    }

    public void Forget(double now)
    {
        Closed.RemoveAll(one => (one.At * 1000) + options.ClosedRetention <= now * 1000);
        while (Closed.Count > options.ClosedLimit)
        {
            Closed.RemoveAt(0);
        }
    }
}
