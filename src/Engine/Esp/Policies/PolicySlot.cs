namespace MyIkev2.Engine.Esp;

/// <summary>An entry at its place in a table.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Sequence">Counts the keys in order of insertion; decides between entries of one order.</param>
internal readonly record struct PolicySlot(PolicyEntry Entry, ulong Sequence) : IComparable<PolicySlot>
{
    public ulong Order => Entry.Order;

    public bool IsBefore(ulong order, ulong sequence) => Order < order || (Order == order && Sequence < sequence);

    public int CompareTo(PolicySlot other) => Order != other.Order ? Order.CompareTo(other.Order) : Sequence.CompareTo(other.Sequence);
}
