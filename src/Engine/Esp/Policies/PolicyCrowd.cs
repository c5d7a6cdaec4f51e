using System.Collections.Immutable;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Many policies that no field tells apart: their selectors are the same, or nearly so. They are looked through in order; as what matches the one
/// matches the other, the first is nearly always found.
/// </summary>
internal sealed class PolicyCrowd : PolicyNode
{
    private readonly ImmutableSortedSet<PolicySlot> _slots;

    private PolicyCrowd(ImmutableSortedSet<PolicySlot> slots) => _slots = slots;

    public static PolicyCrowd Empty { get; } = new([]);

    public override ulong Best => _slots[0].Order;

    public override void Search(ref PolicySearch search)
    {
        for (var i = 0; i < _slots.Count && search.Offer(_slots[i]); i++)
        {
        }
    }

    public override PolicyNode With(in PolicySlot slot) => new PolicyCrowd(_slots.Add(slot));

    public override PolicyNode? Without(in PolicySlot slot) => _slots.Count == 1 ? null : new PolicyCrowd(_slots.Remove(slot));
}
