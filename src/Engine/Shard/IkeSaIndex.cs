using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// SAs by a key that several may share but few do: the first of a key stands in the dictionary itself, a set is made for the second. Adding and removing take
/// constant time however many share a key: nothing moves from the set to the first place when that becomes free.
/// </summary>
internal sealed class IkeSaIndex<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, IkeSa> _first = [];
    private readonly Dictionary<TKey, HashSet<IkeSa>> _more = [];

    /// <summary>Those of the key.</summary>
    public IEnumerable<IkeSa> Of(TKey key)
    {
        if (_first.TryGetValue(key, out var first))
        {
            yield return first;
        }

        if (_more.TryGetValue(key, out var more))
        {
            foreach (var sa in more)
            {
                yield return sa;
            }
        }
    }

    /// <summary>Adds it; it may be there already.</summary>
    public void Add(TKey key, IkeSa sa)
    {
        if (_more.TryGetValue(key, out var more))
        {
            if (!_first.TryGetValue(key, out var other) || !ReferenceEquals(other, sa))
            {
                more.Add(sa);
            }
        }
        else if (!_first.TryAdd(key, sa) && !ReferenceEquals(_first[key], sa))
        {
            _more[key] = [sa];
        }
    }

    public void Remove(TKey key, IkeSa sa)
    {
        if (_first.TryGetValue(key, out var first) && ReferenceEquals(first, sa))
        {
            _first.Remove(key);
        }
        else if (_more.TryGetValue(key, out var more) && more.Remove(sa) && more.Count == 0)
        {
            _more.Remove(key);
        }
    }
}
