using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Tests.Golden;
using MyIkev2.Nmsecq.Commands;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

/// <summary>Answers to every monitoring request, made with the library's writers, and what nmsecq makes of them.</summary>
internal static class CannedAnswers
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    /// <summary>2026-01-01 09:05:07 UTC.</summary>
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 9, 5, 7, TimeSpan.Zero);

    public const uint StartOf2026 = 1_767_225_600;

    public static IEnumerable<NmsecMessageType> Requests
        => MessageTypeCatalog.Rows.Where(row => row.Kind == MessageKind.Monitoring).Select(row => row.Type);

    /// <summary>An answer of one record, or of none.</summary>
    public static byte[] Answer(NmsecMessageType request, ulong correlator, params Func<IBufferWriter<byte>, int>[] records)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            record(body);
        }

        var output = new ArrayBufferWriter<byte>();
        var header = new FrameHeader { Version = 1, TypeNumber = Dialect.Types.NumberOf(request), Correlator = correlator, Target = string.Empty };
        new FrameWriter(Dialect).WriteResponse(output, header, "main", (uint)records.Length, (uint)body.WrittenCount, (uint)records.Length);
        output.Write(body.WrittenSpan);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>An answer with one record that has something in every field.</summary>
    public static byte[] Answer(NmsecMessageType request, ulong correlator) => Answer(request, correlator, Record(request));

    /// <summary>The same answer from a server of a later release: every structure has eight bytes more, every record one section more.</summary>
    public static byte[] Lengthened(NmsecMessageType request, ulong correlator)
    {
        const int More = 8;
        var plain = Answer(request, correlator);
        var body = Lengthen(plain.AsSpan(Dialect.MessageHeader.Length), RecordCatalog.Find(request)!, More);
        var message = new byte[Dialect.MessageHeader.Length + More + body.Length];
        plain.AsSpan(0, Dialect.MessageHeader.Length).CopyTo(message);
        message.AsSpan(Dialect.MessageHeader.Length, More).Fill(0xEE);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), 96 + More);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(68), 96 + More);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(72), (uint)body.Length);
        body.CopyTo(message, 96 + More);
        return message;
    }

    /// <summary>The report that nmsecq prints of an answer, in UTC and at one moment.</summary>
    public static async Task<string> ReportAsync(NmsecMessageType request, params byte[][] answers)
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        await using var client = await NmsecClient.ConnectAsync(pair.Client);
        foreach (var answer in answers)
        {
            await pair.Server.WriteAsync(answer);
        }

        var output = new StringWriter { NewLine = "\n" };
        var report = ReportCatalog.Get(request) with { Time = new StoppedClock() };
        await report.WriteAsync(client, new QueryArguments([], string.Empty), output, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return output.ToString().ReplaceLineEndings("\n");
    }

    public static Func<IBufferWriter<byte>, int> Record(NmsecMessageType request) => request switch
    {
        NmsecMessageType.GetStackInfo => output => StackRecord.Write(Dialect, output, new StackSection
        {
            Flags = StackFlags.IpSecurity | StackFlags.Logging | StackFlags.PolicyFilters,
            Name = new("main"),
            NatKeepAlive = 20,
            DefensiveMode = DefensiveMode.Simulate,
        }),
        NmsecMessageType.GetSummary => output => SummaryRecord.Write(Dialect, output, new SummarySection { IkeTunnelsActive = 3, DynamicBytes = 1ul << 40, FilterMismatches = 7 }),
        NmsecMessageType.GetCurrentFilters or NmsecMessageType.GetDefaultFilters or NmsecMessageType.GetPolicyFilters
            => output => IpFilterRecord.Write(Dialect, output, Filter, "branch.example"),
        NmsecMessageType.GetPortTranslations => output => PortTranslationRecord.Write(Dialect, output, new PortTranslationSection
        {
            RemoteAddress = Endpoint("198.51.100.20"),
            IpProtocol = 17,
            OriginalPort = 5353,
            TranslatedPort = 40_001,
        }),
        NmsecMessageType.GetManualTunnels => output => ManualTunnelRecord.Write(
            Dialect, output, Tunnel("M1", IpTunnelType.Manual), new ManualTunnelSection { InboundPackets = 1, OutboundPackets = 2, InboundBytes = 100, OutboundBytes = 200 }),
        NmsecMessageType.GetDynamicTunnelsIke => WriteDynamic,
        NmsecMessageType.GetDynamicTunnelsStack => output => DynamicTunnelStackRecord.Write(
            Dialect, output, Tunnel("Y6", IpTunnelType.Stack), Dynamic, new DynamicTunnelStackSection { InboundPackets = 5, OutboundPackets = 6, InboundBytes = 500, OutboundBytes = 600, CurrentLifesize = 1100 }),
        NmsecMessageType.GetIkeTunnels => output => WriteIke(output, default),
        NmsecMessageType.GetIkeTunnelsCascade => WriteCascade,
        NmsecMessageType.GetInterfaces => output => InterfaceRecord.Write(Dialect, output, new InterfaceSection
        {
            Name = new("eth0"),
            AddressField = Ipv6Field.FromInterface(IPAddress.Parse("192.0.2.10")),
            SecurityClass = 9,
            Flags = InterfaceFlags.Active,
        }),
        NmsecMessageType.GetNssInfo => output => NssRecord.Write(Dialect, output, new NssSection { StackName = new("main"), Flags = NssFlags.Configured, ServerAddress = Endpoint("2001:db8::5"), ServerPort = 4159 }),
        NmsecMessageType.GetClientInfo => output => NssClientRecord.Write(Dialect, output, new NssClientSection
        {
            ClientName = new("SYS1_TCPIP"),
            Discipline = NssDiscipline.XmlAppliance,
            UserId = new("NSSUSER"),
            Address = Endpoint("192.0.2.9"),
            Port = 4159,
            ApiVersion = 2,
            ConnectTime = StartOf2026,
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(request)),
    };

    private static IpTunnelSection Tunnel(string id, IpTunnelType type) => new()
    {
        TunnelId = new(id),
        VpnAction = new("gold"),
        Type = type,
        State = SecurityAssociationState.Active,
        Mode = EncapsulationMode.Tunnel,
        Protocol = DataTunnelProtocol.Esp,
        Authentication = DataTunnelAuthentication.HmacSha256_128,
        Encryption = DataTunnelEncryption.AesCbc,
        EncryptionKeyLength = 256,
        LocalEndpoint = Endpoint("192.0.2.10"),
        RemoteEndpoint = Endpoint("198.51.100.20"),
        InboundEncryptionSpi = 0xC0FFEE01,
        OutboundEncryptionSpi = 0xC0FFEE02,
        StartTime = StartOf2026,
    };

    private static DynamicTunnelSection Dynamic => new()
    {
        Flags = DynamicTunnelFlags.UdpEncapsulation | DynamicTunnelFlags.RemoteNat,
        IkeTunnelId = new("K7"),
        VpnRule = new("lan"),
        Generation = 2,
        IkeGeneration = 1,
        LocalData = Endpoint("10.1.0.0"),
        LocalForm = AddressForm.Prefix,
        LocalPrefix = 16,
        RemoteData = Endpoint("10.2.0.1"),
        RemoteDataHigh = Endpoint("10.2.0.9"),
        RemoteForm = AddressForm.Range,
        IpProtocol = 6,
        ActivationMethod = ActivationMethod.OnDemand,
        LocalPortHigh = ushort.MaxValue,
        RemotePortLow = 443,
        RemotePortHigh = 443,
        DiffieHellmanGroup = 19,
        Lifesize = 1 << 20,
        Lifetime = 3600,
        LifetimeRefresh = StartOf2026 + 3000,
        LifetimeExpire = StartOf2026 + 3600,
        RemoteUdpPort = 4500,
    };

    private static IpFilterSection Filter => new()
    {
        Name = new("lan"),
        NameExtension = 1,
        VpnAction = new("gold"),
        TunnelId = new("Y6"),
        Flags = FilterFlags.OnDemand,
        Type = FilterType.Dynamic,
        State = FilterState.Active,
        Action = FilterAction.Permit,
        Scope = FilterScope.Both,
        Direction = FilterDirection.Outbound,
        IpProtocol = 0xFFFF,
        IcmpType = 0xFF,
        IcmpCode = 0xFF,
        OspfType = 0xFF,
        SourceAddress = Endpoint("10.1.0.0"),
        SourceForm = AddressForm.Prefix,
        SourcePrefix = 16,
        DestinationForm = AddressForm.All,
        SourcePortHigh = ushort.MaxValue,
        DestinationPortLow = 80,
        DestinationPortHigh = 90,
        SourceAddressGranularity = FilterGranularity.Rule,
        CreateTime = StartOf2026,
        Matches = 12,
        RemoteIdentityType = IsakmpIdentityType.Fqdn,
    };

    private static Ipv6Field Endpoint(string address) => Ipv6Field.FromEndpoint(IPAddress.Parse(address));

    private static int WriteDynamic(IBufferWriter<byte> output) => DynamicTunnelIkeRecord.Write(
        Dialect, output, Tunnel("Y6", IpTunnelType.Ike), Dynamic,
        new DynamicTunnelIkeSection { ExtendedState = Phase2State.Done, LocalIdentityType = IsakmpIdentityType.Ipv4Subnet, StartTime = StartOf2026 }, "10.1.0.0/16", string.Empty);

    private static int WriteIke(IBufferWriter<byte> output, RecordContainer inside)
    {
        Assert.False(RecordReader.TryOpen(Dialect, WorkedExample.Response.AsSpan(96), out var record).IsError);
        var example = IkeTunnelRecord.Read(record);
        return inside.Exists
            ? IkeTunnelCascadeRecord.Write(Dialect, output, example.Tunnel, example.Statistics, example.LocalIdentity, example.RemoteIdentity, inside)
            : IkeTunnelRecord.Write(Dialect, output, example.Tunnel, example.Statistics, example.LocalIdentity, example.RemoteIdentity);
    }

    private static int WriteCascade(IBufferWriter<byte> output)
    {
        var inside = new ArrayBufferWriter<byte>();
        WriteDynamic(inside);
        WriteDynamic(inside);
        var length = WriteIke(output, new RecordContainer((uint)inside.WrittenCount, 2, 2));
        output.Write(inside.WrittenSpan);
        return length + inside.WrittenCount;
    }

    private static byte[] Lengthen(ReadOnlySpan<byte> bytes, RecordRow row, int more)
    {
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var original).IsError);
        var inside = new List<byte>();
        foreach (var inner in original.Cascaded)
        {
            inside.AddRange(Lengthen(inner.Bytes, RecordCatalog.Find(row.Cascaded!.Value)!, more));
        }

        var lengths = new int[original.SectionCount + 1];
        for (var i = 0; i < original.SectionCount; i++)
        {
            // A text is as long as it is; a structure has grown.
            lengths[i] = original.Section(i).Length + (row.Sections[i].Layout is null ? 0 : more);
        }

        lengths[^1] = more;
        var container = new RecordContainer((uint)inside.Count, original.Cascade.Container.Count, original.Cascade.Container.Total);
        var record = new byte[RecordWriter.Measure(Dialect, lengths, container)];
        var writer = new RecordWriter(Dialect, record, lengths, container);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > 0)
            {
                writer.Section(i).Fill(0xEE);
                original.Section(i).CopyTo(writer.Section(i));
            }
        }

        return [.. record, .. inside];
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
