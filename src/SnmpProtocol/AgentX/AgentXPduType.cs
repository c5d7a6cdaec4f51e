namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>Types of AgentX PDUs (RFC 2741 section 6.1).</summary>
public enum AgentXPduType : byte
{
    /// <summary>agentx-Open-PDU.</summary>
    Open = 1,

    /// <summary>agentx-Close-PDU; either side sends it, nobody answers it from the master.</summary>
    Close = 2,

    /// <summary>agentx-Register-PDU.</summary>
    Register = 3,

    /// <summary>agentx-Unregister-PDU.</summary>
    Unregister = 4,

    /// <summary>agentx-Get-PDU.</summary>
    Get = 5,

    /// <summary>agentx-GetNext-PDU.</summary>
    GetNext = 6,

    /// <summary>agentx-GetBulk-PDU.</summary>
    GetBulk = 7,

    /// <summary>agentx-TestSet-PDU.</summary>
    TestSet = 8,

    /// <summary>agentx-CommitSet-PDU.</summary>
    CommitSet = 9,

    /// <summary>agentx-UndoSet-PDU.</summary>
    UndoSet = 10,

    /// <summary>agentx-CleanupSet-PDU; the only request without an answer.</summary>
    CleanupSet = 11,

    /// <summary>agentx-Notify-PDU.</summary>
    Notify = 12,

    /// <summary>agentx-Ping-PDU.</summary>
    Ping = 13,

    /// <summary>agentx-IndexAllocate-PDU.</summary>
    IndexAllocate = 14,

    /// <summary>agentx-IndexDeallocate-PDU.</summary>
    IndexDeallocate = 15,

    /// <summary>agentx-AddAgentCaps-PDU.</summary>
    AddAgentCaps = 16,

    /// <summary>agentx-RemoveAgentCaps-PDU.</summary>
    RemoveAgentCaps = 17,

    /// <summary>agentx-Response-PDU.</summary>
    Response = 18,
}

/// <summary>Flags of a PDU header (RFC 2741 section 6.1).</summary>
[Flags]
public enum AgentXFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The registration is of one instance, not of a sub-tree.</summary>
    InstanceRegistration = 1,

    /// <summary>NEW_INDEX.</summary>
    NewIndex = 2,

    /// <summary>ANY_INDEX.</summary>
    AnyIndex = 4,

    /// <summary>The payload begins with the name of a context.</summary>
    NonDefaultContext = 8,

    /// <summary>Numbers are big-endian.</summary>
    NetworkByteOrder = 16,
}

/// <summary>Why a session is closed (RFC 2741 section 6.2.2).</summary>
public enum AgentXCloseReason : byte
{
    /// <summary>Nothing of the below.</summary>
    Other = 1,

    /// <summary>Too many PDUs that could not be parsed.</summary>
    ParseError = 2,

    /// <summary>Too many violations of the protocol.</summary>
    ProtocolError = 3,

    /// <summary>Too many requests without an answer.</summary>
    Timeouts = 4,

    /// <summary>The sender shuts down.</summary>
    Shutdown = 5,

    /// <summary>A manager asked for it.</summary>
    ByManager = 6,
}
