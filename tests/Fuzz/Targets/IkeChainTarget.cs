using MyIkev2.Engine.Wire;

namespace MyIkev2.Fuzz.Targets;

/// <summary>A decrypted payload chain; the first octet of the input is the type of its first payload.</summary>
public static class IkeChainTarget
{
    public static FuzzTarget Target { get; } = new(
        "ike-chain", "a payload chain is refused with an offset inside it, or survives writing and reading again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (!input.IsEmpty)
        {
            WireProperties.CheckChain((PayloadType)input[0], input[1..].ToArray());
        }
    }
}
