using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>Another face of the system group. What is null is shown as it is.</summary>
/// <param name="Description">sysDescr.</param>
/// <param name="ObjectId">sysObjectID.</param>
public sealed record SnmpPersona(string? Description, ObjectIdentifier? ObjectId)
{
    /// <summary>Most octets of a description.</summary>
    internal const int MaximumDescription = 255;

    internal static SnmpPersona Make(SnmpPersonaOptions options, string version) => new(
        options.SysDescr.Length == 0 ? null : options.SysDescr.Replace("{version}", version, StringComparison.Ordinal),
        ObjectIdentifier.TryParse(options.SysObjectId, out var id) ? id : null);
}
