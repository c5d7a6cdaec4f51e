namespace MyIkev2.Engine.Radius;

/// <summary>Acct-Status-Type (RFC 2866 section 5.1, RFC 2869 section 2.1).</summary>
public enum AccountingStatus : uint
{
    Start = 1,
    Stop = 2,
    InterimUpdate = 3,
    AccountingOn = 7,
    AccountingOff = 8,
}

/// <summary>Acct-Terminate-Cause (RFC 2866 section 5.10).</summary>
public enum TerminateCause : uint
{
    None = 0,
    UserRequest = 1,
    LostCarrier = 2,
    IdleTimeout = 4,
    SessionTimeout = 5,
    AdminReset = 6,
    AdminReboot = 7,
    NasError = 9,
    NasRequest = 10,
}

/// <summary>What a server is told of a session at one moment. Immutable.</summary>
public sealed record AccountingRecord
{
    public required AccountingStatus Status { get; init; }

    /// <summary>Acct-Session-Id, as it was in the Access-Request.</summary>
    public required string SessionId { get; init; }

    public required ReadOnlyMemory<byte> UserName { get; init; }

    public required uint Port { get; init; }

    public required string VpnName { get; init; }

    public required NetworkPath Path { get; init; }

    /// <summary>Virtual addresses of the peer.</summary>
    public required ValueList<IpAddress> Addresses { get; init; }

    /// <summary>Class attributes of the Access-Accept that are given back.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Classes { get; init; }

    /// <summary>When it was so.</summary>
    public required EngineInstant At { get; init; }

    /// <summary>How long the session has lasted.</summary>
    public TimeSpan SessionTime { get; init; }

    /// <summary>Octets of ESP or AH from the peer, of all Child SAs of the session.</summary>
    public ulong InOctets { get; init; }

    public ulong OutOctets { get; init; }

    public ulong InPackets { get; init; }

    public ulong OutPackets { get; init; }

    /// <summary>Why it ended; <see cref="TerminateCause.None"/> while it goes on.</summary>
    public TerminateCause Cause { get; init; }
}
