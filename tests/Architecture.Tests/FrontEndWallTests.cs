using System.Reflection;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>Wall three: front ends inside Agent do not see the engine, the composition root or each other.</summary>
public class FrontEndWallTests
{
    public static TheoryData<string> FrontEnds { get; } = [.. FrontEndWall.Allowed.Keys];

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public void FrontEnd_Sources_StayBehindTheWall(string frontEnd) =>
        Assert.Empty(Repository.Sources("src/Agent/" + frontEnd)
            .SelectMany(file => FrontEndWall.Violations(frontEnd, Repository.Read(file)).Select(name => $"{file}: {name}")));

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public void FrontEnd_Members_UseNoTypeBeyondTheWall(string frontEnd)
    {
        const BindingFlags Declared =
            BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var types = CompiledAssembly.Load("Agent").GetTypes().Where(type => IsWithin(type, "MyIkev2.Agent." + frontEnd));

        var violations =
            from type in types
            from used in type.GetFields(Declared).Select(field => field.FieldType)
                .Concat(type.GetMethods(Declared).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
                .Concat(type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)))
                .Concat(type.GetInterfaces())
                .Append(type.BaseType ?? typeof(object))
                .SelectMany(Parts)
                .Distinct()
            where IsBeyond(frontEnd, used)
            select $"{type.FullName} uses {used.FullName}";

        Assert.Empty(violations);
    }

    [Fact]
    public void Agent_GlobalUsings_OpenNoNamespaceOfOurs()
    {
        var inProject = ProjectFile.Load("src/Agent/Agent.csproj").GlobalUsings;
        var inSources = Repository.Sources("src/Agent")
            .SelectMany(file => Repository.Read(file).Split('\n'))
            .Where(line => line.TrimStart().StartsWith("global using", StringComparison.Ordinal));

        Assert.DoesNotContain(inProject.Concat(inSources), name => name.Contains("MyIkev2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("using MyIkev2.Engine.Sa;", "MyIkev2.Engine.Sa")]
    [InlineData("using Core = MyIkev2.Engine.Runtime;", "MyIkev2.Engine.Runtime")]
    [InlineData("var x = new MyIkev2.Agent.Grpc.Service();", "MyIkev2.Agent.Grpc.Service")]
    [InlineData("Engine.Shard.IkeShard shard;", "Engine.Shard.IkeShard")]
    public void Violations_NameBeyondTheWall_IsReported(string source, string expected) =>
        Assert.Equal([expected], FrontEndWall.Violations("Snmp", source));

    [Theory]
    [InlineData("using MyIkev2.Registry.Views;")]
    [InlineData("using MyIkev2.SnmpProtocol.Mib;")]
    [InlineData("namespace MyIkev2.Agent.Snmp.Tables;")]
    [InlineData("// as MyIkev2.Engine.Sa does")]
    public void Violations_NameInsideTheWall_IsAccepted(string source) =>
        Assert.Empty(FrontEndWall.Violations("Snmp", source));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : [type];

    private static bool IsBeyond(string frontEnd, Type type) =>
        type.Assembly.GetName().Name is "MyIkev2.Engine" or "MyIkev2.Engine.Runtime"
        || IsWithin(type, "MyIkev2.Agent.Hosting")
        || FrontEndWall.Allowed.Keys.Where(other => other != frontEnd).Any(other => IsWithin(type, "MyIkev2.Agent." + other));

    private static bool IsWithin(Type type, string space) =>
        type.Namespace is { } name && (name == space || name.StartsWith(space + ".", StringComparison.Ordinal));
}
