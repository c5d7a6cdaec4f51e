namespace MyIkev2.Architecture.Tests;

/// <summary>TABLE: which production project may reference which, and which packages each may name.</summary>
internal static class ProjectRules
{
    public static IReadOnlyList<ProjectRule> All { get; } =
    [
        new("Registry", [], []),
        new("NmsecProtocol", [], []),
        new("SnmpProtocol", [], []),
        new("Engine", ["Registry"], ["Portable.BouncyCastle", "Microsoft.CodeAnalysis.BannedApiAnalyzers"]),
        new("Engine.Runtime", ["Engine", "Registry"], ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"]),
        new(
            "TestInstances",
            ["Engine", "Engine.Runtime", "Registry"],
            ["YamlDotNet", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options"]),
        new("GrpcHosting", [], ["Google.Protobuf", "Grpc.Tools"]),
        new(
            "Agent",
            ["Engine", "Engine.Runtime", "Registry", "TestInstances", "NmsecProtocol", "SnmpProtocol", "GrpcHosting"],
            ["Google.Protobuf", "Grpc.Tools", "Serilog*", "System.CommandLine", "Spectre.Console"]),
    ];

    /// <summary>The references a project has and may not have, each as one readable sentence.</summary>
    public static IEnumerable<string> Violations(ProjectRule rule, ProjectFile project)
    {
        foreach (var reference in project.ProjectReferences.Where(reference => !rule.Projects.Contains(reference)))
        {
            yield return $"{rule.Name} references project {reference}";
        }

        foreach (var package in project.PackageReferences.Where(package => !rule.Packages.Any(allowed => Matches(allowed, package))))
        {
            yield return $"{rule.Name} references package {package}";
        }
    }

    private static bool Matches(string allowed, string package) =>
        allowed.EndsWith('*') ? package.StartsWith(allowed[..^1], StringComparison.Ordinal) : package == allowed;
}

/// <summary>One row: the project's name, the projects and the packages it may reference; a trailing star is a prefix.</summary>
internal sealed record ProjectRule(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages);
