using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Gives each configured vpn and child its table index and keeps it over rekeys, reconnects, reloads and restarts. Every
/// MIB takes its numbers here, so that they agree. Thread-safe.
/// </summary>
public interface IMibNumbers
{
    /// <summary>The index of a configured vpn, from 1.</summary>
    uint Vpn(string vrf, string name);

    /// <summary>The index of a configured child; unique over all vpns.</summary>
    uint Child(uint vpnIndex, string policy);

    /// <summary>
    /// Takes note of what is configured now: new names get the lowest free numbers in the order of the configuration, and
    /// names that are gone keep theirs for a while. The numbers are durable when this returns, unless the log says otherwise.
    /// </summary>
    void Settle(IReadOnlyList<VpnConfiguration> configuration);
}
