using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Interop.Tests;

/// <summary>What the lab needs of the machine it runs on.</summary>
internal static class LabRequirements
{
    /// <summary>Milliseconds after which a test is given up: several waits that each came true at their limit still fit.</summary>
    public const int Timeout = 240_000;

    /// <summary>The same for tests against the guest.</summary>
    public const int GuestTimeout = 300_000;

    private static readonly (string Tool, string Package)[] Programs =
    [
        (StrongSwan.Daemon, "strongswan-charon strongswan-swanctl libstrongswan-standard-plugins libstrongswan-extra-plugins libcharon-extra-plugins"),
        ("ip", "iproute2"),
        ("nft", "nftables"),
        ("cc", "gcc libc6-dev"),
        ("mount", "mount"),
    ];

    /// <summary>Programs that make traffic, and the device that strongSwan and the agent carry it over.</summary>
    public static (string Tool, string Package)[] Traffic { get; } =
        [("ping", "iputils-ping"), ("iperf3", "iperf3"), ("/dev/net/tun", "a kernel with TUN devices")];

    /// <summary>The second IKE daemon and the tools that fill its store.</summary>
    public static (string Tool, string Package)[] Libreswan { get; } =
        [(Peers.Libreswan.Daemon, "libreswan (./test unpacks it)"), ("certutil", "libnss3-tools"), ("openssl", "openssl")];

    /// <summary>The RADIUS server, its client, and what traffic needs.</summary>
    public static (string Tool, string Package)[] Radius { get; } = [.. Traffic, (FreeRadius.Daemon, "freeradius"), (FreeRadius.Client, "freeradius-utils")];

    /// <summary>The guest, and what its first process runs.</summary>
    public static (string Tool, string Package)[] KernelEsp { get; } =
        [.. Traffic, (KernelEspGuest.Kernel, "user-mode-linux"), ("modprobe", "kmod"), ("bash", "bash")];

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
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A test in the lab that moves traffic with ping and iperf3.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropTrafficFactAttribute : FactAttribute
{
    public InteropTrafficFactAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Traffic);
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A table of cases in the lab that move traffic with ping and iperf3.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InteropTrafficTheoryAttribute : TheoryAttribute
{
    public InteropTrafficTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Traffic);
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A test against a kernel with IPsec of its own, in a user-mode-linux guest.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelEspFactAttribute : FactAttribute
{
    public KernelEspFactAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.KernelEsp);
        Timeout = LabRequirements.GuestTimeout; // the first one boots the guest
    }
}

/// <summary>A table of cases against such a kernel.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelEspTheoryAttribute : TheoryAttribute
{
    public KernelEspTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.KernelEsp);
        Timeout = LabRequirements.GuestTimeout;
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
        Timeout = LabRequirements.Timeout;
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
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A test against wpa_supplicant's EAP peer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EapolTestFactAttribute : FactAttribute
{
    public EapolTestFactAttribute()
    {
        Skip = LabRequirements.SkipReason((EapolTest.Program, "eapoltest"));
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A table of cases against wpa_supplicant's EAP peer.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EapolTestTheoryAttribute : TheoryAttribute
{
    public EapolTestTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason((EapolTest.Program, "eapoltest"));
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A test against libreswan.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibreswanFactAttribute : FactAttribute
{
    public LibreswanFactAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Libreswan);
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A table of cases against libreswan.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibreswanTheoryAttribute : TheoryAttribute
{
    public LibreswanTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Libreswan);
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A test with FreeRADIUS.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RadiusFactAttribute : FactAttribute
{
    public RadiusFactAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Radius);
        Timeout = LabRequirements.Timeout;
    }
}

/// <summary>A table of cases with FreeRADIUS.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RadiusTheoryAttribute : TheoryAttribute
{
    public RadiusTheoryAttribute()
    {
        Skip = LabRequirements.SkipReason(LabRequirements.Radius);
        Timeout = LabRequirements.Timeout;
    }
}
