using System.CodeDom.Compiler;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>Wall four: no mutable static state. What two engines in one process would share must not exist.</summary>
public class StaticStateTests
{
    // "Type.field" -> why it is harmless. One line per exception, with the reason.
    private static readonly Dictionary<string, string> Allowed = new();

    private static readonly Type[] MutableCollections =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Stack<>), typeof(SortedDictionary<,>),
        typeof(LinkedList<>), typeof(PriorityQueue<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(ConcurrentBag<>),
    ];

    public static TheoryData<string> ProductionProjects => ProjectReferenceTests.ProductionProjects;

    [Theory]
    [MemberData(nameof(ProductionProjects))]
    public void Assembly_StaticFields_AreImmutable(string project) =>
        Assert.Empty(Violations(CompiledAssembly.Load(project).GetTypes()).Except(Allowed.Keys));

    [Fact]
    public void Allowed_EveryException_StillExists()
    {
        var found = ProjectRules.All.SelectMany(rule => Violations(CompiledAssembly.Load(rule.Name).GetTypes()));

        Assert.Empty(Allowed.Keys.Except(found));
    }

    [Fact]
    public void Violations_MutableFields_AreReported() =>
        Assert.Equal(
            ["Sample.Counter", "Sample.Names", "Sample.<Setting>k__BackingField"],
            Violations([typeof(Sample)]).Select(name => name[(name.LastIndexOf('+') + 1)..]));

    private static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        from type in types
        where !IsGenerated(type)
        from field in type.GetFields(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where IsMutable(field)
        select $"{type.FullName}.{field.Name}";

    private static bool IsMutable(FieldInfo field)
    {
        if (field.IsLiteral)
        {
            return false;
        }

        if (!field.IsInitOnly)
        {
            // The descriptors of generated protobuf messages are written once, by a static constructor.
            if (field.FieldType.FullName == "Google.Protobuf.Reflection.FileDescriptor")
            {
                return false;
            }

            // A settable auto-property is state in disguise; the compiler's lambda caches ("<>9__0") are not.
            return !field.Name.StartsWith("<>", StringComparison.Ordinal);
        }

        return field.FieldType.IsGenericType && MutableCollections.Contains(field.FieldType.GetGenericTypeDefinition());
    }

    // Lambda and call-site caches, and the output of source generators, which keep delegates and descriptors.
    private static bool IsGenerated(Type? type) =>
        type is not null
        && (type.Name.StartsWith('<')
            || type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
            || (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.IsNested)
            || IsGenerated(type.DeclaringType));

    private static class Sample
    {
        public const int Constant = 1;
        public static readonly int[] Table = [1, 2, 3];
        public static readonly Func<int> Lambda = () => Constant;
        public static int Counter = Constant;
        public static readonly List<string> Names = [];

        public static int Setting { get; set; }

        public static int Computed => Table.Length;
    }
}
