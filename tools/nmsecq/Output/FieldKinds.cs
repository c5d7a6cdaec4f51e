using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Nmsecq.Output;

/// <summary>TABLE: what the numbers in fields are, by the interface's name of the field. A field that is not here counts something.</summary>
internal sealed class FieldKinds
{
    private static readonly Dictionary<string, Type> Constants = new(StringComparer.Ordinal)
    {
        ["NMsMRc"] = typeof(NmsecReturnCode),
        ["NMsMRsn"] = typeof(NmsecReasonCode),
        ["NMsFltState"] = typeof(SecurityAssociationState),
        ["NMsFltDiscipline"] = typeof(NssDiscipline),
        ["NMsStackDefensiveMode"] = typeof(DefensiveMode),
        ["NMsIKETunExchangeMode"] = typeof(IkeExchangeMode),
        ["NMsIKETunState"] = typeof(SecurityAssociationState),
        ["NMsIKETunAuthAlg"] = typeof(TunnelAuthentication),
        ["NMsIKETunEncryptAlg"] = typeof(TunnelEncryption),
        ["NMsIKETunPeerAuthMethod"] = typeof(PeerAuthenticationMethod),
        ["NMsIKETunRole"] = typeof(IkeTunnelRole),
        ["NMsIKETunNATTLevel"] = typeof(NatTraversalLevel),
        ["NMsIKETunExtState"] = typeof(Phase1State),
        ["NMsIKETunLIDType"] = typeof(IsakmpIdentityType),
        ["NMsIKETunRIDType"] = typeof(IsakmpIdentityType),
        ["NMsIKETunPseudoRandomFunc"] = typeof(TunnelPseudorandomFunction),
        ["NMsIKETunLocalAuthMethod"] = typeof(PeerAuthenticationMethod),
        ["NMsIPTunType"] = typeof(IpTunnelType),
        ["NMsIPTunState"] = typeof(SecurityAssociationState),
        ["NMsIPTunEncapMode"] = typeof(EncapsulationMode),
        ["NMsIPTunProto"] = typeof(DataTunnelProtocol),
        ["NMsIPTunAuthAlg"] = typeof(DataTunnelAuthentication),
        ["NMsIPTunEncryptAlg"] = typeof(DataTunnelEncryption),
        ["NMsIPDynLclForm"] = typeof(AddressForm),
        ["NMsIPDynRmtForm"] = typeof(AddressForm),
        ["NMsIPDynActMethod"] = typeof(ActivationMethod),
        ["NMsIPDynExtState"] = typeof(Phase2State),
        ["NMsIPDynLIDType"] = typeof(IsakmpIdentityType),
        ["NMsIPDynRIDType"] = typeof(IsakmpIdentityType),
        ["NMsFilType"] = typeof(FilterType),
        ["NMsFilState"] = typeof(FilterState),
        ["NMsFilAction"] = typeof(FilterAction),
        ["NMsFilScope"] = typeof(FilterScope),
        ["NMsFilDirection"] = typeof(FilterDirection),
        ["NMsFilDiscardAction"] = typeof(FilterDiscardAction),
        ["NMsFilSrcForm"] = typeof(AddressForm),
        ["NMsFilDstForm"] = typeof(AddressForm),
        ["NMsFilRIDType"] = typeof(IsakmpIdentityType),
        ["NMsFilGranProtocol"] = typeof(FilterGranularity),
        ["NMsFilGranSrcAddr"] = typeof(FilterGranularity),
        ["NMsFilGranSrcPort"] = typeof(FilterGranularity),
        ["NMsFilGranDstAddr"] = typeof(FilterGranularity),
        ["NMsFilGranDstPort"] = typeof(FilterGranularity),
        ["NMsFilGranICMPType"] = typeof(FilterGranularity),
        ["NMsFilGranICMPCode"] = typeof(FilterGranularity),
        ["NMsFilGranMIPv6Type"] = typeof(FilterGranularity),
        ["NMsCliDiscipline"] = typeof(NssDiscipline),
        ["NMsTunStatus"] = typeof(TunnelControlStatus),
    };

    private static readonly HashSet<string> Times = new(StringComparer.Ordinal)
    {
        "NMsIKETunLifetimeRefresh", "NMsIKETunLifetimeExpire", "NMsIKETunStartTime", "NMsIKETunReauthTime", "NMsIPTunStartTime",
        "NMsIPDynLifetimeRefresh", "NMsIPDynLifetimeExpire", "NMsIPDynVPNLifeExpire", "NMsIPDynStartTime", "NMsFilCreateTime",
        "NMsFilUpdateTime", "NMsFilLifetimeExpires", "NMsCliConnectTime",
    };

    private static readonly HashSet<string> Identifiers = new(StringComparer.Ordinal)
    {
        "NMsMCorrelator", "NMsFltSelect", "NMsIPTunInAuthSPI", "NMsIPTunOutAuthSPI", "NMsIPTunInEncrSPI", "NMsIPTunOutEncrSPI", "NMsCliFlags",
    };

    private readonly Dictionary<string, Dictionary<ulong, string>> _names;

    public FieldKinds(NmsecDialect dialect)
    {
        var numbers = dialect.Codes.Rows.ToDictionary(StringComparer.Ordinal);
        _names = Constants.ToDictionary(static row => row.Key, row => NamesOf(row.Value, numbers), StringComparer.Ordinal);
    }

    /// <summary>Seconds since 1970.</summary>
    public static bool IsTime(string field) => Times.Contains(field);

    /// <summary>A number that names something, and is printed in hexadecimal.</summary>
    public static bool IsIdentifier(string field) => Identifiers.Contains(field);

    /// <summary>The field names that the table knows; a test holds them against the structures.</summary>
    public static IEnumerable<string> Known => Constants.Keys.Concat(Times).Concat(Identifiers);

    /// <summary>The interface's constant for a field's value, or null.</summary>
    public string? Constant(string field, ulong value) => _names.TryGetValue(field, out var names) ? names.GetValueOrDefault(value) : null;

    // Constants that this project numbered have the dialect's numbers.
    private static Dictionary<ulong, string> NamesOf(Type enumeration, Dictionary<string, byte> numbers)
    {
        var names = new Dictionary<ulong, string>();
        foreach (Enum value in Enum.GetValues(enumeration))
        {
            if (NameOf(value) is { } name)
            {
                names[numbers.TryGetValue(name, out var number) ? number : Convert.ToUInt64(value)] = name;
            }
        }

        return names;
    }

    private static string? NameOf(Enum value) => value switch
    {
        NmsecReturnCode code => NmsecCodeNames.Of(code),
        NmsecReasonCode code => NmsecCodeNames.Of(code),
        _ => Names.Of(value),
    };
}
