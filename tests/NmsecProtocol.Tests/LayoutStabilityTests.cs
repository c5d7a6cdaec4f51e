using System.Reflection;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>Offsets and lengths of the published structures, and the numbers of their values, held against their declarations.</summary>
public class LayoutStabilityTests
{
    /// <summary>Field, offset, length in bytes, as the interface's documentation prints them.</summary>
    public static TheoryData<Type, string, int, int> PublishedFields => new()
    {
        { typeof(IkeTunnelSection), "NMsIKETunID", 4, 48 },
        { typeof(IkeTunnelSection), "NMsIKETunKeyExchRule", 52, 48 },
        { typeof(IkeTunnelSection), "NMsIKETunKeyExchAction", 100, 48 },
        { typeof(IkeTunnelSection), "NMsIKETunLclEndpt4", 148, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunLclEndpt6", 148, 16 },
        { typeof(IkeTunnelSection), "NMsIKETunRmtEndpt4", 164, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunRmtEndpt6", 164, 16 },
        { typeof(IkeTunnelSection), "NMsIKETunICookie", 180, 8 },
        { typeof(IkeTunnelSection), "NMsIKETunRCookie", 188, 8 },
        { typeof(IkeTunnelSection), "NMsIKETunExchangeMode", 196, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunState", 197, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunAuthAlg", 198, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunEncryptAlg", 199, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunDHGroup", 200, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunPeerAuthMethod", 204, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunRole", 205, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunNATTLevel", 206, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunExtState", 207, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunLifesize", 208, 8 },
        { typeof(IkeTunnelSection), "NMsIKETunLifetime", 216, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunLifetimeRefresh", 220, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunLifetimeExpire", 224, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunRmtUDPPort", 228, 2 },
        { typeof(IkeTunnelSection), "NMsIKETunLIDType", 230, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunRIDType", 231, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunStartTime", 232, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunMajorVer", 236, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunMinorVer", 237, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunPseudoRandomFunc", 238, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunLocalAuthMethod", 239, 1 },
        { typeof(IkeTunnelSection), "NMsIKETunReauthInterval", 240, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunReauthTime", 244, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunGeneration", 248, 4 },
        { typeof(IkeTunnelSection), "NMsIKETunEncryptKeyLength", 252, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2Current", 0, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2InProgress", 4, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2LclActSuccess", 8, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2RmtActSuccess", 12, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2LclActFailure", 16, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP2RmtActFailure", 20, 4 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunBytes", 24, 8 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP1Rexmit", 32, 8 },
        { typeof(IkeTunnelStatisticsSection), "NMsIKETunP1Replay", 40, 8 },
        { typeof(IkeTunnelStatisticsSection), "NMsIPIKETunP2Rexmit", 48, 8 },
        { typeof(IkeTunnelStatisticsSection), "NMsIPIKEStatsP2Replay", 56, 8 },
        { typeof(InterfaceSection), "NMsInterfaceName", 0, 16 },
        { typeof(InterfaceSection), "NMsInterfaceAddr", 16, 16 },
        { typeof(InterfaceSection), "NMsInterfaceSecClass", 32, 1 },
        { typeof(InterfaceSection), "NMsInterfaceRsvd1", 34, 2 },
    };

    [Theory]
    [MemberData(nameof(PublishedFields))]
    public void Field_Declaration_StandsWhereItIsPublished(Type structure, string name, int offset, int length)
    {
        var field = Assert.Single(Fields(structure), field => Name(field) == name);
        Assert.Equal(offset, field.GetCustomAttribute<FieldOffsetAttribute>()!.Value);
        Assert.Equal(length, Length(field));
    }

    [Theory]
    [InlineData(typeof(IkeTunnelSection), "NMsecIKETunnel", 256)]
    [InlineData(typeof(IkeTunnelStatisticsSection), "NMsecIKETunStats", 64)]
    [InlineData(typeof(InterfaceSection), "NMsecInterface", 36)]
    public void Structure_Declaration_HasThePublishedLengthWithoutGaps(Type structure, string name, int length)
    {
        Assert.Equal(name, structure.GetCustomAttribute<NmsecStructureAttribute>()!.Name);
        Assert.Equal(length, Marshal.SizeOf(structure));
        Assert.All(
            RecordCatalog.Rows.SelectMany(row => row.Sections).Where(section => section.Structure == structure),
            section => Assert.Equal(length, section.LengthIn(NmsecDialect.Design1)));
        var covered = new bool[length];
        foreach (var field in Fields(structure))
        {
            covered.AsSpan(field.GetCustomAttribute<FieldOffsetAttribute>()!.Value, Length(field)).Fill(true);
        }

        Assert.DoesNotContain(false, covered);
    }

    [Fact]
    public void PublishedFields_Table_NamesEveryFieldButTheFlagWord()
    {
        var published = PublishedFields.Select(row => (string)row[1]).ToHashSet();
        var declared = RecordCatalog.Rows.SelectMany(row => row.Sections).Select(section => section.Structure).OfType<Type>().Distinct()
            .Where(structure => structure.IsDefined(typeof(NmsecStructureAttribute))).SelectMany(Fields).Select(Name).Where(name => name != "(flags)");
        Assert.Equal(published.Order(), declared.Order());
    }

    [Theory]
    [InlineData("NMsIKETunIPv6", 0x80)]
    [InlineData("NMsIKETunNATAllowed", 0x40)]
    [InlineData("NMsIKETunLclNAT", 0x20)]
    [InlineData("NMsIKETunRmtNAT", 0x10)]
    [InlineData("NMsIKETunRmtNAPT", 0x08)]
    [InlineData("NMsIKETunCanInitP1", 0x04)]
    [InlineData("NMsIKETunFIPS140", 0x02)]
    public void Flag_InTheStructure_IsThePublishedBitOfByteZero(string name, int mask)
    {
        var member = Assert.Single(typeof(IkeTunnelFlags).GetFields(), f => f.GetCustomAttribute<NmsecNameAttribute>()?.Name == name);
        var tunnel = new IkeTunnelSection { Flags = (IkeTunnelFlags)member.GetValue(null)! };
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<IkeTunnelSection>(in tunnel));
        Assert.Equal([(byte)mask, 0, 0, 0], bytes[..4].ToArray());
    }

    [Theory]
    [InlineData("NMsec_IKETUN_EXCHMAIN", 2)]
    [InlineData("NMsec_IKETUN_EXCHAGGRESSIVE", 4)]
    [InlineData("NMsec_SASTATE_INACTIVE", 1)]
    [InlineData("NMsec_SASTATE_PENDING", 2)]
    [InlineData("NMsec_SASTATE_INCOMPLETE", 3)]
    [InlineData("NMsec_SASTATE_ACTIVE", 4)]
    [InlineData("NMsec_SASTATE_EXPIRED", 5)]
    [InlineData("NMsec_SASTATE_HALF_CLOSED", 6)]
    [InlineData("NMsec_AUTH_HMAC_MD5_96", 40)]
    [InlineData("NMsec_AUTH_HMAC_SHA1_96", 41)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_256_128", 7)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_384_192", 13)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_512_256", 14)]
    [InlineData("NMsec_AUTH_AES128_XCBC_96", 9)]
    [InlineData("NMsec_ENCR_DES", 18)]
    [InlineData("NMsec_ENCR_3DES", 3)]
    [InlineData("NMsec_ENCR_AES_CBC", 12)]
    [InlineData("NMsec_IKETUN_PRESHAREDKEY", 3)]
    [InlineData("NMsec_IKETUN_RSASIGNATURE", 2)]
    [InlineData("NMsec_IKETUN_ECDSA_256", 4)]
    [InlineData("NMsec_IKETUN_ECDSA_384", 5)]
    [InlineData("NMsec_IKETUN_ECDSA_521", 6)]
    [InlineData("NMsec_IKETUN_DS", 7)]
    [InlineData("NMsec_IKETUN_INITIATOR", 1)]
    [InlineData("NMsec_IKETUN_RESPONDER", 2)]
    [InlineData("NMsec_IKETUN_NATTNONE", 0)]
    [InlineData("NMsec_IKETUN_NATTRFCD2", 1)]
    [InlineData("NMsec_IKETUN_NATTRFCD3", 3)]
    [InlineData("NMsec_IKETUN_NATTRFC", 4)]
    [InlineData("NMsec_IKETUN_NATTZOS", 5)]
    [InlineData("NMsec_IKETUN_NATTV2", 6)]
    [InlineData("NMsec_IKETUN_NATTV2ZOS", 7)]
    [InlineData("NMsec_P1STATE_INIT", 0)]
    [InlineData("NMsec_P1STATE_WAIT_SA", 1)]
    [InlineData("NMsec_P1STATE_IN_KE", 2)]
    [InlineData("NMsec_P1STATE_WAIT_KE", 3)]
    [InlineData("NMsec_P1STATE_DONE", 4)]
    [InlineData("NMsec_P1STATE_EXPIRED", 5)]
    [InlineData("NMsec_P1STATE_WAIT_AUTH", 6)]
    [InlineData("NMsec_P1STATE_HALF_CLOSED", 7)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_256", 15)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_384", 16)]
    [InlineData("NMsec_AUTH_HMAC_SHA2_512", 17)]
    [InlineData("NMsec_AUTH_AES128_XCBC", 18)]
    [InlineData("NMsec_IPTUN_MANUAL", 1)]
    [InlineData("NMsec_IPTUN_STACK", 2)]
    [InlineData("NMsec_IPTUN_IKE", 3)]
    [InlineData("NMsec_TUNSTATUS_NOTFOUND", 1)]
    [InlineData("NMsec_TUNSTATUS_STATEUPDATED", 2)]
    [InlineData("NMsec_TUNSTATUS_STATEALREADYSET", 3)]
    [InlineData("NMsec_TUNSTATUS_NOKER", 5)]
    [InlineData("NMsec_TUNSTATUS_NOFILTER", 6)]
    [InlineData("NMsec_TUNSTATUS_NODATAOFFER", 7)]
    [InlineData("ID_IPV4_ADDR", 1)]
    [InlineData("ID_FQDN", 2)]
    [InlineData("ID_USER_FQDN", 3)]
    [InlineData("ID_IPV4_ADDR_SUBNET", 4)]
    [InlineData("ID_IPV6_ADDR", 5)]
    [InlineData("ID_IPV6_ADDR_SUBNET", 6)]
    [InlineData("ID_IPV4_ADDR_RANGE", 7)]
    [InlineData("ID_IPV6_ADDR_RANGE", 8)]
    [InlineData("ID_DER_ASN1_DN", 9)]
    [InlineData("ID_DER_ASN1_GN", 10)]
    [InlineData("ID_KEY_ID", 11)]
    public void Value_ByItsPublishedName_HasThePublishedNumber(string name, int number)
    {
        var members = NamedValues().Where(value => value.GetCustomAttribute<NmsecNameAttribute>()!.Name == name).ToList();
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Equal(number, Convert.ToInt32(member.GetRawConstantValue())));
    }

    [Theory]
    [InlineData("NMsec_AUTH_HMAC_MD5", 38)]
    [InlineData("NMsec_AUTH_HMAC_SHA1", 39)]
    public void Value_SharedByAuthenticationAndPrf_HasThePublishedNumberInAll(string name, int number)
    {
        var members = NamedValues().Where(value => value.GetCustomAttribute<NmsecNameAttribute>()!.Name == name).ToList();
        Assert.Equal(3, members.Count);
        Assert.All(members, member => Assert.Equal(number, Convert.ToInt32(member.GetRawConstantValue())));
    }

    [Fact]
    public void Dialect_EveryStructure_HasFieldsInsideItsLengthThatDoNotOverlap()
    {
        foreach (var structure in NmsecDialect.Design1.Structures)
        {
            var covered = new bool[structure.Length * 8];
            foreach (var field in structure.Fields)
            {
                Assert.InRange(field.End, 1, structure.Length);
                var (start, end) = field.BitRange;
                Assert.False(covered.AsSpan(start, end - start).Contains(true), $"{field.Name} overlaps another field.");
                covered.AsSpan(start, end - start).Fill(true);
            }

            Assert.False(covered.Contains(false), $"{structure.Name} has a gap.");
        }
    }

    [Fact]
    public void Dialect_Prefix_FitsTheFrameReadersBuffer()
        => Assert.InRange(NmsecDialect.Design1.MessageHeader.PrefixLength, 1, Framing.FrameReader.PrefixBuffer);

    [Fact]
    public void MessageTypeCatalog_Rows_FollowTheEnumerationAndHaveNumbersInTheDialect()
    {
        Assert.Equal(Enum.GetValues<NmsecMessageType>(), MessageTypeCatalog.Rows.Select(row => row.Type));
        foreach (var row in MessageTypeCatalog.Rows)
        {
            Assert.True(NmsecDialect.Design1.Types.TryGetType(NmsecDialect.Design1.Types.NumberOf(row.Type), out var type));
            Assert.Equal(row.Type, type);
            Assert.Same(row, MessageTypeCatalog.Find(row.Name));
        }
    }

    [Fact]
    public void MessageTypeNumbers_TwoMessagesWithOneNumber_AreRefusedByName()
    {
        var error = Assert.Throws<ArgumentException>(() => NmsecDialect.Design1.Types.With(
            [KeyValuePair.Create(NmsecMessageType.GetIkeTunnels, (ushort)0x0102)]));
        Assert.Contains("NMsec_GET_IKETUN, NMsec_GET_SUMMARY", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MessageTypeNumbers_Replaced_AreFoundUnderTheNewNumberOnly()
    {
        var types = NmsecDialect.Design1.Types.With([KeyValuePair.Create(NmsecMessageType.GetIkeTunnels, (ushort)0x4711)]);
        Assert.Equal(0x4711, types.NumberOf(NmsecMessageType.GetIkeTunnels));
        Assert.True(types.TryGetType(0x4711, out _));
        Assert.False(types.TryGetType(0x010A, out _));
    }

    private static IEnumerable<FieldInfo> NamedValues()
        => typeof(IkeTunnelSection).Assembly.GetTypes()
            .Where(type => type.IsEnum && !type.IsDefined(typeof(FlagsAttribute)))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.GetCustomAttribute<NmsecNameAttribute>() is not null);

    private static FieldInfo[] Fields(Type structure) => structure.GetFields(BindingFlags.Public | BindingFlags.Instance);

    private static string Name(FieldInfo field) => field.GetCustomAttribute<NmsecFieldAttribute>()!.Name;

    private static int Length(FieldInfo field)
        => Marshal.SizeOf(field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType);
}
