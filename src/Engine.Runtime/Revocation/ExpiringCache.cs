namespace MyIkev2.Engine.Runtime.Revocation;

/// <summary>Keeps values until a moment each. Full, it drops what is over, and where nothing is, everything. Thread-safe.</summary>
internal sealed class ExpiringCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (TValue Value, long Until)> _entries = [];

    public bool TryGet(TKey key, long now, out TValue value)
    {
        lock (_entries)
        {
            if (_entries.TryGetValue(key, out var entry) && now <= entry.Until)
            {
                value = entry.Value;
                return true;
            }
        }

        value = default!;
        return false;
    }

    public void Set(TKey key, TValue value, long until)
    {
        lock (_entries)
        {
            if (_entries.Count >= capacity && !_entries.ContainsKey(key))
            {
                MakeRoom(until);
            }

            _entries[key] = (value, until);
        }
    }

    private void MakeRoom(long soonest)
    {
        foreach (var key in _entries.Where(entry => entry.Value.Until < soonest).Select(entry => entry.Key).ToList())
        {
            _entries.Remove(key);
        }

        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }
    }
}
