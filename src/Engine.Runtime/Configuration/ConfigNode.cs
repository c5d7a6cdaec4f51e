using System.Diagnostics.CodeAnalysis;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configured value: its canonical text, what it means, and where it was written. Immutable.</summary>
public sealed record ConfigValue(string Text, object Data, ConfigPosition Position);

/// <summary>
/// A container or a list entry with what is configured in it. Only what was set is held; defaults come from the definition. Not thread-safe while
/// it is edited; a document that is published is not edited any more.
/// </summary>
public sealed class ConfigNode
{
    // Most nodes hold a few of many possible children: pairs in definition order, not an array with a place for each. With many thousand vpns the
    // tree is the largest thing in memory after the engine's own tables.
    private (int Index, object Item)[] _items = [];
    private int _count;

    internal ConfigNode(ConfigNodeDefinition definition, ConfigNode? parent, string? key, ConfigPosition position)
    {
        Definition = definition;
        Parent = parent;
        Key = key;
        Position = position;
    }

    public ConfigNodeDefinition Definition { get; }

    public ConfigNode? Parent { get; }

    /// <summary>Key of a list entry, null for containers.</summary>
    public string? Key { get; }

    public ConfigPosition Position { get; }

    public bool IsEmpty => _count == 0;

    /// <summary><c>/ vrf main ike vpn a</c>.</summary>
    public string Path => Parent is null ? "/" : Key is null ? $"{Parent.Path} {Definition.Name}" : $"{Parent.Path} {Definition.Name} {ConfigText.Quote(Key)}";

    public string PathOf(string child) => $"{Path} {child}";

    /// <summary>The value of a leaf, when it was set.</summary>
    public ConfigValue? Value(string leaf) => Find(leaf, ConfigNodeKind.Leaf) as ConfigValue;

    /// <summary>The values of a leaf-list, in order.</summary>
    public IReadOnlyList<ConfigValue> Values(string leafList) => Find(leafList, ConfigNodeKind.LeafList) as List<ConfigValue> ?? [];

    public ConfigNode? Container(string name) => Find(name, ConfigNodeKind.Container) as ConfigNode;

    /// <summary>The entries of a list: numbered ones by number, named ones as they were written.</summary>
    public IReadOnlyList<ConfigNode> Entries(string list) => Find(list, ConfigNodeKind.List) is OrderedDictionary<string, ConfigNode> entries ? entries.Values : [];

    public ConfigNode? Entry(string list, string key) =>
        Find(list, ConfigNodeKind.List) is OrderedDictionary<string, ConfigNode> entries ? entries.GetValueOrDefault(key) : null;

    /// <summary>What a leaf says, its default included.</summary>
    /// <exception cref="InvalidOperationException">Neither set nor with a default: a mistake in the caller.</exception>
    public T Get<T>(string leaf) => TryGet<T>(leaf, out var value) ? value : throw new InvalidOperationException($"'{PathOf(leaf)}' has no value.");

    public bool TryGet<T>(string leaf, [MaybeNullWhen(false)] out T value)
    {
        var data = Value(leaf)?.Data ?? Definition.Find(leaf)!.DefaultData;
        value = data is null ? default : (T)data;
        return data is not null;
    }

    /// <summary>Position of what was set, or of this node when it was not.</summary>
    public ConfigPosition PositionOf(string leaf) => Value(leaf)?.Position ?? Position;

    internal object? Item(ConfigNodeDefinition child)
    {
        var at = IndexOf(child.Index);
        return at >= 0 ? _items[at].Item : null;
    }

    internal void Set(ConfigNodeDefinition leaf, ConfigValue value) => Put(leaf.Index, value);

    /// <summary>Adds a value at the end; a value that is there already stays where it is.</summary>
    internal void Add(ConfigNodeDefinition leafList, ConfigValue value)
    {
        if (Item(leafList) is not List<ConfigValue> values)
        {
            Put(leafList.Index, values = []);
        }

        if (!values.Exists(present => present.Text == value.Text))
        {
            values.Add(value);
        }
    }

    internal ConfigNode GetOrAddContainer(ConfigNodeDefinition container, ConfigPosition position)
    {
        if (Item(container) is not ConfigNode node)
        {
            Put(container.Index, node = new ConfigNode(container, this, null, position));
        }

        return node;
    }

