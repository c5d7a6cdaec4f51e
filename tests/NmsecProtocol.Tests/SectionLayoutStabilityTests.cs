using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>
/// Where the sections of the dialect design-1 have their fields. The published ones are a contract; the others are held
/// too, because programs in the field may have been compiled against them.
/// </summary>
public class SectionLayoutStabilityTests
{
    /// <summary>Structure, length, and its fields as "name offset length", bits as "name offset.bit"; F marks the published ones.</summary>
    public static TheoryData<string, int, string> Structures => new()
    {
        {
            "NMsecStack", 36,
            """
            NMsStackIPSecurity 0.0 F; NMsStackIPv6Security 0.1 F; NMsStackDVIPSec 0.2 F; NMsStackLogging 0.3 F
            NMsStackPreDecap 0.4 F; NMsStackFilterSet 0.5 F; NMsStackFIPS140 0.6 F; NMsStackRsvd1 0.7 F
            NMsStackName 4 24 F; NMsStackNATKeepAlive 28 4; NMsStackDefensiveMode 32 1; NMsStackRsvd2 33 3
            """
        },
        {
            "NMsecStatistics", 180,
            """
            NMsStatP1Active 0 4 F; NMsStatP1InProgress 4 4 F; NMsStatP1Expired 8 4 F; NMsStatP1LclActSuccess 12 8 F
            NMsStatP1RmtActSuccess 20 8 F; NMsStatP1LclActFailure 28 8 F; NMsStatP1RmtActFailure 36 8 F; NMsStatP1Retransmit 44 8 F
            NMsStatP1Replay 52 8; NMsStatP1Invalid 60 8; NMsStatP1AuthFail 68 8; NMsStatP2Active 76 4; NMsStatP2ShadowActive 80 4
            NMsStatP2InProgress 84 4; NMsStatP2Expired 88 4; NMsStatP2LclActSuccess 92 8; NMsStatP2RmtActSuccess 100 8
            NMsStatP2LclActFailure 108 8; NMsStatP2RmtActFailure 116 8; NMsStatP2Retransmit 124 8; NMsStatP2Replay 132 8
            NMsStatP2Invalid 140 8; NMsStatP2Bytes 148 8; NMsStatFltMatch 156 8; NMsStatFltDeny 164 8; NMsStatFltMismatch 172 8
            """
        },
        {
            "NMsecIPFilter", 384,
            """
            NMsFilName 0 48; NMsFilNameExt 48 4; NMsFilGroup 52 48; NMsFilLclStart 100 48; NMsFilVPNAction 148 48; NMsFilTunnelID 196 48
            NMsFilIPv6 244.0; NMsFilOnDemand 244.1; NMsFilFragmentsOnly 244.2; NMsFilLogPermit 244.3; NMsFilLogDeny 244.4; NMsFilRsvd1 244.5
            NMsFilType 248 1; NMsFilState 249 1; NMsFilAction 250 1; NMsFilScope 251 1; NMsFilDirection 252 1; NMsFilSecClass 253 1
            NMsFilLogLimit 254 2; NMsFilProtocol 256 2; NMsFilICMPType 258 1; NMsFilICMPCode 259 1; NMsFilOSPFType 260 1
            NMsFilTCPQualifier 261 1; NMsFilMIPv6Type 262 1; NMsFilDiscardAction 263 1; NMsFilSrcAddr 264 16; NMsFilSrcAddrHigh 280 16
            NMsFilDstAddr 296 16; NMsFilDstAddrHigh 312 16; NMsFilSrcPrefix 328 1; NMsFilDstPrefix 329 1; NMsFilSrcForm 330 1
            NMsFilDstForm 331 1; NMsFilSrcPortLow 332 2; NMsFilSrcPortHigh 334 2; NMsFilDstPortLow 336 2; NMsFilDstPortHigh 338 2
            NMsFilICMPTypeHigh 340 1; NMsFilICMPCodeHigh 341 1; NMsFilOrigRmtConnPort 342 2; NMsFilRmtUDPEncapPort 344 2; NMsFilRsvd2 346 2
            NMsFilGranProtocol 348 1; NMsFilGranSrcAddr 349 1; NMsFilGranSrcPort 350 1; NMsFilGranDstAddr 351 1; NMsFilGranDstPort 352 1
            NMsFilGranICMPType 353 1; NMsFilGranICMPCode 354 1; NMsFilGranMIPv6Type 355 1; NMsFilCreateTime 356 4; NMsFilUpdateTime 360 4
            NMsFilLifetimeExpires 364 4; NMsFilMatches 368 8; NMsFilStackCount 376 4; NMsFilRIDType 380 1; NMsFilRsvd3 381 3
            """
        },
        {
            "NMsecPortTran", 24,
            "NMsPortRmtAddr 0 16; NMsPortProtocol 16 1; NMsPortRsvd1 17 1; NMsPortOriginal 18 2; NMsPortTranslated 20 2; NMsPortRsvd2 22 2"
        },
        {
            "NMsecIPTunnel", 168,
            """
            NMsIPTunID 0 48 F; NMsIPTunVPNAction 48 48 F; NMsIPTunFlagIPv6 96.0 F; NMsIPTunFIPS140 96.1 F; NMsIPTunRsvd1 96.2 F
            NMsIPTunType 100 1 F; NMsIPTunState 101 1 F; NMsIPTunEncapMode 102 1; NMsIPTunProto 103 1; NMsIPTunAuthAlg 104 1
            NMsIPTunEncryptAlg 105 1; NMsIPTunRsvd2 106 2; NMsIPTunEncryptKeyLength 108 4; NMsIPTunLclEndpt 112 16; NMsIPTunRmtEndpt 128 16
            NMsIPTunInAuthSPI 144 4; NMsIPTunOutAuthSPI 148 4; NMsIPTunInEncrSPI 152 4; NMsIPTunOutEncrSPI 156 4
            NMsIPTunStartTime 160 4; NMsIPTunRsvd3 164 4
            """
        },
        {
            "NMsecIPManualTunnel", 32,
            "NMsIPManInPackets 0 8; NMsIPManOutPackets 8 8; NMsIPManInBytes 16 8; NMsIPManOutBytes 24 8"
        },
        {
            "NMsecIPDynTunnel", 240,
            """
            NMsIPDynUDPEncap 0.0; NMsIPDynLclNAT 0.1; NMsIPDynRmtNAT 0.2; NMsIPDynRmtNAPT 0.3; NMsIPDynCanInitP2 0.4; NMsIPDynClearDF 0.5
            NMsIPDynClearDSCP 0.6; NMsIPDynRsvd0 0.7; NMsIPDynIKETunID 4 48; NMsIPDynVPNRule 52 48; NMsIPDynGeneration 100 4
            NMsIPDynIKEGeneration 104 4; NMsIPDynLclData 108 16; NMsIPDynLclDataHigh 124 16; NMsIPDynRmtData 140 16; NMsIPDynRmtDataHigh 156 16
            NMsIPDynLclForm 172 1; NMsIPDynLclPrefix 173 1; NMsIPDynRmtForm 174 1; NMsIPDynRmtPrefix 175 1; NMsIPDynProtocol 176 1
            NMsIPDynActMethod 177 1; NMsIPDynLclPortLow 178 2; NMsIPDynLclPortHigh 180 2; NMsIPDynRmtPortLow 182 2; NMsIPDynRmtPortHigh 184 2
            NMsIPDynRsvd1 186 2; NMsIPDynDHGroup 188 4; NMsIPDynLifesize 192 8; NMsIPDynLifesizeRefresh 200 8; NMsIPDynLifetime 208 4
            NMsIPDynLifetimeRefresh 212 4; NMsIPDynLifetimeExpire 216 4; NMsIPDynVPNLifeExpire 220 4; NMsIPDynRmtUDPPort 224 2
            NMsIPDynRsvd2 226 2; NMsIPDynSrcNATOA 228 4; NMsIPDynDstNATOA 232 4; NMsIPDynRsvd3 236 4
            """
        },
        {
            "NMsecIPDynamicIKE", 16,
            "NMsIPDynExtState 0 1; NMsIPDynLIDType 1 1; NMsIPDynRIDType 2 1; NMsIPDynIKERsvd1 3 1; NMsIPDynStartTime 4 4; NMsIPDynIKERsvd2 8 8"
        },
        {
            "NMsecIPDynamicStack", 48,
            """
            NMsIPDynInPackets 0 8; NMsIPDynOutPackets 8 8; NMsIPDynInBytes 16 8; NMsIPDynOutBytes 24 8; NMsIPDynCurrentLifesize 32 8
            NMsIPDynShadow 40.0; NMsIPDynStackRsvd1 40.1; NMsIPDynStackRsvd2 44 4
            """
        },
        {
            "NMsecNSS", 72,
            """
            NMsIKENSClientName 0 24 F; NMsIKENSStackName 24 8 F; NMsIKENSUserid 32 8 F; NMsIKENSServerSysName 40 8 F
            NMsIKENSSConfigured 48.0 F; NMsIKENSSvcSelCert 48.1 F; NMsIKENSSvcEnblCert 48.2 F; NMsIKENSSvcSelMgmt 48.3
            NMsIKENSSvcEnblMgmt 48.4; NMsIKENSRsvd1 48.5; NMsIKENSServerAddr 52 16; NMsIKENSServerPort 68 2; NMsIKENSRsvd2 70 2
            """
        },
        {
            "NMsecClient", 64,
            """
            NMsCliName 0 24; NMsCliDiscipline 24 4; NMsCliUserid 28 8; NMsCliAddr 36 16; NMsCliPort 52 2; NMsCliAPIVersion 54 2
            NMsCliConnectTime 56 4; NMsCliFlags 60 4
            """
        },
        { "NMsecTunnel", 100, "NMsTunName 0 48 F; NMsTunTunnelID 48 48 F; NMsTunStatus 96 1 F; NMsTunRsvd1 97 3" },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void Structure_InDesign1_HasItsFieldsWhereTheyAreWritten(string name, int length, string fields)
    {
        var structure = Assert.Single(NmsecDialect.Design1.Sections.All, structure => structure.Name == name);
        Assert.Equal(length, structure.Length);
        Assert.Equal(
            fields.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            structure.Fields.Select(Describe));
    }

    [Fact]
    public void Structures_Table_NamesEverySection()
        => Assert.Equal(NmsecDialect.Design1.Sections.All.Select(structure => structure.Name).Order(), Structures.Select(row => (string)row[0]).Order());

    private static string Describe(WireField field)
        => $"{field.Name} {field.Offset}{(field.BitLength == 0 ? $" {field.Length}" : $".{field.Bit}")}{(field.Mark == FieldMark.Fact ? " F" : string.Empty)}";
}
