using MyIkev2.Engine.Wire;

namespace MyIkev2.Fuzz.Targets;

/// <summary>A whole IKE message in the clear.</summary>
public static class IkeMessageTarget
{
    public static FuzzTarget Target { get; } = new(
        "ike-message", "a message is refused with an offset inside it, or survives writing and reading again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        WireProperties.CheckMessage(input.ToArray());

        // The length field would stop most mutations at the door: look behind it as well.
        if (input.Length >= IkeHeader.Size)
        {
            byte[] repaired = input.ToArray();
            IkeHeader.TryRead(repaired, out IkeHeader header);
            var writer = new WireWriter(repaired);
            (header with { Length = (uint)repaired.Length, MajorVersion = 2 }).Write(ref writer);
            WireProperties.CheckMessage(repaired);
        }
    }
}
