using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>Base types of SMIv2 that an object can have; the numbers are the identifier octets on the wire.</summary>
public enum MibSyntax : byte
{
    /// <summary>Integer32, INTEGER, enumerations, TruthValue.</summary>
    Integer32 = BerTag.Integer,

    /// <summary>OCTET STRING and everything made of it: texts, addresses, BITS, DateAndTime.</summary>
    OctetString = BerTag.OctetString,

    /// <summary>OBJECT IDENTIFIER.</summary>
    ObjectIdentifier = BerTag.ObjectIdentifier,

    /// <summary>IpAddress.</summary>
    IpAddress = BerTag.IpAddress,

    /// <summary>Counter32.</summary>
    Counter32 = BerTag.Counter32,

    /// <summary>Gauge32 and Unsigned32.</summary>
    Gauge32 = BerTag.Gauge32,

    /// <summary>TimeTicks and TimeStamp.</summary>
    TimeTicks = BerTag.TimeTicks,

    /// <summary>Counter64.</summary>
    Counter64 = BerTag.Counter64,
}
