using System.Text;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Access;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// The contexts: the default one, which shows everything, and one for each VRF under its name. A VRF that is configured with
/// <c>snmp false</c> is in none of them. A name that is too long for vacmContextName cannot be asked for.
/// </summary>
internal sealed class SnmpContexts
{
    private readonly byte[][] _octets;

    internal SnmpContexts(IReadOnlyList<StackInfo> stacks)
    {
        Stacks = stacks;
        Default = VrfScope.AllBut(stacks.Where(static stack => !stack.IsInSnmp).Select(static stack => stack.Name));
        _octets = [.. stacks
            .Where(static stack => stack.IsInSnmp)
            .Select(stack => Encoding.UTF8.GetBytes(stack.Name))
            .Append([])
            .Where(name => name.Length <= AccessEntry.MaximumContextLength)
            .DistinctBy(Convert.ToHexString)
            .OrderBy(name => name.Length)
            .ThenBy(Convert.ToHexString, StringComparer.Ordinal)];
        Names = [.. _octets.Select(Encoding.UTF8.GetString)];
    }

    /// <summary>What they were made of.</summary>
    internal IReadOnlyList<StackInfo> Stacks { get; }

    /// <summary>What the default context shows.</summary>
    internal VrfScope Default { get; }

    /// <summary>In the order of vacmContextTable.</summary>
    internal string[] Names { get; }

    /// <summary>The VRF of that name, or null.</summary>
    internal string? Find(ReadOnlySpan<byte> contextName)
    {
        for (var i = 0; i < _octets.Length; i++)
        {
            if (contextName.SequenceEqual(_octets[i]))
            {
                return Names[i];
            }
        }

        return null;
    }
}
