namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>Limits of a <see cref="CommandResponder{TView}"/>.</summary>
public sealed record CommandResponderOptions
{
    /// <summary>Smallest message size that every SNMP engine must take (RFC 3411 snmpEngineMaxMessageSize).</summary>
    public const int SmallestMessageSize = 484;

    /// <summary>Largest UDP payload over IPv4.</summary>
    public const int LargestMessageSize = 65_507;

    /// <summary>Ceiling for any answer in octets.</summary>
    public int MaximumMessageSize { get; init; } = LargestMessageSize;

    /// <summary>
    /// Ceiling for the answer to a GetBulkRequest in octets. The default fills one Ethernet frame without IP
    /// fragments; the asker comes back for the rest.
    /// </summary>
    public int MaximumBulkMessageSize { get; init; } = 1_472;

    /// <summary>Ceiling for the variable bindings in the answer to a GetBulkRequest.</summary>
    public int MaximumBulkVarBinds { get; init; } = 1_000;

    /// <summary>Throws if a limit is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumMessageSize, SmallestMessageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumMessageSize, LargestMessageSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBulkMessageSize, SmallestMessageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumBulkMessageSize, LargestMessageSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumBulkVarBinds, 1);
    }
}
