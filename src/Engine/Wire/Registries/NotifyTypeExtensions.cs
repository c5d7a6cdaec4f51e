namespace MyIkev2.Engine.Wire;

/// <summary>What the number of a notify type says about it (RFC 7296 section 3.10.1).</summary>
public static class NotifyTypeExtensions
{
    private const ushort FirstStatus = 16384;

    /// <summary>Error types, including unknown and private ones, lie below 16384.</summary>
    public static bool IsError(this NotifyType type) => (ushort)type < FirstStatus;
}
