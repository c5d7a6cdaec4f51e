namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// What the engine counts about the messages it gets (the snmp group of RFC 3418, snmpMPDStats of RFC 3412, the two context
/// counters of RFC 3413). Several listener threads add; anyone reads. Served as Counter32, so readers see the low 32 bits.
/// </summary>
public sealed class SnmpCounters
{
    private long _inPackets;
    private long _inBadVersions;
    private long _inBadCommunityNames;
    private long _inBadCommunityUses;
    private long _inAsnParseErrors;
    private long _silentDrops;
    private long _unknownSecurityModels;
    private long _invalidMessages;
    private long _unknownPduHandlers;
    private long _unknownContexts;

    /// <summary>snmpInPkts.</summary>
    public ulong InPackets => Read(ref _inPackets);

    /// <summary>snmpInBadVersions.</summary>
    public ulong InBadVersions => Read(ref _inBadVersions);

    /// <summary>snmpInBadCommunityNames.</summary>
    public ulong InBadCommunityNames => Read(ref _inBadCommunityNames);

    /// <summary>snmpInBadCommunityUses.</summary>
    public ulong InBadCommunityUses => Read(ref _inBadCommunityUses);

    /// <summary>snmpInASNParseErrs.</summary>
    public ulong InAsnParseErrors => Read(ref _inAsnParseErrors);

    /// <summary>snmpSilentDrops: even an empty tooBig answer would have been too big.</summary>
    public ulong SilentDrops => Read(ref _silentDrops);

    /// <summary>snmpUnknownSecurityModels.</summary>
    public ulong UnknownSecurityModels => Read(ref _unknownSecurityModels);

    /// <summary>snmpInvalidMsgs: encrypted but not authenticated.</summary>
    public ulong InvalidMessages => Read(ref _invalidMessages);

    /// <summary>snmpUnknownPDUHandlers: PDUs that nobody here handles, such as a Response, or for another engine.</summary>
    public ulong UnknownPduHandlers => Read(ref _unknownPduHandlers);

    /// <summary>snmpUnknownContexts.</summary>
    public ulong UnknownContexts => Read(ref _unknownContexts);

    internal void CountPacket() => Interlocked.Increment(ref _inPackets);

    internal void CountBadVersion() => Interlocked.Increment(ref _inBadVersions);

    internal void CountBadCommunityName() => Interlocked.Increment(ref _inBadCommunityNames);

    internal void CountBadCommunityUse() => Interlocked.Increment(ref _inBadCommunityUses);

    internal void CountAsnParseError() => Interlocked.Increment(ref _inAsnParseErrors);

    internal void CountSilentDrop() => Interlocked.Increment(ref _silentDrops);

    internal void CountUnknownSecurityModel() => Interlocked.Increment(ref _unknownSecurityModels);

    internal void CountInvalidMessage() => Interlocked.Increment(ref _invalidMessages);

    internal void CountUnknownPduHandler() => Interlocked.Increment(ref _unknownPduHandlers);

    internal void CountUnknownContext() => Interlocked.Increment(ref _unknownContexts);

    private static ulong Read(ref long counter) => (ulong)Interlocked.Read(ref counter);
}
