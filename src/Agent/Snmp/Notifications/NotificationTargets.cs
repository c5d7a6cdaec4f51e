using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>Makes targets of their options.</summary>
internal static class NotificationTargets
{
    /// <summary>The tag that selects a target for its type (snmpNotifyTable has a row of that name).</summary>
    internal static string TagOf(NotificationType type) => type == NotificationType.Inform ? "inform" : "trap";

    /// <summary>Every target, with communities read from their files.</summary>
    /// <param name="options">The options; <see cref="NotificationOptionsValidator"/> has accepted them.</param>
    /// <param name="securityNameOf">What access control calls a community; null for one that nobody may ask with.</param>
    /// <exception cref="OptionsValidationException">A file cannot be read or holds no community.</exception>
    internal static NotificationTarget[] Make(NotificationOptions options, Func<ReadOnlyMemory<byte>, string?>? securityNameOf = null)
    {
        var filters = options.Filters.ToDictionary(filter => filter.Name, FilterOf);
        return [.. options.Targets.Select((target, i) => Make(target, NameOf(target, i), filters, securityNameOf))];
    }

    internal static string NameOf(NotificationTargetOptions target, int position) =>
        target.Name.Length > 0 ? target.Name : $"target-{position + 1}";

    internal static SnmpVersion? VersionOf(NotificationTargetOptions target) => target.Version.ToUpperInvariant() switch
    {
        "1" or "V1" => SnmpVersion.V1,
        "2C" or "V2C" => SnmpVersion.V2c,
        "3" or "V3" => SnmpVersion.V3,
        "" => string.IsNullOrEmpty(target.User) ? SnmpVersion.V2c : SnmpVersion.V3,
        _ => null,
    };

    internal static NotificationType? TypeOf(NotificationTargetOptions target) => target.Type.ToUpperInvariant() switch
    {
        "TRAP" => NotificationType.Trap,
        "INFORM" => NotificationType.Inform,
        _ => null,
    };

    private static NotificationTarget Make(
        NotificationTargetOptions options,
        string name,
        Dictionary<string, NotificationFilter> filters,
        Func<ReadOnlyMemory<byte>, string?>? securityNameOf)
    {
        if (!SnmpOptionsValidator.TryParseEndPoint(options.Address, out var endPoint))
        {
            throw new OptionsValidationException(
                NotificationOptions.SectionName, typeof(NotificationOptions), [$"{NotificationOptions.SectionName}:Targets: {name}: '{options.Address}'"]);
        }

        var type = TypeOf(options) ?? NotificationType.Trap;
        var security = SecurityOf(options, name, securityNameOf, out var hasRights);
        return new NotificationTarget
        {
            Name = name,
            EndPoint = endPoint,
            Type = type,
            Timeout = options.Timeout,
            Retries = options.Retries,
            Tags = [TagOf(type), .. options.Tags],
            Security = security,
            HasRights = hasRights,
            Filter = options.Filter.Length > 0 ? filters[options.Filter] : null,
            AgentAddress = VersionOf(options) == SnmpVersion.V1 ? NotificationTransport.FindAgentAddress(endPoint) : System.Net.IPAddress.Any,
        };
    }

    private static NotificationSecurity SecurityOf(
        NotificationTargetOptions options, string name, Func<ReadOnlyMemory<byte>, string?>? securityNameOf, out bool hasRights)
    {
        hasRights = true;
        var version = VersionOf(options) ?? SnmpVersion.V3;
        if (version == SnmpVersion.V3)
        {
            return NotificationSecurity.OfUser(options.User!, SnmpLevels.Parse(options.Level) ?? SecurityLevel.AuthPriv);
        }

        var community = SnmpSecret.Read(options.Community, options.CommunityFile, out var error);
        if (community is null or { Length: 0 or > CommunityTable.MaximumLength })
        {
            error ??= $"the first line of {options.CommunityFile} is not a community of 1 to {CommunityTable.MaximumLength} octets.";
            throw new OptionsValidationException(
                NotificationOptions.SectionName, typeof(NotificationOptions), [$"{NotificationOptions.SectionName}:Targets: {name}: {error}"]);
        }

        // The name of the target, never the community itself: the tables show it.
        var securityName = securityNameOf?.Invoke(community);
        hasRights = securityName is not null;
        return NotificationSecurity.OfCommunity(version, community, securityName ?? name);
    }

    private static NotificationFilter FilterOf(NotificationFilterOptions options) => new(
        options.Name,
        [
            .. options.Include.Select(subtree => new ViewTreeFamily(ObjectIdentifier.Parse(subtree))),
            .. options.Exclude.Select(subtree => new ViewTreeFamily(ObjectIdentifier.Parse(subtree), included: false)),
        ]);
}
