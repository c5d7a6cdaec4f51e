using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// The outer layer of a message: <c>SEQUENCE { version INTEGER, community OCTET STRING, data PDU }</c> (RFC 1901). The
/// PDU is left unread so that the community can be judged before anything behind it costs time.
/// </summary>
public readonly ref struct CommunityMessage
{
    private CommunityMessage(int version, ReadOnlySpan<byte> community, ReadOnlySpan<byte> pdu)
    {
        Version = version;
        Community = community;
        PduOctets = pdu;
    }

    /// <summary>The version number as it stands on the wire; see <see cref="SnmpVersion"/>.</summary>
    public int Version { get; }

    /// <summary>The community, empty unless the version is 1 or 2c.</summary>
    public ReadOnlySpan<byte> Community { get; }

    /// <summary>The whole PDU with its header, empty unless the version is 1 or 2c.</summary>
    public ReadOnlySpan<byte> PduOctets { get; }

    /// <summary>
    /// Reads the outer layer. A version that is neither 1 nor 2c is no error here: then only <see cref="Version"/> is
    /// set, because the layout behind the number belongs to that version.
    /// </summary>
    public static BerError TryRead(ReadOnlySpan<byte> datagram, out CommunityMessage message)
    {
        message = default;
        var outer = new BerReader(datagram);
        var body = outer.ReadConstructed(BerTag.Sequence);
        outer.ExpectEnd();
        if (outer.Error != BerError.None)
        {
            return outer.Error;
        }

        var version = body.ReadInteger32();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        if (version is not ((int)SnmpVersion.V1 or (int)SnmpVersion.V2c))
        {
            message = new CommunityMessage(version, [], []);
            return BerError.None;
        }

        var community = body.ReadOctetString();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        message = new CommunityMessage(version, community, body.Rest);
        return BerError.None;
    }
}
