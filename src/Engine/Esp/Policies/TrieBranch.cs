using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Esp;

/// <summary>What a <see cref="TrieBranch"/> holds under a key. Immutable.</summary>
/// <param name="key">The key.</param>
/// <param name="best">The lowest policy order in it.</param>
internal abstract class TrieItem(TrieKey key, ulong best)
{
    private readonly TrieKey _key = key;

    public ref readonly TrieKey Key => ref _key;

    public ulong Best { get; } = best;
}

/// <summary>
/// A persistent map as a trie of 32 ways per level: a change copies the few branches on its way and shares all others. Branches and items lie
/// packed, a bit in a map says which are there; branches lie in the array of the one above them, so that a level costs one reading of memory. Each
/// branch knows the lowest policy order below it, so that a search can leave it out. Immutable.
/// </summary>
internal readonly struct TrieBranch
{
    private readonly uint _itemMap;
    private readonly uint _branchMap;
    private readonly TrieItem[] _items;
    private readonly TrieBranch[] _branches;

    private TrieBranch(uint itemMap, TrieItem[] items, uint branchMap, TrieBranch[] branches)
    {
        _itemMap = itemMap;
        _items = items;
        _branchMap = branchMap;
        _branches = branches;
        Best = LowestOf(items, branches);
    }

    public static TrieBranch Empty { get; } = new(0, [], 0, []);

    public ulong Best { get; }

    public bool IsEmpty => (_itemMap | _branchMap) == 0;

    public TrieItem? Find(in TrieKey key)
    {
        var digest = key.Digest();
        ref readonly var branch = ref Unsafe.AsRef(in this);
        for (var level = 0; ; level++)
        {
            var bit = 1u << (int)key.Turn(digest, level);
            if ((branch._branchMap & bit) != 0)
            {
                branch = ref At(branch._branches, Position(branch._branchMap, bit));
                continue;
            }

            return (branch._itemMap & bit) != 0 && At(branch._items, Position(branch._itemMap, bit)) is var item && item.Key == key ? item : null;
        }
    }

    /// <summary>With the item; one of the same key is replaced.</summary>
    public TrieBranch With(TrieItem item) => With(item, item.Key.Digest(), 0);

    /// <summary>Without the item of this key, if there is one.</summary>
    public TrieBranch Without(in TrieKey key) => Without(key, key.Digest(), 0);

    /// <summary>Every item, in no order.</summary>
    public IEnumerable<TrieItem> Items() => _items.Concat(_branches.SelectMany(branch => branch.Items()));

    private TrieBranch With(TrieItem item, ulong digest, int level)
    {
        var bit = 1u << (int)item.Key.Turn(digest, level);
        if ((_branchMap & bit) != 0)
        {
            var at = Position(_branchMap, bit);
            return new TrieBranch(_itemMap, _items, _branchMap, Replaced(_branches, at, _branches[at].With(item, digest, level + 1)));
        }

        var position = Position(_itemMap, bit);
        if ((_itemMap & bit) == 0)
        {
            return new TrieBranch(_itemMap | bit, Inserted(_items, position, item), _branchMap, _branches);
        }

        var present = _items[position];
        if (present.Key == item.Key)
        {
            return new TrieBranch(_itemMap, Replaced(_items, position, item), _branchMap, _branches);
        }

        var both = Empty.With(present, present.Key.Digest(), level + 1).With(item, digest, level + 1);
        return new TrieBranch(_itemMap & ~bit, Removed(_items, position), _branchMap | bit, Inserted(_branches, Position(_branchMap, bit), both));
    }

    private TrieBranch Without(in TrieKey key, ulong digest, int level)
    {
        var bit = 1u << (int)key.Turn(digest, level);
        if ((_branchMap & bit) != 0)
        {
            var at = Position(_branchMap, bit);
            var smaller = _branches[at].Without(key, digest, level + 1);
            if (smaller.IsSameAs(_branches[at]))
            {
                return this;
            }

            // A branch with one item and nothing else is that item: the trie looks as if the others had never been.
            return smaller._branchMap == 0 && smaller._items.Length == 1
                ? new TrieBranch(_itemMap | bit, Inserted(_items, Position(_itemMap, bit), smaller._items[0]), _branchMap & ~bit, Removed(_branches, at))
                : new TrieBranch(_itemMap, _items, _branchMap, Replaced(_branches, at, smaller));
        }

        var position = Position(_itemMap, bit);
        return (_itemMap & bit) != 0 && _items[position].Key == key
            ? new TrieBranch(_itemMap & ~bit, Removed(_items, position), _branchMap, _branches)
            : this;
    }

    private bool IsSameAs(in TrieBranch other) => ReferenceEquals(_items, other._items) && ReferenceEquals(_branches, other._branches);

    private static int Position(uint map, uint bit) => BitOperations.PopCount(map & (bit - 1));

    /// <summary>An element without the check of its index, which would read the array's head as well: positions come from the map that counts the elements.</summary>
    private static ref T At<T>(T[] array, int position) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), position);

    private static T[] Inserted<T>(T[] array, int position, T item) => [.. array.AsSpan(0, position), item, .. array.AsSpan(position)];

    private static T[] Removed<T>(T[] array, int position) => [.. array.AsSpan(0, position), .. array.AsSpan(position + 1)];

    private static T[] Replaced<T>(T[] array, int position, T item)
    {
        var copy = array.AsSpan().ToArray();
        copy[position] = item;
        return copy;
    }

    private static ulong LowestOf(TrieItem[] items, TrieBranch[] branches)
    {
        var best = PolicyOrder.Last;
        foreach (var item in items)
        {
            best = Math.Min(best, item.Best);
        }

        foreach (ref readonly var branch in branches.AsSpan())
        {
            best = Math.Min(best, branch.Best);
        }

        return best;
    }
}
