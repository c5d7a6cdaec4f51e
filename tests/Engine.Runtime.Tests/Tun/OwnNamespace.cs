using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>Runs code on a thread in a network namespace of its own: what it makes there touches nothing of the host and goes with it.</summary>
internal static partial class OwnNamespace
{
    private const int NewNetwork = 0x40000000;

    private static readonly Lazy<string?> Obstacle = new(static () =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "network namespaces and TUN devices need Linux and root";
        }

        if (!File.Exists("/dev/net/tun"))
        {
            return "/dev/net/tun is missing";
        }

        string? reason = null;
        var probe = new Thread(() => reason = Unshare(NewNetwork) == 0 ? null : "network namespaces are not permitted here");
        probe.Start();
        probe.Join();
        return reason;
    });

    /// <summary>Why this cannot be done here, or null.</summary>
    public static string? SkipReason => Obstacle.Value;

    public static void Run(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, Unshare(NewNetwork));
                action();
            }
#pragma warning disable CA1031 // Carried to the test's own thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
        });
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "the test hangs in its namespace");
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}

/// <summary>A test that needs a namespace and a TUN device; skipped with the reason where there is none to be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute() => Skip = OwnNamespace.SkipReason;
}

/// <summary>A table of cases that need a namespace and a TUN device.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NamespaceTheoryAttribute : TheoryAttribute
{
    public NamespaceTheoryAttribute() => Skip = OwnNamespace.SkipReason;
}
