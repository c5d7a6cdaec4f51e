using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// The outer layer of an SNMPv3 message (RFC 3412 section 6):
/// <code>
/// SEQUENCE {
///   msgVersion            INTEGER (3),
///   msgGlobalData         SEQUENCE { msgID, msgMaxSize, msgFlags, msgSecurityModel },
///   msgSecurityParameters OCTET STRING,   -- layout belongs to the security model
///   msgData               CHOICE { plaintext ScopedPDU, encryptedPDU OCTET STRING }
/// }
/// </code>
/// Nothing behind the security parameters is looked at here, so a stranger's data costs nothing.
/// </summary>
public readonly ref struct V3Message
{
    /// <summary>Smallest msgMaxSize that the syntax allows.</summary>
    public const int SmallestMaximumSize = 484;

    private V3Message(
        int messageId, int maximumSize, V3Flags flags, int securityModel, ReadOnlySpan<byte> securityParameters, BerTag dataTag, ReadOnlySpan<byte> data)
    {
        MessageId = messageId;
        MaximumSize = maximumSize;
        Flags = flags;
        SecurityModel = securityModel;
        SecurityParameters = securityParameters;
        IsEncrypted = dataTag == BerTag.OctetString;
        Data = data;
    }

    /// <summary>msgID.</summary>
    public int MessageId { get; }

    /// <summary>msgMaxSize: the largest message that the sender takes.</summary>
    public int MaximumSize { get; }

    /// <summary>msgFlags, as received.</summary>
    public V3Flags Flags { get; }

    /// <summary>msgSecurityModel as a number; see <see cref="Messages.SecurityModel"/>.</summary>
    public int SecurityModel { get; }

    /// <summary>Content of msgSecurityParameters.</summary>
    public ReadOnlySpan<byte> SecurityParameters { get; }

    /// <summary>Whether msgData is encryptedPDU by its tag.</summary>
    public bool IsEncrypted { get; }

    /// <summary>The content of encryptedPDU, or the whole plain ScopedPDU with its header.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Whether the sender wants Reports.</summary>
    public bool IsReportable => (Flags & V3Flags.Reportable) != 0;

    /// <summary>Whether the flags name a security level; privacy without authentication is none.</summary>
    public bool HasSecurityLevel => (Flags & (V3Flags.Authenticated | V3Flags.Encrypted)) != V3Flags.Encrypted;

    /// <summary>The security level; meaningful if <see cref="HasSecurityLevel"/>.</summary>
    public SecurityLevel SecurityLevel =>
        (Flags & V3Flags.Authenticated) == 0 ? SecurityLevel.NoAuthNoPriv
        : (Flags & V3Flags.Encrypted) == 0 ? SecurityLevel.AuthNoPriv
        : SecurityLevel.AuthPriv;

    /// <summary>Reads the outer layer of a datagram.</summary>
    public static BerError TryRead(ReadOnlySpan<byte> datagram, out V3Message message)
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
        var header = body.ReadConstructed(BerTag.Sequence);
        var securityParameters = body.ReadOctetString();
        var dataTag = body.PeekTag;
        var whole = body.Rest;
        var content = body.ReadContent(dataTag);
        body.ExpectEnd();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        if (dataTag is not (BerTag.Sequence or BerTag.OctetString))
        {
            return BerError.UnexpectedTag;
        }

        var messageId = header.ReadInteger32();
        var maximumSize = header.ReadInteger32();
        var flags = header.ReadOctetString();
        var securityModel = header.ReadInteger32();
        header.ExpectEnd();
        if (header.Error != BerError.None)
        {
            return header.Error;
        }

        if (version != (int)SnmpVersion.V3 || messageId < 0 || maximumSize < SmallestMaximumSize || flags.Length != 1 || securityModel < 1)
        {
            return BerError.BadValue;
        }

        var data = dataTag == BerTag.OctetString ? content : whole;
        message = new V3Message(messageId, maximumSize, (V3Flags)flags[0], securityModel, securityParameters, dataTag, data);
        return BerError.None;
    }
}
