namespace MyIkev2.Engine.Esp;

/// <summary>A set of policies with a way to find the first of them that a packet matches. Immutable.</summary>
internal abstract class PolicyNode
{
    /// <summary>The lowest order in it.</summary>
    public abstract ulong Best { get; }

    public abstract void Search(ref PolicySearch search);

    /// <summary>With an entry that is not in it.</summary>
    public abstract PolicyNode With(in PolicySlot slot);

    /// <summary>Without an entry that is in it; null when it was the last.</summary>
    public abstract PolicyNode? Without(in PolicySlot slot);

    /// <summary>True when it is known to be one entry.</summary>
    public virtual bool IsSingle(out PolicySlot only)
    {
        only = default;
        return false;
    }

    public static PolicyNode Single(in PolicySlot slot, SelectorField field) => new PolicyLeaf([slot], field);
}

/// <summary>A few policies in order, looked through one by one.</summary>
internal sealed class PolicyLeaf(PolicySlot[] slots, SelectorField field) : PolicyNode
{
    /// <summary>More are told apart by the next field.</summary>
    private const int Capacity = 8;

    public override ulong Best => slots[0].Order;

    public override void Search(ref PolicySearch search)
    {
        foreach (ref readonly var slot in slots.AsSpan())
        {
            if (!search.Offer(slot))
            {
                return;
            }
        }
    }

    public override bool IsSingle(out PolicySlot only)
    {
        only = slots[0];
        return slots.Length == 1;
    }

    public override PolicyNode With(in PolicySlot slot)
    {
        if (slots.Length < Capacity)
        {
            var position = ~Array.BinarySearch(slots, slot);
            return new PolicyLeaf([.. slots.AsSpan(0, position), slot, .. slots.AsSpan(position)], field);
        }

        PolicyNode many = field == SelectorField.None ? PolicyCrowd.Empty : PolicyIndex.Empty(field);
        foreach (ref readonly var present in slots.AsSpan())
        {
            many = many.With(present);
        }

        return many.With(slot);
    }

    public override PolicyNode? Without(in PolicySlot slot)
    {
        var position = Array.BinarySearch(slots, slot);
        return slots.Length == 1 ? null : new PolicyLeaf([.. slots.AsSpan(0, position), .. slots.AsSpan(position + 1)], field);
    }
}
