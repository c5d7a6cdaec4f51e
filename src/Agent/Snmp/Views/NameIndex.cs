using System.Text;
using System.Text.Unicode;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>The name of a vpn.</summary>
/// <param name="Octets">The name as UTF-8, at most <see cref="VpnRow.MaximumName"/> octets, cut on a character boundary.</param>
/// <param name="VpnIndex">myikev2VpnIndex; of a name that several vpns have, the lowest.</param>
public readonly record struct NameEntry(byte[] Octets, uint VpnIndex);

/// <summary>Keeps the names of the vpns in the order of their octets while rows come and go. Not thread-safe; the lists it gives are immutable.</summary>
internal sealed class NameIndex
{
    private const int ChunkCapacity = 256;

    private readonly Dictionary<string, uint> _lowest = [];
    private readonly Dictionary<string, SortedSet<uint>> _shared = [];
    private readonly HashSet<string> _changed = [];
    private List<NameEntry[]> _chunks = [];

    /// <summary>The names as they are now.</summary>
    internal RowList<NameEntry> List { get; private set; } = new([]);

    internal void Add(string name, uint index)
    {
        name = Cut(name);
        if (!_lowest.TryAdd(name, index))
        {
            if (!_shared.TryGetValue(name, out var all))
            {
                _shared.Add(name, all = [_lowest[name]]);
            }

            all.Add(index);
            _lowest[name] = all.Min;
        }

        _changed.Add(name);
    }

    internal void Remove(string name, uint index)
    {
        name = Cut(name);
        if (_shared.TryGetValue(name, out var all))
        {
            all.Remove(index);
            _lowest[name] = all.Min;
            if (all.Count == 1)
            {
                _shared.Remove(name);
            }
        }
        else
        {
            _lowest.Remove(name);
        }

        _changed.Add(name);
    }

    /// <summary>Brings <see cref="List"/> up to date.</summary>
    internal void Settle()
    {
        if (_changed.Count == 0)
        {
            return;
        }

        var changes = new (byte[] Octets, uint? Index)[_changed.Count];
        var count = 0;
        foreach (var name in _changed)
        {
            changes[count++] = (Octets(name), _lowest.TryGetValue(name, out var index) ? index : null);
        }

        Array.Sort(changes, static (left, right) => left.Octets.AsSpan().SequenceCompareTo(right.Octets));
        _changed.Clear();
        var result = new List<NameEntry[]>(_chunks.Count + 1);
        var next = 0;
        for (var i = 0; i < Math.Max(1, _chunks.Count); i++)
        {
            var first = next;
            while (next < changes.Length
                && (i + 1 >= _chunks.Count || changes[next].Octets.AsSpan().SequenceCompareTo(_chunks[i + 1][0].Octets) < 0))
            {
                next++;
            }

            ReadOnlySpan<NameEntry> old = i < _chunks.Count ? _chunks[i] : [];
            if (first == next)
            {
                result.Add(_chunks[i]);
            }
            else
            {
                Split(Merge(old, changes.AsSpan(first, next - first)), result);
            }
        }

        _chunks = result;
        List = new RowList<NameEntry>([.. result]);
    }

    private static List<NameEntry> Merge(ReadOnlySpan<NameEntry> old, ReadOnlySpan<(byte[] Octets, uint? Index)> changes)
    {
        var merged = new List<NameEntry>(old.Length + changes.Length);
        foreach (var (octets, index) in changes)
        {
            int order;
            while (old.Length > 0 && (order = old[0].Octets.AsSpan().SequenceCompareTo(octets)) <= 0)
            {
                if (order < 0)
                {
                    merged.Add(old[0]);
                }

                old = old[1..];
            }

            if (index is { } number)
            {
                merged.Add(new NameEntry(octets, number));
            }
        }

        merged.AddRange(old);
        return merged;
    }

    private static void Split(List<NameEntry> entries, List<NameEntry[]> chunks)
    {
        // Names that stay among many that went must not leave a chunk each.
        if (chunks.Count > 0 && entries.Count > 0 && chunks[^1].Length + entries.Count <= ChunkCapacity / 2)
        {
            entries.InsertRange(0, chunks[^1]);
            chunks.RemoveAt(chunks.Count - 1);
        }

        if (entries.Count is > 0 and <= ChunkCapacity)
        {
            chunks.Add([.. entries]);
            return;
        }

        const int size = ChunkCapacity * 3 / 4;
        for (var start = 0; start < entries.Count; start += size)
        {
            chunks.Add([.. entries.GetRange(start, Math.Min(size, entries.Count - start))]);
        }
    }

    private static byte[] Octets(string name) => Encoding.UTF8.GetBytes(name);

    /// <summary>As the name column shows it: names that look the same there are the same.</summary>
    private static string Cut(string name)
    {
        Span<byte> octets = stackalloc byte[VpnRow.MaximumName];
        Utf8.FromUtf16(name, octets, out _, out var written);
        return written == name.Length ? name : Encoding.UTF8.GetString(octets[..written]);
    }
}
