using MyIkev2.Agent.Snmp.Cisco;

namespace MyIkev2.Agent.Snmp;

/// <summary>
/// The SNMP agent. It is off until a user or a community is configured, and then answers on loopback unless told otherwise.
/// Prefer users with authentication and encryption: a community is a password in clear text, so open other addresses for
/// one only to networks you trust.
/// </summary>
public sealed class SnmpOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Snmp";

    /// <summary>Where the agent listens when <see cref="Listen"/> is empty.</summary>
    public const string DefaultListen = "127.0.0.1:1161";

    /// <summary>
    /// Addresses with port, several if wanted: <c>192.0.2.1:161</c>, <c>[2001:db8::1]:161</c>, <c>0.0.0.0:161</c>,
    /// <c>[::]:161</c>. Empty means <see cref="DefaultListen"/>. An answer leaves from the address that was asked.
    /// </summary>
    public string[] Listen { get; set; } = [];

    /// <summary>Who may ask over SNMPv3. Nobody by default.</summary>
    public SnmpUserOptions[] Users { get; set; } = [];

    /// <summary>Who may ask over SNMPv1 and SNMPv2c. Nobody by default; without users and communities no socket is opened.</summary>
    public SnmpCommunityOptions[] Communities { get; set; } = [];

    /// <summary>Groups that users and communities name, for those whose rights are not the usual ones.</summary>
    public SnmpGroupOptions[] Groups { get; set; } = [];

    /// <summary>Sets of objects that the rights of groups name.</summary>
    public SnmpViewOptions[] Views { get; set; } = [];

    /// <summary>Other faces of the system group.</summary>
    public SnmpPersonaOptions[] Personas { get; set; } = [];

    /// <summary>
    /// snmpEngineID in hexadecimal, 5 to 32 octets. Empty means one that is made at the first start and kept with the state.
    /// </summary>
    public string EngineId { get; set; } = string.Empty;

    /// <summary>Largest answer in octets, 484 to 65507.</summary>
    public int MaximumMessageSize { get; set; } = 65_507;

    /// <summary>Largest answer to a GetBulkRequest in octets, 484 to 65507. The default needs no IP fragments on Ethernet.</summary>
    public int MaximumBulkMessageSize { get; set; } = 1_472;

    /// <summary>Most variable bindings in the answer to a GetBulkRequest.</summary>
    public int MaximumBulkVarBinds { get; set; } = 1_000;

    /// <summary>sysContact.0, at most 255 octets.</summary>
    public string SysContact { get; set; } = string.Empty;

    /// <summary>sysName.0, at most 255 octets. Empty means the host name.</summary>
    public string SysName { get; set; } = string.Empty;

    /// <summary>sysLocation.0, at most 255 octets.</summary>
    public string SysLocation { get; set; } = string.Empty;

    /// <summary>
    /// Arc of MYIKEV2-MIB for a site that has its own enterprise number; the site edits the same line of the module.
    /// Empty means the module as shipped.
    /// </summary>
    public string BaseOid { get; set; } = string.Empty;

    /// <summary>How CISCO-IPSEC-FLOW-MONITOR-MIB is served.</summary>
    public CiscoOptions Cisco { get; set; } = new();
}
