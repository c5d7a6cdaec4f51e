using System.CommandLine.Parsing;
using System.Net;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>Reads <c>--filter id=K7,state=active</c>. Conditions of one option are ANDed, several options are ORed.</summary>
internal static class FilterParser
{
    private static readonly (FilterSelectors Selector, string Text)[] Words =
    [
        (FilterSelectors.TunnelId, "id=ID"),
        (FilterSelectors.ObjectName, "name=NAME"),
        (FilterSelectors.LocalAddress, "local=PREFIX"),
        (FilterSelectors.RemoteAddress, "remote=PREFIX"),
        (FilterSelectors.State, "state=inactive|pending|incomplete|active|expired|half-closed"),
        (FilterSelectors.CurrentGeneration, "current (the newest generation only)"),
        (FilterSelectors.Discipline, "discipline=ipsec|xmlappliance"),
    ];

    /// <summary>The conditions that a request has. An agent refuses the others.</summary>
    public static string Help(FilterSelectors allowed)
        => $"Only what is named: {string.Join(", ", Words.Where(word => (allowed & word.Selector) != 0).Select(static word => word.Text))}. "
            + "Joined by commas all must hold; several --filter options select what any of them does.";

    private delegate NmsecFilter? Condition(NmsecFilter filter, string value);

    private static readonly Dictionary<string, Condition> Conditions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = static (filter, value) => filter with { TunnelId = value },
        ["name"] = static (filter, value) => filter with { ObjectName = value },
        ["local"] = static (filter, value) => Prefix(value) is { } prefix ? filter with { LocalAddress = prefix } : null,
        ["remote"] = static (filter, value) => Prefix(value) is { } prefix ? filter with { RemoteAddress = prefix } : null,
        ["discipline"] = static (filter, value) => Discipline(value) is { } discipline ? filter with { Discipline = discipline } : null,
        ["state"] = static (filter, value) => State(value) is { } state ? filter with { State = state } : null,
    };

    public static NmsecFilter[] Parse(ArgumentResult result)
    {
        var filters = new List<NmsecFilter>();
        foreach (var token in result.Tokens)
        {
            if (Parse(token.Value, out var error) is { } filter)
            {
                filters.Add(filter);
            }
            else
            {
                result.AddError(error);
            }
        }

        return [.. filters];
    }

    /// <summary>One option's value; null and a reason if it is wrong.</summary>
    public static NmsecFilter? Parse(string text, out string error)
    {
        error = string.Empty;
        var filter = new NmsecFilter();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Equals("current", StringComparison.OrdinalIgnoreCase))
            {
                filter = filter with { CurrentGenerationOnly = true };
                continue;
            }

            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !Conditions.TryGetValue(part[..equals], out var condition))
            {
                error = $"'{part}' is no filter condition. Conditions: {string.Join(", ", Conditions.Keys.Select(key => $"{key}="))}, current.";
                return null;
            }

            if (equals == part.Length - 1 || condition(filter, part[(equals + 1)..]) is not { } next)
            {
                error = $"'{part[(equals + 1)..]}' is no value for '{part[..equals]}'.";
                return null;
            }

            filter = next;
        }

        if (filter is { LocalAddress: { } local, RemoteAddress: { } remote } && local.BaseAddress.AddressFamily != remote.BaseAddress.AddressFamily)
        {
            error = "local and remote must be of one address family.";
            return null;
        }

        return filter;
    }

    // An address alone is the prefix of its full length.
    private static IPNetwork? Prefix(string value)
    {
        if (IPAddress.TryParse(value, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(value, out var network) ? network : null;
    }

    private static SecurityAssociationState? State(string value)
        => Enum.TryParse<SecurityAssociationState>(value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var state)
            && Enum.IsDefined(state) && state != SecurityAssociationState.Unknown && !char.IsAsciiDigit(value[0])
                ? state
                : null;

    private static uint? Discipline(string value) => value.ToUpperInvariant() switch
    {
        "IPSEC" => (uint)NssDiscipline.IpSec,
        "XMLAPPLIANCE" => (uint)NssDiscipline.XmlAppliance,
        _ => null,
    };
}
