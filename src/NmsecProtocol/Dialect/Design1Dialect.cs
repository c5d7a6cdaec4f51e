using MyIkev2.NmsecProtocol.Dialect.Design1;
using MyIkev2.NmsecProtocol.Requests;
using static MyIkev2.NmsecProtocol.Dialect.FieldFormat;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>TABLE: the dialect <c>design-1</c>.</summary>
internal static class Design1Dialect
{
    public static NmsecDialect Create() => new()
    {
        Name = "design-1",
        Version = 1,
        MaximumRequestLength = 65_536,
        MessageHeader = new MessageHeaderLayout
        {
            Name = "NMsecMessageHdr",
            Length = 96,
            Identifier = 0xD5D4A2D4, // "NMsM"
            Ident = new("NMsMIdent", 0, 4, Ebcdic),
            HeaderLength = new("NMsMHdrLength", 4, 4),
            MessageLength = new("NMsMMsgLength", 8, 4),
            Version = new("NMsMVersion", 12, 2),
            Type = new("NMsMType", 14, 2),
            Correlator = new("NMsMCorrelator", 16, 8),
            ReturnCode = new("NMsMRc", 24, 4),
            ReasonCode = new("NMsMRsn", 28, 4),
            Target = new("NMsMTarget", 32, 24, Ebcdic),
            InputOffset = new("NMsMInRecOff", 56, 4),
            InputLength = new("NMsMInRecLen", 60, 4),
            InputCount = new("NMsMInRecNum", 64, 4),
            OutputOffset = new("NMsMOutRecOff", 68, 4),
            OutputLength = new("NMsMOutRecLen", 72, 4),
            OutputCount = new("NMsMOutRecNum", 76, 4),
            OutputTotal = new("NMsMOutRecTotal", 80, 4),
            Reserved = new("NMsMRsvd1", 84, 12, Reserved),
        },
        RecordHeader = new RecordHeaderLayout
        {
            Name = "NMsecRecordHdr",
            Length = 16,
            Identifier = 0xD5D4A2D9, // "NMsR"
            Alignment = 8,
            Ident = new("NMsRIdent", 0, 4, Ebcdic),
            RecordLength = new("NMsRLength", 4, 4),
            HeaderLength = new("NMsRHdrLength", 8, 2),
            SectionCount = new("NMsRSectNum", 10, 2),
            CascadeCount = new("NMsRCascNum", 12, 2),
            Reserved = new("NMsRRsvd1", 14, 2, Reserved),
        },
        SectionDescriptor = new SectionDescriptorLayout
        {
            Name = "NMsecSection",
            Length = 8,
            SectionOffset = new("NMsSOff", 0, 4),
            SectionLength = new("NMsSLen", 4, 2),
            SectionCount = new("NMsSNum", 6, 2),
        },
        CascadeDescriptor = new CascadeDescriptorLayout
        {
            Name = "NMsecCascade",
            Length = 16,
            RecordsOffset = new("NMsCOff", 0, 4),
            RecordsLength = new("NMsCLen", 4, 4),
            RecordCount = new("NMsCNum", 8, 4),
            RecordTotal = new("NMsCTotal", 12, 4),
        },
        InputFilter = new InputFilterLayout
        {
            Name = "NMsecInFilter",
            Length = 144,
            Select = new("NMsFltSelect", 0, 4),
            TunnelId = new("NMsFltTunnelID", 4, 48, Ebcdic),
            ObjectName = new("NMsFltName", 52, 48, Ebcdic),
            LocalAddress = new("NMsFltLclAddr", 100, 16, Address),
            RemoteAddress = new("NMsFltRmtAddr", 116, 16, Address),
            LocalPrefix = new("NMsFltLclPrefix", 132, 1),
            RemotePrefix = new("NMsFltRmtPrefix", 133, 1),
            State = new("NMsFltState", 134, 1),
            Reserved1 = new("NMsFltRsvd1", 135, 1, Reserved),
            Discipline = new("NMsFltDiscipline", 136, 4),
            Reserved2 = new("NMsFltRsvd2", 140, 4, Reserved),
        },
        Sections = new RecordSections
        {
            Stack = StackTable.Create(),
            Summary = SummaryTable.Create(),
            IpFilter = IpFilterTable.Create(),
            PortTranslation = PortTranslationTable.Create(),
            IpTunnel = IpTunnelTable.Create(),
            ManualTunnel = ManualTunnelTable.Create(),
            DynamicTunnel = DynamicTunnelTable.Create(),
            DynamicTunnelIke = DynamicTunnelIkeTable.Create(),
            DynamicTunnelStack = DynamicTunnelStackTable.Create(),
            Nss = NssTable.Create(),
            NssClient = NssClientTable.Create(),
            TunnelControl = TunnelControlTable.Create(),
        },
        Types = new MessageTypeNumbers(new Dictionary<NmsecMessageType, ushort>
        {
            [NmsecMessageType.Init] = 0x0001,
            [NmsecMessageType.Term] = 0x0002,
            [NmsecMessageType.GetStackInfo] = 0x0101,
            [NmsecMessageType.GetSummary] = 0x0102,
            [NmsecMessageType.GetCurrentFilters] = 0x0103,
            [NmsecMessageType.GetDefaultFilters] = 0x0104,
            [NmsecMessageType.GetPolicyFilters] = 0x0105,
            [NmsecMessageType.GetPortTranslations] = 0x0106,
            [NmsecMessageType.GetManualTunnels] = 0x0107,
            [NmsecMessageType.GetDynamicTunnelsIke] = 0x0108,
            [NmsecMessageType.GetDynamicTunnelsStack] = 0x0109,
            [NmsecMessageType.GetIkeTunnels] = 0x010A,
            [NmsecMessageType.GetIkeTunnelsCascade] = 0x010B,
            [NmsecMessageType.GetInterfaces] = 0x010C,
            [NmsecMessageType.GetNssInfo] = 0x010D,
            [NmsecMessageType.GetClientInfo] = 0x010E,
            [NmsecMessageType.ActivateManualTunnel] = 0x0201,
            [NmsecMessageType.ActivateDynamicTunnel] = 0x0202,
            [NmsecMessageType.DeactivateManualTunnel] = 0x0203,
            [NmsecMessageType.DeactivateDynamicTunnel] = 0x0204,
            [NmsecMessageType.DeactivateIkeTunnel] = 0x0205,
            [NmsecMessageType.RefreshDynamicTunnel] = 0x0206,
            [NmsecMessageType.RefreshIkeTunnel] = 0x0207,
            [NmsecMessageType.LoadPolicy] = 0x0208,
        }),
    };
}
