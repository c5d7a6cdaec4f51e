using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// Finds the index and name of the vpn and child that a change is about, by the rules of <see cref="TunnelRows"/>, so that
/// the instances in a notification are those of the tables. Belongs to one thread.
/// </summary>
internal sealed class NotificationSubjects(IMibNumbers numbers)
{
    private IReadOnlyList<VpnConfiguration>? _configuration;
    private Dictionary<(string Vrf, string Name), VpnConfiguration> _vpns = [];

    /// <summary>The vpn; 0 and no name if the change is about none.</summary>
    internal (uint Index, string Name) VpnOf(TunnelChange change, RegistryView registry)
    {
        Take(registry.Configuration);
        var (vrf, name, id, identity) = change switch
        {
            { Tunnel: { } tunnel } => (tunnel.Vrf, tunnel.VpnName, tunnel.Id, tunnel.RemoteIdentity.Text),
            { Failure: { } failure } => (failure.Vrf, failure.VpnName, failure.TunnelId, failure.RemoteIdentity.Text),
            _ => (string.Empty, string.Empty, default, string.Empty),
        };
        if (_vpns.TryGetValue((vrf, name), out var vpn) && VpnRow.NamesItsPeer(vpn))
        {
            return (numbers.Vpn(vrf, name), name);
        }

        if (name.Length > 0 && vpn is null)
        {
            return (numbers.Vpn(vrf, name), name);
        }

        // A vpn that accepts any peer is a template: each of its connections is a vpn of its own.
        var index = id == default ? 0 : MibNumbers.Dynamic(id.Value);
        return (index, name.Length > 0 && identity.Length > 0 ? $"{name}/{identity}" : name);
    }

    /// <summary>The child; 0 if the change is about none.</summary>
    internal uint ChildOf(TunnelChange change, uint vpnIndex)
    {
        if (change.Child is { } child)
        {
            return vpnIndex >= MibNumbers.FirstDynamic ? MibNumbers.Dynamic(child.Id.Value) : numbers.Child(vpnIndex, child.PolicyName);
        }

        return change.Failure is { PolicyName.Length: > 0 } failure && vpnIndex is > 0 and < MibNumbers.FirstDynamic
            ? numbers.Child(vpnIndex, failure.PolicyName)
            : 0;
    }

    private void Take(IReadOnlyList<VpnConfiguration> configuration)
    {
        if (ReferenceEquals(configuration, _configuration))
        {
            return;
        }

        numbers.Settle(configuration);
        _vpns = new Dictionary<(string, string), VpnConfiguration>(configuration.Count);
        foreach (var vpn in configuration)
        {
            _vpns.TryAdd((vpn.Vrf, vpn.Name), vpn);
        }

        _configuration = configuration;
    }
}
