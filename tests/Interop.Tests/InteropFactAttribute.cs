using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Interop.Tests;

/// <summary>What the lab needs of the machine it runs on.</summary>
internal static class LabRequirements
{
    private static readonly (string Tool, string Package)[] Programs =
    [
        (StrongSwan.Daemon, "strongswan-charon strongswan-swanctl libstrongswan-standard-plugins libstrongswan-extra-plugins libcharon-extra-plugins"),
        ("ip", "iproute2"),
        ("nft", "nftables"),
        ("cc", "gcc libc6-dev"),
        ("mount", "mount"),
    ];

    /// <summary>Why the test cannot run here and what to do about it, or null. Where peers are promised (CI=true) it runs, and fails.</summary>
    public static string? SkipReason(params (string Tool, string Package)[] more)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            return null;
        }

        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "network namespaces need Linux and root";
        }

        var missing = Programs.Concat(more).Where(program => PeerFactAttribute.Find(program.Tool) is null).ToList();
        return missing.Count == 0
            ? null
            : $"{string.Join(", ", missing.Select(program => program.Tool))} missing; apt-get install {string.Join(' ', missing.Select(program => program.Package))}";
    }
}

/// <summary>A test in the lab.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropFactAttribute : FactAttribute
{
    public InteropFactAttribute()
    {
        Skip = LabRequirements.SkipReason();
        Timeout = 90_000;
    }
}

/// <summary>A test in the lab that also needs tcpdump, tshark or ike-scan.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropToolFactAttribute : FactAttribute
{
    /// <param name="tools">Programs, which are also the names of their packages.</param>
    public InteropToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        Skip = LabRequirements.SkipReason([.. tools.Select(tool => (tool, tool))]);
        Timeout = 90_000;
    }

    public IReadOnlyList<string> Tools { get; }
}

/// <summary>A table of cases in the lab.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropTheoryAttribute : TheoryAttribute
{
    public InteropTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason();
        Timeout = 90_000;
    }
}
