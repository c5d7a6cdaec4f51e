using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>Wall one: who may reference whom, read from the project files.</summary>
public class ProjectReferenceTests
{
    public static TheoryData<string> ProductionProjects { get; } = [.. ProjectRules.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(ProductionProjects))]
    public void Project_References_AreThoseOfTheTable(string name)
    {
        var rule = ProjectRules.All.Single(row => row.Name == name);
        var project = ProjectFile.Load($"src/{name}/{name}.csproj");

        Assert.Empty(ProjectRules.Violations(rule, project));
    }

    [Fact]
    public void Table_EveryProjectUnderSrc_HasARow()
    {
        var projects = Repository.Files
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(ProjectRules.All.Select(rule => rule.Name).Order(), projects.Order());
    }

    [Fact]
    public void AspNet_IsReferenced_OnlyByAgentAndGrpcHosting()
    {
        var users = ProjectRules.All
            .Select(rule => (rule.Name, File: ProjectFile.Load($"src/{rule.Name}/{rule.Name}.csproj")))
            .Where(project => project.File.Sdk.EndsWith(".Web", StringComparison.Ordinal) || project.File.FrameworkReferences.Any())
            .Select(project => project.Name);

        Assert.Equal(["Agent", "GrpcHosting"], users.Order());
    }

    [Fact]
    public void Solution_EveryProjectOnDisk_IsListed()
    {
        var solution = Repository.Read("MyIkev2.sln").Replace('\\', '/');
        var missing = Repository.Files
            .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void Violations_ForbiddenReferences_AreReported()
    {
        var project = ProjectFile.Parse(
            """
            <Project><ItemGroup>
              <ProjectReference Include="..\Agent\Agent.csproj" />
              <ProjectReference Include="../Registry/Registry.csproj" Condition="false" />
              <PackageReference Include="Serilog" />
            </ItemGroup></Project>
            """);

        Assert.Equal(
            ["Engine references project Agent", "Engine references package Serilog"],
            ProjectRules.Violations(new ProjectRule("Engine", ["Registry"], ["Portable.*"]), project));
    }
}
