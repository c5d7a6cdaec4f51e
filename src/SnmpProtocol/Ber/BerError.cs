namespace MyIkev2.SnmpProtocol.Ber;

/// <summary>Why octets are not acceptable BER.</summary>
public enum BerError
{
    /// <summary>No error.</summary>
    None,

    /// <summary>The octets end inside an element, or a length claims more than is left.</summary>
    Truncated,

    /// <summary>Another identifier octet than the grammar asks for.</summary>
    UnexpectedTag,

    /// <summary>Indefinite or reserved length form, or more length octets than a datagram can need.</summary>
    BadLength,

    /// <summary>A value of a length or range that its type does not have.</summary>
    BadValue,

    /// <summary>An object identifier that is empty, too long, padded, or with a sub-identifier above 2^32-1.</summary>
    BadObjectIdentifier,

    /// <summary>Octets are left after the last element of a structure.</summary>
    TrailingOctets,
}
