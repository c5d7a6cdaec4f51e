using System.Text.RegularExpressions;

namespace MyIkev2.Architecture.Tests;

/// <summary>
/// The wall inside Agent. A front end sees the registry and its own protocol library; it sees neither the engine nor
/// another front end, so that no interface can show a fact the others cannot.
/// </summary>
internal static partial class FrontEndWall
{
    /// <summary>TABLE: front-end folder and the namespaces of ours it may name, itself excluded.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Nmsec"] = ["MyIkev2.Registry", "MyIkev2.NmsecProtocol"],
        ["Snmp"] = ["MyIkev2.Registry", "MyIkev2.SnmpProtocol"],
        ["Grpc"] = ["MyIkev2.Registry", "MyIkev2.GrpcHosting"],
        ["Rest"] = ["MyIkev2.Registry"],
    };

    /// <summary>Every namespace of ours that a source of this front end names and may not name.</summary>
    public static IEnumerable<string> Violations(string frontEnd, string source)
    {
        var code = Comments().Replace(source, " ");
        var own = "MyIkev2.Agent." + frontEnd;
        foreach (var name in OurNames().Matches(code).Select(match => match.Value).Distinct())
        {
            // Generated messages live in namespaces their .proto chooses; those outside MyIkev2 are not ours to judge.
            if (!Within(name, own) && !Allowed[frontEnd].Any(allowed => Within(name, allowed)))
            {
                yield return name;
            }
        }

        // Inside MyIkev2.* the compiler also resolves names relative to the enclosing namespaces.
        foreach (var match in RelativeNames().Matches(code).Select(match => match.Value).Distinct())
        {
            yield return match;
        }
    }

    private static bool Within(string name, string space) =>
        name == space || name.StartsWith(space + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\bMyIkev2\.\w+(\.\w+)*")]
    private static partial Regex OurNames();

    [GeneratedRegex(@"(?<![\w.""])(Engine\.Runtime|Engine\.(Shard|Sa|Policy|Wire|Crypto|Exchanges|Primitives)|Agent\.Hosting)\.\w+")]
    private static partial Regex RelativeNames();
}
