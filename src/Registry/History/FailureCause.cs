namespace MyIkev2.Registry;

/// <summary>What a <see cref="CloseReason"/> alone does not tell. Values are stable.</summary>
public enum FailureCause : byte
{
    /// <summary>The reason says it all.</summary>
    None = 0,

    /// <summary>The integrity check of a message or packet failed.</summary>
    BadIntegrity = 1,

    /// <summary>A message or packet with an SPI that nobody here knows.</summary>
    UnknownSpi = 2,

    /// <summary>A packet of other selectors than its Child SA, or one that no policy allows.</summary>
    SelectorMismatch = 3,

    /// <summary>A packet whose padding or inner header makes no sense.</summary>
    Decryption = 4,

    /// <summary>A packet could not be encrypted.</summary>
    Encryption = 5,

    /// <summary>The sequence numbers of a Child SA ran out.</summary>
    SequenceOverflow = 6,

    /// <summary>A message or packet that does not parse, or breaks the protocol.</summary>
    Malformed = 7,

    /// <summary>A limit of this service was reached.</summary>
    Capacity = 8,

    /// <summary>More failures came than can be recorded: those that the row stands for are in the counters only.</summary>
    EventsLost = 9,
}
