namespace MyIkev2.Registry;

/// <summary>
/// A 64-bit cell with one writer: the shard that owns it adds, any thread reads. No interlocked operation is needed because only one thread
/// ever writes. Mutable struct: keep it in a field, never copy it.
/// </summary>
public struct Counter
{
    private long _value;

    /// <summary>The value now.</summary>
    public readonly ulong Value => (ulong)Volatile.Read(in _value);

    /// <summary>Adds; owner only.</summary>
    public void Add(ulong amount) => Volatile.Write(ref _value, _value + (long)amount);

    /// <summary>Adds one; owner only.</summary>
    public void Increment() => Volatile.Write(ref _value, _value + 1);

    /// <summary>Takes one off (gauges); owner only.</summary>
    public void Decrement() => Volatile.Write(ref _value, _value - 1);

    /// <summary>Sets a gauge; owner only.</summary>
    public void Set(ulong value) => Volatile.Write(ref _value, (long)value);
}
