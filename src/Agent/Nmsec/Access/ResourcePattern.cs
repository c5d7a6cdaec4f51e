using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// A resource name in which <c>*</c> stands for any characters of one qualifier:
/// <c>EZB.NETMGMT.*.TCPIP*.IPSEC.DISPLAY</c>. The fixed words and the system's name are compared without regard to case,
/// the name of a stack exactly, because stacks may differ by case alone. A stack's name may have dots.
/// </summary>
internal sealed class ResourcePattern
{
    // EZB.NETMGMT.sysname.name.class.access
    private const int FewestQualifiers = 6;
    private const int FixedQualifiers = 2;

    private readonly string _system;
    private readonly string _object;
    private readonly string _class;
    private readonly string _access;

    private ResourcePattern(string system, string name, string resourceClass, string access)
    {
        _system = system;
        _object = name;
        _class = resourceClass;
        _access = access;
    }

    /// <summary>Reads a pattern, or says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourcePattern? pattern, out string problem)
    {
        pattern = null;
        problem = string.Empty;
        var qualifiers = text.Split('.');
        if (qualifiers.Length < FewestQualifiers
            || !string.Join('.', qualifiers[..FixedQualifiers]).Equals(NmsecResource.Prefix, StringComparison.OrdinalIgnoreCase)
            || Array.Exists(qualifiers, static qualifier => qualifier.Length == 0))
        {
            problem = $"'{text}' is no resource: it must read {NmsecResource.Prefix}.sysname.tcpname.IPSEC.DISPLAY";
            return false;
        }

        var (resourceClass, access) = (qualifiers[^2], qualifiers[^1]);
        if (!Enum.GetValues<NmsecResourceClass>().Any(value => IsMatch(resourceClass, NmsecResource.Word(value), ignoreCase: true)))
        {
            problem = $"'{text}': {resourceClass} must be IPSEC, IKED, NSS or a pattern of these";
            return false;
        }

        if (!Enum.GetValues<NmsecAccess>().Any(value => IsMatch(access, NmsecResource.Word(value), ignoreCase: true)))
        {
            problem = $"'{text}': {access} must be DISPLAY, CONTROL or a pattern of these";
            return false;
        }

        pattern = new ResourcePattern(qualifiers[FixedQualifiers], string.Join('.', qualifiers[3..^2]), resourceClass, access);
        return true;
    }

    /// <summary>True if the pattern covers a resource of this system.</summary>
    public bool Covers(in NmsecResource resource, string system)
        => IsMatch(_system, system, ignoreCase: true)
            && (resource.Object is { } name ? IsMatch(_object, name, ignoreCase: false) : IsMatch(_object, system, ignoreCase: true))
            && IsMatch(_class, NmsecResource.Word(resource.Class), ignoreCase: true)
            && IsMatch(_access, NmsecResource.Word(resource.Access), ignoreCase: true);

    // '?' and '\' have a meaning there and none here.
    private static bool IsMatch(string pattern, string text, bool ignoreCase)
        => pattern.AsSpan().ContainsAny('?', '\\')
            ? string.Equals(pattern, text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            : FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);
}
