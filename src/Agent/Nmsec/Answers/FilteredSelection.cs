using System.Net;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// The facts of an object that filters ask for. Which of them a request knows is decided when its filters are read, so
/// a fact that no filter of the request can name is never asked for.
/// </summary>
internal abstract class FilterFacts<TItem>
{
    /// <summary>The tunnel ID as records show it.</summary>
    public virtual FixedText48 TunnelId(in TItem item) => default;

    /// <summary>The name that a filter's name is compared with, as records show it.</summary>
    public virtual FixedText48 Name(in TItem item) => default;

    /// <summary>The state as records show it.</summary>
    public virtual SecurityAssociationState State(in TItem item) => default;

    /// <summary>True if the local address is in a network.</summary>
    public virtual bool IsLocalIn(in TItem item, IPNetwork network) => false;

    /// <summary>True if the remote address is in a network.</summary>
    public virtual bool IsRemoteIn(in TItem item, IPNetwork network) => false;

    /// <summary>True for the newest instance of its tunnel.</summary>
    public virtual bool IsCurrent(in TItem item) => true;
}

/// <summary>
/// The objects that a request's filters let through. Conditions of a filter are ANDed, filters are ORed, no filter lets
/// everything through.
/// </summary>
/// <remarks>
/// Decides on published facts only, never on counters: two enumerations of one selection give the same objects.
/// </remarks>
internal sealed class FilteredSelection<TItem>(IEnumerable<TItem> all, IReadOnlyList<NmsecFilter> filters, FilterFacts<TItem> facts)
    : ISelection<TItem>
{
    private readonly Condition[] _conditions = [.. filters.Select(filter => new Condition(filter))];

    public uint Total { get; private set; }

    public IEnumerable<TItem> Enumerate()
    {
        var total = 0u;
        foreach (var item in all)
        {
            total++;
            if (IsSelected(item))
            {
                yield return item;
            }
        }

        Total = total;
    }

    private bool IsSelected(in TItem item)
    {
        if (_conditions.Length == 0)
        {
            return true;
        }

        foreach (var condition in _conditions)
        {
            if (condition.Matches(item, facts))
            {
                return true;
            }
        }

        return false;
    }

    // Names are compared as the interface shows them: cut at the field's length, in the interface's code page.
    private sealed class Condition(NmsecFilter filter)
    {
        private readonly FixedText48 _id = new(filter.TunnelId);
        private readonly FixedText48 _name = new(filter.ObjectName);

        public bool Matches(in TItem item, FilterFacts<TItem> facts)
            => (!filter.CurrentGenerationOnly || facts.IsCurrent(item))
                && (filter.State is not { } state || facts.State(item) == state)
                && (filter.LocalAddress is not { } local || facts.IsLocalIn(item, local))
                && (filter.RemoteAddress is not { } remote || facts.IsRemoteIn(item, remote))
                && (filter.TunnelId is null || facts.TunnelId(item) == _id)
                && (filter.ObjectName is null || facts.Name(item) == _name);
    }
}
