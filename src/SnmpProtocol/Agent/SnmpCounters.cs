namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// What the engine counts about the messages it gets (the snmp group of RFC 3418, snmpMPDStats of RFC 3412). Several
/// listener threads add; anyone reads. Served as Counter32, so readers see the low 32 bits.
/// </summary>
public sealed class SnmpCounters
{
    private long _inPackets;
    private long _inBadVersions;
    private long _inBadCommunityNames;
    private long _inBadCommunityUses;
    private long _inAsnParseErrors;
    private long _silentDrops;
    private long _unknownPduHandlers;

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

    /// <summary>snmpUnknownPDUHandlers: PDUs that nobody here handles, such as a Response.</summary>
    public ulong UnknownPduHandlers => Read(ref _unknownPduHandlers);

    internal void CountPacket() => Interlocked.Increment(ref _inPackets);

    internal void CountBadVersion() => Interlocked.Increment(ref _inBadVersions);

    internal void CountBadCommunityName() => Interlocked.Increment(ref _inBadCommunityNames);

    internal void CountBadCommunityUse() => Interlocked.Increment(ref _inBadCommunityUses);

    internal void CountAsnParseError() => Interlocked.Increment(ref _inAsnParseErrors);

    internal void CountSilentDrop() => Interlocked.Increment(ref _silentDrops);

    internal void CountUnknownPduHandler() => Interlocked.Increment(ref _unknownPduHandlers);

    private static ulong Read(ref long counter) => (ulong)Interlocked.Read(ref counter);
}
