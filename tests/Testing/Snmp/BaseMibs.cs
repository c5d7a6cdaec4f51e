namespace MyIkev2.Testing.Snmp;

/// <summary>
/// The IETF's MIB modules, which every MIB imports. Debian ships them in no package for MIBs; <c>./test</c> fetches one that
/// carries them along.
/// </summary>
public static class BaseMibs
{
    /// <summary>What to do where they are missing.</summary>
    public const string Advice = "run ./test once (it fetches them), or put the modules of Debian's package erlang-snmp into artifacts/base-mibs";

    private const string Probe = "SNMPv2-SMI";

    /// <summary>The folder that holds them, or null.</summary>
    public static string? Folder { get; } = Candidates().FirstOrDefault(
        static folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, $"{Probe}*").Any());

    /// <summary>Every folder that a parser needs to read MYIKEV2-MIB, ours included.</summary>
    /// <exception cref="DirectoryNotFoundException">The base modules are missing.</exception>
    public static IReadOnlyList<string> SearchPath =>
    [
        Folder ?? throw new DirectoryNotFoundException($"The base MIB modules are missing: {Advice}."),
        "/usr/share/snmp/mibs",
        Path.Combine(Repository.Folder, "mibs"),
    ];

    /// <summary>The module that the project ships.</summary>
    public static string OwnModule => Path.Combine(Repository.Folder, "mibs", "MYIKEV2-MIB.txt");

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(Repository.Folder, "artifacts", "base-mibs");
        yield return "/var/lib/mibs/ietf";
        yield return "/usr/share/snmp/mibs/ietf";
        const string erlang = "/usr/lib/erlang/lib";
        foreach (var library in Directory.Exists(erlang) ? Directory.EnumerateDirectories(erlang, "snmp-*") : [])
        {
            yield return Path.Combine(library, "mibs");
        }
    }
}
