namespace MyIkev2.Registry;

/// <summary>What becomes of a session's packets.</summary>
public enum SessionAction : byte
{
    /// <summary>None goes on.</summary>
    Drop = 0,

    /// <summary>They go on as the security policies say.</summary>
    Forward = 1,

    /// <summary>As <see cref="Forward"/>, and the next hop gets a copy of every packet that is met.</summary>
    Mirror = 2,

    /// <summary>As <see cref="Forward"/>, and the next hop gets a copy of every packet that the policies have let through.</summary>
    Snoop = 3,
}

/// <summary>Where a session is.</summary>
public enum SessionState : byte
{
    /// <summary>Open.</summary>
    Established = 0,

    /// <summary>One side has sent a TCP FIN.</summary>
    Closing1 = 1,

    /// <summary>Both sides have sent a TCP FIN.</summary>
    Closing2 = 2,

    /// <summary>No packet meets it any more; it stays readable for a while.</summary>
    Closed = 3,
}

/// <summary>Why a session was closed.</summary>
public enum SessionCloseCode : byte
{
    /// <summary>It is open, or its owner has deleted it.</summary>
    NotClosed = 0,

    /// <summary>Both sides have sent a TCP FIN.</summary>
    FinAck = 1,

    /// <summary>One side has sent a TCP RST.</summary>
    Reset = 2,

    /// <summary>No packet of either direction came for its timeout.</summary>
    Timeout = 3,
}

/// <summary>What became of a session that was to be added.</summary>
public enum SessionAddStatus : byte
{
    /// <summary>It is in the table.</summary>
    Accepted = 0,

    /// <summary>An open session has its number.</summary>
    NumberInUse = 1,

    /// <summary>An open session is for the same packets.</summary>
    FlowInUse = 2,
}
