using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// UsmSecurityParameters (RFC 3414 section 2.4), the content of msgSecurityParameters:
/// <code>
/// SEQUENCE {
///   msgAuthoritativeEngineID     OCTET STRING,
///   msgAuthoritativeEngineBoots  INTEGER (0..2147483647),
///   msgAuthoritativeEngineTime   INTEGER (0..2147483647),
///   msgUserName                  OCTET STRING (SIZE(0..32)),
///   msgAuthenticationParameters  OCTET STRING,
///   msgPrivacyParameters         OCTET STRING
/// }
/// </code>
/// </summary>
public readonly ref struct UsmSecurityParameters
{
    /// <summary>Longest user name.</summary>
    public const int LongestUserName = 32;

    private UsmSecurityParameters(
        ReadOnlySpan<byte> engineId, int boots, int time, ReadOnlySpan<byte> userName, ReadOnlySpan<byte> authentication, ReadOnlySpan<byte> privacy)
    {
        EngineId = engineId;
        EngineBoots = boots;
        EngineTime = time;
        UserName = userName;
        Authentication = authentication;
        Privacy = privacy;
    }

    /// <summary>msgAuthoritativeEngineID.</summary>
    public ReadOnlySpan<byte> EngineId { get; }

    /// <summary>msgAuthoritativeEngineBoots.</summary>
    public int EngineBoots { get; }

    /// <summary>msgAuthoritativeEngineTime.</summary>
    public int EngineTime { get; }

    /// <summary>msgUserName.</summary>
    public ReadOnlySpan<byte> UserName { get; }

    /// <summary>msgAuthenticationParameters: the digest.</summary>
    public ReadOnlySpan<byte> Authentication { get; }

    /// <summary>msgPrivacyParameters: the salt.</summary>
    public ReadOnlySpan<byte> Privacy { get; }

    /// <summary>Reads the content of msgSecurityParameters.</summary>
    public static BerError TryRead(ReadOnlySpan<byte> octets, out UsmSecurityParameters parameters)
    {
        parameters = default;
        var outer = new BerReader(octets);
        var body = outer.ReadConstructed(BerTag.Sequence);
        outer.ExpectEnd();
        if (outer.Error != BerError.None)
        {
            return outer.Error;
        }

        var engineId = body.ReadOctetString();
        var boots = body.ReadInteger32();
        var time = body.ReadInteger32();
        var userName = body.ReadOctetString();
        var authentication = body.ReadOctetString();
        var privacy = body.ReadOctetString();
        body.ExpectEnd();
        if (body.Error != BerError.None)
        {
            return body.Error;
        }

        if (boots < 0 || time < 0 || userName.Length > LongestUserName)
        {
            return BerError.BadValue;
        }

        parameters = new UsmSecurityParameters(engineId, boots, time, userName, authentication, privacy);
        return BerError.None;
    }
}
