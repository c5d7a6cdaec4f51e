namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>Identifier octets of the BER subset that SNMP uses (RFC 2578 section 7.1, RFC 3416 section 3).</summary>
public enum BerTag : byte
{
    /// <summary>INTEGER, Integer32 and enumerations.</summary>
    Integer = 0x02,

    /// <summary>OCTET STRING; BITS travel as one too.</summary>
    OctetString = 0x04,

    /// <summary>NULL, the unSpecified value of a request.</summary>
    Null = 0x05,

    /// <summary>OBJECT IDENTIFIER.</summary>
    ObjectIdentifier = 0x06,

    /// <summary>SEQUENCE and SEQUENCE OF.</summary>
    Sequence = 0x30,

    /// <summary>IpAddress: four octets.</summary>
    IpAddress = 0x40,

    /// <summary>Counter32.</summary>
    Counter32 = 0x41,

    /// <summary>Gauge32 and Unsigned32, which cannot be told apart on the wire.</summary>
    Gauge32 = 0x42,

    /// <summary>TimeTicks; TimeStamp too.</summary>
    TimeTicks = 0x43,

    /// <summary>Opaque, kept for old agents only.</summary>
    Opaque = 0x44,

    /// <summary>Counter64; does not exist in SNMPv1.</summary>
    Counter64 = 0x46,

    /// <summary>Exception: no object type of that name.</summary>
    NoSuchObject = 0x80,

    /// <summary>Exception: the object type exists, this instance does not.</summary>
    NoSuchInstance = 0x81,

    /// <summary>Exception: nothing follows that name.</summary>
    EndOfMibView = 0x82,
}