    internal ConfigNode GetOrAddEntry(ConfigNodeDefinition list, ConfigValue key)
    {
        if (Item(list) is not OrderedDictionary<string, ConfigNode> entries)
        {
            Put(list.Index, entries = new OrderedDictionary<string, ConfigNode>(StringComparer.Ordinal));
        }

        if (!entries.TryGetValue(key.Text, out var entry))
        {
            entry = new ConfigNode(list, this, key.Text, key.Position);
            entries.Insert(key.Data is long number ? PlaceFor(entries, number) : entries.Count, key.Text, entry);
        }

        return entry;
    }

    /// <summary>Removes a leaf, a leaf-list, a container or a whole list. False when it is not there.</summary>
    internal bool Remove(ConfigNodeDefinition child)
    {
        var at = IndexOf(child.Index);
        if (at < 0)
        {
            return false;
        }

        _items.AsSpan(at + 1, _count - at - 1).CopyTo(_items.AsSpan(at));
        _items[--_count] = default;
        return true;
    }

    internal bool RemoveValue(ConfigNodeDefinition leafList, string text)
    {
        if (Item(leafList) is not List<ConfigValue> values || values.RemoveAll(value => value.Text == text) == 0)
        {
            return false;
        }

        return values.Count > 0 || Remove(leafList);
    }

    internal bool RemoveEntry(ConfigNodeDefinition list, string key)
    {
        if (Item(list) is not OrderedDictionary<string, ConfigNode> entries || !entries.Remove(key))
        {
            return false;
        }

        return entries.Count > 0 || Remove(list);
    }

    internal ConfigNode Clone(ConfigNode? parent)
    {
        var copy = new ConfigNode(Definition, parent, Key, Position);
        copy._items = new (int Index, object Item)[_count];
        foreach (var (index, item) in _items.AsSpan(0, _count))
        {
            copy._items[copy._count++] = (index, item switch
            {
                ConfigNode node => node.Clone(copy),
                List<ConfigValue> values => new List<ConfigValue>(values),
                OrderedDictionary<string, ConfigNode> entries => CloneEntries(entries, copy),
                _ => item,
            });
        }

        return copy;
    }

    public override string ToString() => Path;

    private static OrderedDictionary<string, ConfigNode> CloneEntries(OrderedDictionary<string, ConfigNode> entries, ConfigNode parent)
    {
        var copy = new OrderedDictionary<string, ConfigNode>(entries.Count, StringComparer.Ordinal);
        foreach (var (key, entry) in entries)
        {
            copy.Add(key, entry.Clone(parent));
        }

        return copy;
    }

    private static int PlaceFor(OrderedDictionary<string, ConfigNode> entries, long number)
    {
        var at = entries.Count;
        while (at > 0 && long.Parse(entries.GetAt(at - 1).Key) > number)
        {
            at--;
        }

        return at;
    }

    private object? Find(string name, ConfigNodeKind kind)
    {
        var child = Definition.Find(name);
        if (child is null || child.Kind != kind)
        {
            throw new ArgumentException($"'{Definition.SchemaPath}' has no {kind} '{name}'.", nameof(name));
        }

        return Item(child);
    }

    private void Put(int index, object item)
    {
        var at = IndexOf(index);
        if (at >= 0)
        {
            _items[at] = (index, item);
        }
        else
        {
            at = ~at;
            if (_count == _items.Length)
            {
                Array.Resize(ref _items, Math.Max(1, _count * 2));
            }

            _items.AsSpan(at, _count - at).CopyTo(_items.AsSpan(at + 1));
            _items[at] = (index, item);
            _count++;
        }
    }

    /// <summary>Place of a child's item, or the complement of where it would go.</summary>
    private int IndexOf(int index)
    {
        int low = 0, high = _count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var found = _items[middle].Index;
            if (found == index)
            {
                return middle;
            }

            if (found < index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}

/// <summary>A whole configuration: what is set in it, as a tree.</summary>
public sealed class ConfigDocument
{
    public ConfigDocument()
        : this(new ConfigNode(ConfigTree.Root, null, null, default))
    {
    }

    private ConfigDocument(ConfigNode root) => Root = root;

    public ConfigNode Root { get; }

    public ConfigDocument Clone() => new(Root.Clone(null));

    /// <summary>The <c>ike</c> containers and their VRFs.</summary>
    public IEnumerable<(string Vrf, ConfigNode Ike)> Services =>
        from vrf in Root.Entries("vrf") let ike = vrf.Container("ike") where ike is not null select (vrf.Key!, ike);
}
