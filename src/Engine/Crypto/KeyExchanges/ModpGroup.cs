using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A group of integers modulo a prime, numbers big-endian. Public values and shared secrets are left-padded to the prime's length.
/// </summary>
internal sealed class ModpGroup
{
    private readonly byte[] _prime;
    private readonly byte[] _primeMinusOne;
    private readonly byte[] _generator;
    private readonly byte[] _subgroupOrder;

    public ModpGroup(KeyExchangeId id, byte[] prime, byte[] generator, byte[] subgroupOrder, int exponentLength)
    {
        Id = id;
        ExponentLength = exponentLength;
        _prime = prime;
        _generator = generator;
        _subgroupOrder = subgroupOrder;
        _primeMinusOne = (byte[])prime.Clone();
        _primeMinusOne[^1]--;
    }

    public KeyExchangeId Id { get; }

    public int Length => _prime.Length;

    public int ExponentLength { get; }

    public ReadOnlySpan<byte> Prime => _prime;

    public ReadOnlySpan<byte> Generator => _generator;

    /// <summary>Order q of the generator for groups 22 to 24; empty for safe primes, where the only small subgroup is {1, p-1}.</summary>
    public ReadOnlySpan<byte> SubgroupOrder => _subgroupOrder;

    /// <summary>True when a peer's value must also satisfy y^q == 1 (RFC 6989 section 2.2).</summary>
    public bool HasSmallSubgroups => _subgroupOrder.Length > 0;

    /// <summary>1 &lt; y &lt; p-1, at exactly the prime's length (RFC 6989 section 2.1, RFC 7296 section 3.4).</summary>
    public bool IsInRange(ReadOnlySpan<byte> publicValue) =>
        publicValue.Length == Length
        && (publicValue[..^1].ContainsAnyExcept((byte)0) || publicValue[^1] > 1)
        && publicValue.SequenceCompareTo(_primeMinusOne) < 0;

    public byte[] DrawPrivate(IRandomSource random) =>
        HasSmallSubgroups ? PrivateValues.DrawBelow(random, _subgroupOrder) : PrivateValues.DrawExponent(random, ExponentLength);
}
