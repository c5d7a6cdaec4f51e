namespace MyIkev2.SnmpProtocol.Security;

/// <summary>Bounds of SnmpEngineID (RFC 3411 section 5).</summary>
public static class EngineIds
{
    /// <summary>Fewest octets.</summary>
    public const int ShortestLength = 5;

    /// <summary>Most octets.</summary>
    public const int LongestLength = 32;

    /// <summary>Whether that many octets can be an engine id.</summary>
    public static bool IsLength(int length) => length is >= ShortestLength and <= LongestLength;
}
