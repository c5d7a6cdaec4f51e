namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Numbers for names: a new name gets the lowest free number and holds it. A pass over the names in use tells which
/// others are gone, and since when. Not thread-safe.
/// </summary>
internal sealed class NumberSpace<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly HashSet<uint> _taken = [];

    /// <summary>No number below it is free.</summary>
    private uint _lowest = 1;
    private int _pass;

    internal int Count => _entries.Count;

    /// <summary>Every name with its number, and since when it is gone.</summary>
    internal IEnumerable<(TKey Key, uint Number, DateTimeOffset? GoneSince)> Enumerate() =>
        _entries.OrderBy(static entry => entry.Value.Number).Select(static entry => (entry.Key, entry.Value.Number, entry.Value.GoneSince));

    /// <summary>Takes in a name that was given its number before; false if one of the two is taken.</summary>
    internal bool TryAdd(TKey key, uint number, DateTimeOffset? goneSince) =>
        !_entries.ContainsKey(key) && _taken.Add(number) && _entries.TryAdd(key, new Entry(number) { GoneSince = goneSince });

    internal bool HasNumber(uint number) => _taken.Contains(number);

    /// <summary>Starts a pass, and frees the numbers of names gone since before <paramref name="limit"/>. True if there were any.</summary>
    internal bool BeginPass(DateTimeOffset limit)
    {
        _pass++;
        var freed = _entries.Where(entry => entry.Value.GoneSince < limit).ToArray();
        foreach (var (key, entry) in freed)
        {
            _entries.Remove(key);
            _taken.Remove(entry.Number);
            _lowest = Math.Min(_lowest, entry.Number);
        }

        return freed.Length > 0;
    }

    /// <summary>The number of a name that is in use.</summary>
    internal uint Use(TKey key, ref bool changed)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = Add(key);
            changed = true;
        }

        changed |= entry.GoneSince is not null;
        entry.GoneSince = null;
        entry.Pass = _pass;
        return entry.Number;
    }

    /// <summary>Ends a pass: names that it did not meet are gone. True if that is news.</summary>
    internal bool EndPass(DateTimeOffset now)
    {
        var changed = false;
        foreach (var entry in _entries.Values)
        {
            if (entry.Pass != _pass && entry.GoneSince is null)
            {
                entry.GoneSince = now;
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The number of a name, in use or not. One that is not in use but asked for is not forgotten.</summary>
    internal uint Ask(TKey key, TimeProvider time, ref bool changed)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = Add(key);
            entry.GoneSince = time.GetUtcNow();
            changed = true;
        }
        else if (entry.GoneSince is not null)
        {
            entry.GoneSince = time.GetUtcNow();
        }

        return entry.Number;
    }

    private Entry Add(TKey key)
    {
        while (!_taken.Add(_lowest))
        {
            _lowest++;
        }

        var entry = new Entry(_lowest);
        _entries.Add(key, entry);
        return entry;
    }

    private sealed class Entry(uint number)
    {
        internal uint Number { get; } = number;

        internal DateTimeOffset? GoneSince { get; set; }

        internal int Pass { get; set; }
    }
}
