namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>Identifier octets of the PDUs (RFC 3416 section 3; the trap of version 1 from RFC 1157).</summary>
public enum PduType : byte
{
    /// <summary>GetRequest.</summary>
    Get = 0xA0,

    /// <summary>GetNextRequest.</summary>
    GetNext = 0xA1,

    /// <summary>Response.</summary>
    Response = 0xA2,

    /// <summary>SetRequest.</summary>
    Set = 0xA3,

    /// <summary>Trap-PDU of SNMPv1, of another shape than all others.</summary>
    TrapV1 = 0xA4,

    /// <summary>GetBulkRequest.</summary>
    GetBulk = 0xA5,

    /// <summary>InformRequest.</summary>
    Inform = 0xA6,

    /// <summary>SNMPv2-Trap.</summary>
    TrapV2 = 0xA7,

    /// <summary>Report.</summary>
    Report = 0xA8,
}
