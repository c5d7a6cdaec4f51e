using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>Limits of a <see cref="UsmEngine"/>.</summary>
public sealed record UsmEngineOptions
{
    /// <summary>msgMaxSize that this engine tells others: the largest message it takes.</summary>
    public int MaximumMessageSize { get; init; } = 65_507;

    /// <summary>
    /// Unauthenticated Reports in one second of engine time. Everybody can cause them, with any source address, so they are
    /// what this engine would lend to an attack on a third party.
    /// </summary>
    public int MaximumReportsPerSecond { get; init; } = 1_000;

    /// <summary>Throws if a limit is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumMessageSize, V3Message.SmallestMaximumSize);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumReportsPerSecond);
    }
}
