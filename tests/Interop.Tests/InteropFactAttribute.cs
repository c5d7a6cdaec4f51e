using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Interop.Tests;

/// <summary>What a test needs besides strongSwan and namespaces.</summary>
public enum LabNeed
{
    Nothing,

    /// <summary>Programs that make traffic, and the device that strongSwan and the agent carry it over.</summary>
    Traffic,

    /// <summary>A kernel with IPsec of its own, in a user-mode-linux guest.</summary>
    KernelEsp,

    /// <summary>The second IKE daemon.</summary>
    Libreswan,

    /// <summary>The third one, in a guest of its own with a kernel that has IPsec.</summary>
    OpenIked,

    /// <summary>wpa_supplicant's EAP peer.</summary>
    EapolTest,

    /// <summary>FreeRADIUS.</summary>
    Radius,
}

/// <summary>What the lab needs of the machine it runs on.</summary>
internal static class LabRequirements
{
    /// <summary>Milliseconds after which a test is given up: several waits that each came true at their limit still fit.</summary>
    private const int Timeout = 240_000;

    /// <summary>The same for tests against the guest: the first one boots it.</summary>
    private const int GuestTimeout = 300_000;

    private static readonly (string Tool, string Package)[] Programs =
    [
        (StrongSwan.Daemon, "strongswan-charon strongswan-swanctl libstrongswan-standard-plugins libstrongswan-extra-plugins libcharon-extra-plugins"),
        ("ip", "iproute2"),
        ("nft", "nftables"),
        ("cc", "gcc libc6-dev"),
        ("mount", "mount"),
    ];

    private static readonly (string Tool, string Package)[] Traffic = [("ping", "iputils-ping"), ("iperf3", "iperf3"), ("/dev/net/tun", "a kernel with TUN devices")];

    private static readonly (string Tool, string Package)[] Guest = [.. Traffic, (GuestMachine.Kernel, "user-mode-linux"), ("modprobe", "kmod"), ("bash", "bash")];

    /// <summary>How long a test may take, in milliseconds.</summary>
    public static int TimeoutOf(LabNeed need) => need is LabNeed.KernelEsp or LabNeed.OpenIked ? GuestTimeout : Timeout;

    public static string? SkipReason(LabNeed need = LabNeed.Nothing) => SkipReason(ProgramsOf(need));

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

    /// <summary>TABLE: programs and devices of each need, with what installs them.</summary>
    private static (string Tool, string Package)[] ProgramsOf(LabNeed need) => need switch
    {
        LabNeed.Nothing => [],
        LabNeed.Traffic => Traffic,
        LabNeed.KernelEsp => Guest,
        LabNeed.OpenIked => [.. Guest, (OpenIkedGuest.Program, "openiked"), ("openssl", "openssl")],
        LabNeed.Libreswan => [(Libreswan.Daemon, "libreswan (./test unpacks it)"), ("certutil", "libnss3-tools"), ("openssl", "openssl")],
        LabNeed.EapolTest => [(EapolTest.Program, "eapoltest")],
        LabNeed.Radius => [.. Traffic, (FreeRadius.Daemon, "freeradius"), (FreeRadius.Client, "freeradius-utils")],
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };
}

/// <summary>A test in the lab.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropFactAttribute : FactAttribute
{
    public InteropFactAttribute(LabNeed need = LabNeed.Nothing)
    {
        Need = need;
        Skip = LabRequirements.SkipReason(need);
        Timeout = LabRequirements.TimeoutOf(need);
    }

    public LabNeed Need { get; }
}

/// <summary>A table of cases in the lab.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropTheoryAttribute : TheoryAttribute
{
    public InteropTheoryAttribute(LabNeed need = LabNeed.Nothing)
    {
        Need = need;
        Skip = LabRequirements.SkipReason(need);
        Timeout = LabRequirements.TimeoutOf(need);
    }

    public LabNeed Need { get; }
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
        Timeout = LabRequirements.TimeoutOf(LabNeed.Nothing);
    }

    public IReadOnlyList<string> Tools { get; }
}
