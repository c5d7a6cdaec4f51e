using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>Finds the stack that a request names. Stack, VRF and SNMP context are one concept.</summary>
internal static class StackDirectory
{
    /// <summary>The stacks: those that the engine tells of; before it does, the default one and those that vpns are configured in.</summary>
    public static IReadOnlyList<StackInfo> All(RegistryView view, string defaultStack)
        => view.Stacks.Count > 0
            ? view.Stacks
            : [.. view.Configuration.Select(static vpn => vpn.Vrf).Prepend(defaultStack).Distinct().Select(static name => new StackInfo { Name = name })];

    /// <summary>The VRF of a target, or null if there is none of that name.</summary>
    /// <param name="view">What is known.</param>
    /// <param name="target">The request's target; empty means the default.</param>
    /// <param name="defaultStack">The default; it exists even with nothing in it.</param>
    /// <param name="dialect">Its target field cuts long names, so they are found by what fits.</param>
    public static string? Find(RegistryView view, string target, string defaultStack, NmsecDialect dialect)
    {
        var width = dialect.MessageHeader.Target.Length;
        if (target.Length == 0 || IsNamed(defaultStack, target, width))
        {
            return defaultStack;
        }

        return All(view, defaultStack).FirstOrDefault(stack => IsNamed(stack.Name, target, width))?.Name
            ?? view.Configuration.FirstOrDefault(vpn => IsNamed(vpn.Vrf, target, width))?.Vrf;
    }

    /// <summary>The VRF of a target that only tunnels tell of, or null: a walk over them.</summary>
    public static string? FindAmongTunnels(RegistryView view, string target, NmsecDialect dialect)
    {
        var width = dialect.MessageHeader.Target.Length;
        return view.Enumerate().FirstOrDefault(tunnel => IsNamed(tunnel.Vrf, target, width))?.Vrf;
    }

    private static bool IsNamed(string vrf, string target, int width)
        => vrf.AsSpan(0, Math.Min(vrf.Length, width)).SequenceEqual(target);
}
