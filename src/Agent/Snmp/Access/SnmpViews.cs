using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>Makes views of their options, and has those that need none.</summary>
internal static class SnmpViews
{
    /// <summary>Name of <see cref="All"/>, which no configured view may have.</summary>
    internal const string AllName = "all";

    /// <summary>Everything: all of SNMP's objects are below iso.org.</summary>
    internal static MibView All { get; } = MibView.Of(AllName, "1.3");

    /// <summary>Everything except who may ask: usmUser and the objects of access control.</summary>
    internal static MibView WithoutAccess { get; } = new(
        "all-but-access",
        new ViewTreeFamily(ObjectIdentifier.Parse("1.3")),
        new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.6.3.15.1.2"), included: false),
        new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.6.3.16"), included: false));

    internal static MibView Make(SnmpViewOptions options) => new(
        options.Name,
        [
            .. options.Include.Select(text => Parse(text, included: true)).OfType<ViewTreeFamily>(),
            .. options.Exclude.Select(text => Parse(text, included: false)).OfType<ViewTreeFamily>(),
        ]);

    /// <summary>Reads <c>1.3.6.1</c> or <c>1.3.6.1.2.1.2.2.1.0.5/FFA0</c>; null if it is neither.</summary>
    internal static ViewTreeFamily? Parse(string text, bool included)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var mask = slash < 0 ? string.Empty : text[(slash + 1)..].Replace(":", string.Empty, StringComparison.Ordinal);
        var name = slash < 0 ? text : text[..slash];

        // The root itself cannot be written in BER; nothing of SNMP is outside iso.org.
        name = name is "1" or ".1" ? "1.3" : name;
        return ObjectIdentifier.TryParse(name, out var subtree)
            && mask.Length % 2 == 0 && mask.Length / 2 <= ViewTreeFamily.MaximumMaskLength && mask.All(char.IsAsciiHexDigit)
            ? new ViewTreeFamily(subtree!, included, Convert.FromHexString(mask))
            : null;
    }
}
