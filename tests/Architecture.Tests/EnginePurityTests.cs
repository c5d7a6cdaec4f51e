using System.Text.RegularExpressions;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>
/// Wall two: the engine decides and does nothing else. The banned-symbols analyzer flags calls while one types; what the
/// compiled assembly mentions at all, a bare field type included, is judged here.
/// </summary>
public class EnginePurityTests
{
    private static readonly string[] AllowedAssemblies =
    [
        "MyIkev2.Registry",
        "BouncyCastle.Crypto",
        "System.Collections",
        "System.Collections.Immutable",
        "System.Formats.Asn1",
        "System.Linq",
        "System.Memory",
        "System.Net.Primitives", // IPAddress is a value here, not a door to the network
        "System.Numerics.Vectors",
        "System.Runtime",
        "System.Runtime.Extensions",
        "System.Runtime.InteropServices",
        "System.Runtime.Intrinsics",
        "System.Runtime.Numerics",
        "System.Security.Cryptography",
        "System.Text.Encoding.Extensions",
        "System.Threading", // Volatile and Interlocked for the counters; the rest of it is refused below
    ];

    private static readonly string[] ForbiddenTypes =
    [
        "System.Console",
        "System.Diagnostics.Stopwatch",
        "System.IO.Directory",
        "System.IO.File",
        "System.IO.FileStream",
        "System.Random",
        "System.Security.Cryptography.RandomNumberGenerator",
        "System.TimeProvider",
    ];

    private static readonly string[] AllowedThreadingTypes = ["System.Threading.Interlocked", "System.Threading.Volatile"];

    // Contexts of native ciphers are expensive and not thread-safe, and one provider serves all shards: each thread keeps its own. The
    // lock guards the list of them for disposal; no packet takes it.
    private const string PerThreadContexts = "src/Engine/Crypto/Native/PerThread.cs";
    private static readonly string[] PerThreadTypes = ["System.Threading.ThreadLocal`1", "System.Threading.Monitor"];

    private static readonly CompiledAssembly Engine = CompiledAssembly.Inspect("Engine");

    [Fact]
    public void Engine_ReferencedAssemblies_AreOnValuesAndCryptographyOnly() =>
        Assert.Empty(Engine.ReferencedAssemblies.Except(AllowedAssemblies));

    [Fact]
    public void Engine_ReferencedTypes_HaveNoClockNoRandomNoFiles() =>
        Assert.Empty(Engine.ReferencedTypes.Intersect(ForbiddenTypes));

    [Fact]
    public void Engine_ReferencedTypes_HaveNoThreadsTasksOrLocks() =>
        Assert.Empty(Engine.ReferencedTypes
            .Where(type => type.StartsWith("System.Threading.", StringComparison.Ordinal)
                || type.StartsWith("System.Collections.Concurrent.", StringComparison.Ordinal)
                || type.Contains("AsyncMethodBuilder", StringComparison.Ordinal)
                || type.Contains("AsyncTaskMethodBuilder", StringComparison.Ordinal))
            .Except([.. AllowedThreadingTypes, .. PerThreadTypes]));

    [Fact]
    public void Engine_LocksAndThreadLocals_AreInOneFileOnly()
    {
        var users = Repository.Sources("src/Engine")
            .Where(file => Regex.IsMatch(Repository.Read(file), @"\bThreadLocal<|\block \(|\bMonitor\.|\[ThreadStatic\]"));

        Assert.Equal([PerThreadContexts], users);
    }

    [Fact]
    public void Engine_BannedSymbols_AreWiredToTheAnalyzer()
    {
        var project = ProjectFile.Load("src/Engine/Engine.csproj");

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project.PackageReferences);
        Assert.Contains("BannedSymbols.txt", project.AdditionalFiles);
    }

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("T:System.TimeProvider")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("T:System.Threading.Tasks.Task")]
    [InlineData("T:System.Threading.Thread")]
    [InlineData("T:System.Console")]
    public void Engine_BannedSymbols_NameTheImpure(string symbol) =>
        Assert.Contains(
            Repository.Read("src/Engine/BannedSymbols.txt").Split('\n'),
            line => line.Split(';')[0].Trim() == symbol);

    [Fact]
    public void Registry_ReferencedAssemblies_AreOfTheRuntimeOnly() =>
        Assert.All(CompiledAssembly.Inspect("Registry").ReferencedAssemblies, name => Assert.StartsWith("System.", name));
}
