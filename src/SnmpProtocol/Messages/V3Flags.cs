namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>msgFlags (RFC 3412 section 6.4). Bits beyond these three are ignored on receipt.</summary>
[Flags]
public enum V3Flags : byte
{
    /// <summary>noAuthNoPriv, no Report wanted.</summary>
    None = 0,

    /// <summary>authFlag.</summary>
    Authenticated = 0x01,

    /// <summary>privFlag; not allowed without authFlag.</summary>
    Encrypted = 0x02,

    /// <summary>reportableFlag: the sender wants to hear of errors.</summary>
    Reportable = 0x04,
}
