using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>
/// Finds the tunnels that the records of a control request mean, by ID, by name or by both. One walk over the tunnels
/// serves all records. Names are compared as the interface shows them: cut at the field's length, in its code page.
/// </summary>
internal sealed class TunnelLookup<TItem>
{
    private readonly Dictionary<FixedText48, List<TItem>> _byId = [];
    private readonly Dictionary<FixedText48, List<TItem>> _byName = [];
    private readonly Func<TItem, FixedText48> _nameOf;

    public TunnelLookup(
        IReadOnlyList<TunnelControlSection> asked, IEnumerable<TItem> all, Func<TItem, FixedText48> idOf, Func<TItem, FixedText48> nameOf)
    {
        _nameOf = nameOf;
        foreach (var tunnel in asked)
        {
            _byId.TryAdd(tunnel.AskedId(), []);
            _byName.TryAdd(tunnel.AskedName(), []);
        }

        foreach (var item in all)
        {
            if (_byId.TryGetValue(idOf(item), out var sameId))
            {
                sameId.Add(item);
            }

            if (_byName.TryGetValue(nameOf(item), out var sameName))
            {
                sameName.Add(item);
            }
        }
    }

    /// <summary>The tunnels that a record means, in the order of the walk; none for a record that names nothing.</summary>
    public IReadOnlyList<TItem> Find(in TunnelControlSection asked)
    {
        var (id, name) = (asked.AskedId(), asked.AskedName());
        return id == AskedTunnels.Blanks ? name == AskedTunnels.Blanks ? [] : _byName[name]
            : name == AskedTunnels.Blanks ? _byId[id]
            : [.. _byId[id].Where(item => _nameOf(item) == name)];
    }
}

/// <summary>What the records of a control request name.</summary>
internal static class AskedTunnels
{
    /// <summary>A field that is not used.</summary>
    public static FixedText48 Blanks { get; } = new(default);

    /// <summary>The tunnel ID, padded as we pad.</summary>
    public static FixedText48 AskedId(this in TunnelControlSection asked) => new(asked.TunnelId.ToString());

    /// <summary>The name, padded as we pad.</summary>
    public static FixedText48 AskedName(this in TunnelControlSection asked) => new(asked.Name.ToString());
}
