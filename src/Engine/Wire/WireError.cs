namespace MyIkev2.Engine.Wire;

/// <summary>What is wrong with received octets.</summary>
public enum WireErrorCode : byte
{
    None = 0,

    /// <summary>The octets end inside a field.</summary>
    Truncated,

    /// <summary>A length field disagrees with what it measures.</summary>
    LengthMismatch,

    /// <summary>A structure ends before the room it was given.</summary>
    TrailingBytes,

    /// <summary>A field holds a value that its definition excludes.</summary>
    InvalidValue,

    /// <summary>A payload we do not know has the critical bit set (RFC 7296 section 2.5).</summary>
    UnknownCriticalPayload,

    /// <summary>The header's major version is not 2.</summary>
    UnsupportedMajorVersion,

    /// <summary>More items than <see cref="WireLimits"/> accepts.</summary>
    TooManyItems,

    /// <summary>A payload stands where it must not: after or inside an Encrypted payload.</summary>
    MisplacedPayload,
}

/// <summary>
/// What a reader found wrong, and where. Malformed input is a value, never an exception; the default value
/// means that all is well.
/// </summary>
public readonly record struct WireError
{
    private readonly string? _field;

    public WireError(WireErrorCode code, int offset, string field, byte payloadType = 0)
    {
        Code = code;
        Offset = offset;
        _field = field;
        PayloadType = payloadType;
    }

    public static WireError None => default;

    public WireErrorCode Code { get; }

    /// <summary>Octets from the start of what was read: the datagram, or the decrypted chain.</summary>
    public int Offset { get; }

    /// <summary>The structure and field, in the RFC's words.</summary>
    public string Field => _field ?? string.Empty;

    /// <summary>The unknown type, for <see cref="WireErrorCode.UnknownCriticalPayload"/>; otherwise 0.</summary>
    public byte PayloadType { get; }

    public bool IsError => Code != WireErrorCode.None;

    public override string ToString() => Code switch
    {
        WireErrorCode.None => "no error",
        WireErrorCode.UnknownCriticalPayload => $"{Code} {PayloadType} at octet {Offset}",
        _ => $"{Code} at octet {Offset}: {Field}",
    };
}
