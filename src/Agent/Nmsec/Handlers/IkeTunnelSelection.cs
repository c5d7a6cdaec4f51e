using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>
/// The IKE tunnels of a stack that a request's filters let through. Conditions of a filter are ANDed, filters are ORed.
/// </summary>
/// <remarks>
/// Decides on published facts only, never on counters: two enumerations of one selection give the same tunnels.
/// </remarks>
internal sealed class IkeTunnelSelection(RegistryView view, string stack, IReadOnlyList<NmsecFilter> filters)
{
    private readonly TunnelFilter _stack = new() { Vrf = stack };
    private readonly Condition[] _conditions = [.. filters.Select(filter => new Condition(filter))];

    /// <summary>How many tunnels the stack has. Known after an enumeration has come to its end.</summary>
    public uint Total { get; private set; }

    /// <summary>The tunnels, newest generation of each first.</summary>
    public IEnumerable<IkeTunnelSnapshot> Enumerate()
    {
        var total = 0u;
        TunnelId family = default;
        foreach (var snapshot in view.Enumerate(_stack))
        {
            total++;
            var isCurrent = snapshot.Id != family;
            family = snapshot.Id;
            if (Matches(snapshot, isCurrent))
            {
                yield return snapshot;
            }
        }

        Total = total;
    }

    private bool Matches(IkeTunnelSnapshot snapshot, bool isCurrent)
    {
        if (_conditions.Length == 0)
        {
            return true;
        }

        foreach (var condition in _conditions)
        {
            if (condition.Matches(snapshot, isCurrent))
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

        public bool Matches(IkeTunnelSnapshot snapshot, bool isCurrent)
            => (!filter.CurrentGenerationOnly || isCurrent)
                && (filter.State is not { } state || IkeTunnelMapper.State(snapshot.State).State == state)
                && IsIn(filter.LocalAddress, snapshot.Local.Address)
                && IsIn(filter.RemoteAddress, snapshot.Remote.Address)
                && (filter.TunnelId is null || IkeTunnelMapper.TunnelName(snapshot.Id) == _id)
                && (filter.ObjectName is null || new FixedText48(snapshot.VpnName) == _name);

        private static bool IsIn(IPNetwork? network, IPAddress address) => network is not { } prefix || prefix.Contains(address);
    }
}
