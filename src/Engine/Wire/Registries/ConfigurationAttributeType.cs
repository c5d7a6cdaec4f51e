namespace MyIkev2.Engine.Wire;

/// <summary>Configuration attributes (IANA "IKEv2 Configuration Payload Attribute Types").</summary>
public enum ConfigurationAttributeType : ushort
{
    InternalIp4Address = 1,
    InternalIp4Netmask = 2,
    InternalIp4Dns = 3,
    InternalIp4Nbns = 4,
    InternalIp4Dhcp = 6,
    ApplicationVersion = 7,
    InternalIp6Address = 8,

    /// <summary>Of the first IKEv2 drafts, reserved since RFC 4306; the 6WIND tree still has it.</summary>
    InternalIp6Netmask = 9,
    InternalIp6Dns = 10,

    /// <summary>Of RFC 4306, reserved since RFC 5996; the 6WIND tree still has it.</summary>
    InternalIp6Nbns = 11,
    InternalIp6Dhcp = 12,
    InternalIp4Subnet = 13,
    SupportedAttributes = 14,
    InternalIp6Subnet = 15,
    InternalIp6Link = 17,
    InternalIp6Prefix = 18,
    InternalDnsDomain = 25,
    InternalDnssecTrustAnchor = 26,
}
