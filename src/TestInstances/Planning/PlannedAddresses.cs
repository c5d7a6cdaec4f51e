using MyIkev2.Engine;

namespace MyIkev2.TestInstances.Planning;

/// <summary>Consecutive addresses that an interface needs for the test.</summary>
/// <param name="InterfaceName">Where.</param>
/// <param name="First">The first of them.</param>
/// <param name="PrefixLength">Prefix length of each.</param>
/// <param name="Count">How many.</param>
/// <param name="Step">From one to the next.</param>
public sealed record PlannedAddresses(string InterfaceName, IpAddress First, int PrefixLength, int Count, ulong Step = 1)
{
    /// <summary>The address at a position, from 0.</summary>
    public IpAddress this[int position] => AddressSteps.Step(First, Step, (ulong)position)
        ?? throw new ArgumentOutOfRangeException(nameof(position), position, "past the last address of the family");
}
