using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// What is counted of a policy entry, and since when. Written by the owning shard only, read by any thread. An object of its own: it outlives an entry
/// whose rule changes, and counting does not disturb those who read the entry itself.
/// </summary>
internal sealed class FilterStatistics
{
    private Counter _out;
    private Counter _in;
    private Counter _created;
    private Counter _updated;

    /// <summary>Packets of this host that met the entry.</summary>
    public ulong OutMatches => _out.Value;

    /// <summary>Packets of the peer that came through the entry's SA.</summary>
    public ulong InMatches => _in.Value;

    public DateTimeOffset? CreatedAt => Moment(_created.Value);

    public DateTimeOffset? UpdatedAt => Moment(_updated.Value);

    public void CountOut() => _out.Increment();

    public void CountIn() => _in.Increment();

    /// <summary>It changes now, or comes to be.</summary>
    public void Touch(EngineInstant now)
    {
        var moment = (ulong)now.UnixMilliseconds;
        _updated.Set(moment);
        if (_created.Value == 0)
        {
            _created.Set(moment);
        }
    }

    private static DateTimeOffset? Moment(ulong unixMilliseconds) => unixMilliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)unixMilliseconds);
}
