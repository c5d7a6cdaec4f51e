using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>A later release may lengthen every structure, an earlier one may lack the end of it: readers go by the descriptors.</summary>
public class LaterReleaseTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static TheoryData<NmsecMessageType> Requests => [.. RecordCatalog.Rows.Select(row => row.Request)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Read_EverySectionEightBytesLonger_GivesTheSameValues(NmsecMessageType request)
    {
        var bytes = Sample(request);
        Assert.Equal(Values(request, bytes), Values(request, Relay(bytes, 8)));
    }

    [Fact]
    public void Read_SectionThatEndsEarlier_HasZeroForWhatItLacks()
    {
        Assert.False(RecordReader.TryOpen(Dialect, Relay(StackBytes.Summary, -8), out var record).IsError);
        Assert.Equal(SampleSections.Summary with { FilterMismatches = 0 }, SummaryRecord.Read(record).Summary);
        Assert.False(RecordReader.TryOpen(Dialect, Relay(StackBytes.Summary, -9), out record).IsError);
        Assert.Equal(SampleSections.Summary with { FilterMismatches = 0, FilterDenials = 0 }, SummaryRecord.Read(record).Summary);
    }

    [Fact]
    public void Read_AnotherSectionBehindTheKnownOnes_IsPassedOver()
    {
        var bytes = new byte[RecordWriter.Measure(Dialect, [36, 0, 12])];
        var writer = new RecordWriter(Dialect, bytes, [36, 0, 12]);
        writer.Write(0, Dialect.Sections.Stack, SampleSections.Stack);
        writer.Section(2).Fill(0xFF);
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        Assert.Equal(SampleSections.Stack, StackRecord.Read(record).Stack);
    }

    private static byte[] Sample(NmsecMessageType request) => request switch
    {
        NmsecMessageType.GetStackInfo => StackBytes.Stack,
        NmsecMessageType.GetSummary => StackBytes.Summary,
        NmsecMessageType.GetCurrentFilters or NmsecMessageType.GetDefaultFilters or NmsecMessageType.GetPolicyFilters => StackBytes.IpFilter,
        NmsecMessageType.GetPortTranslations => StackBytes.PortTranslation,
        NmsecMessageType.GetManualTunnels => TunnelBytes.ManualTunnel,
        NmsecMessageType.GetDynamicTunnelsIke => TunnelBytes.DynamicTunnelIke,
        NmsecMessageType.GetDynamicTunnelsStack => TunnelBytes.DynamicTunnelStack,
        NmsecMessageType.GetIkeTunnels => WorkedExample.Response[96..],
        NmsecMessageType.GetIkeTunnelsCascade => TunnelBytes.Cascade,
        NmsecMessageType.GetInterfaces => StackBytes.Interface6,
        NmsecMessageType.GetNssInfo => StackBytes.Nss,
        NmsecMessageType.GetClientInfo => StackBytes.NssClient,
        _ => StackBytes.ControlAnswer,
    };

    private static object Values(NmsecMessageType request, byte[] bytes)
    {
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        return request switch
        {
            NmsecMessageType.GetStackInfo => StackRecord.Read(record).Stack,
            NmsecMessageType.GetSummary => SummaryRecord.Read(record).Summary,
            NmsecMessageType.GetCurrentFilters or NmsecMessageType.GetDefaultFilters or NmsecMessageType.GetPolicyFilters
                => (IpFilterRecord.Read(record).Filter, IpFilterRecord.Read(record).RemoteIdentity[..10]),
            NmsecMessageType.GetPortTranslations => PortTranslationRecord.Read(record).Translation,
            NmsecMessageType.GetManualTunnels => (ManualTunnelRecord.Read(record).Tunnel, ManualTunnelRecord.Read(record).Traffic),
            NmsecMessageType.GetDynamicTunnelsIke => (DynamicTunnelIkeRecord.Read(record).Dynamic, DynamicTunnelIkeRecord.Read(record).Ike),
            NmsecMessageType.GetDynamicTunnelsStack => (DynamicTunnelStackRecord.Read(record).Dynamic, DynamicTunnelStackRecord.Read(record).Stack),
            NmsecMessageType.GetIkeTunnels => (IkeTunnelRecord.Read(record).Tunnel.TunnelId, IkeTunnelRecord.Read(record).Statistics.Bytes),
            NmsecMessageType.GetIkeTunnelsCascade => Cascade(IkeTunnelCascadeRecord.Read(record)),
            NmsecMessageType.GetInterfaces => (InterfaceRecord.Read(record).Interface.Name, InterfaceRecord.Read(record).Interface.Address),
            NmsecMessageType.GetNssInfo => NssRecord.Read(record).Service,
            NmsecMessageType.GetClientInfo => NssClientRecord.Read(record).Client,
            _ => TunnelControlRecord.Read(record).Tunnel,
        };
    }

    private static object Cascade(IkeTunnelCascadeRecord record)
        => (record.IkeTunnel.Tunnel.KeyExchangeRule, record.DynamicTunnels.Count, record.DynamicTunnels[1].Dynamic);

    // The same record with every section longer or shorter; what is added is not zero.
    private static byte[] Relay(byte[] bytes, int difference)
    {
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        var sections = new List<byte[]>();
        for (var i = 0; i < record.SectionCount; i++)
        {
            var section = record.Section(i);
            var longer = new byte[section.IsEmpty ? 0 : section.Length + difference];
            longer.AsSpan().Fill(0xFF);
            section[..Math.Min(section.Length, longer.Length)].CopyTo(longer);
            sections.Add(longer);
        }

        var inner = new List<byte>();
        foreach (var cascaded in record.Cascaded)
        {
            inner.AddRange(Relay(cascaded.Bytes.ToArray(), difference));
        }

        int[] lengths = [.. sections.Select(section => section.Length)];
        var container = record.Cascade.Container with { Length = (uint)inner.Count };
        var result = new byte[RecordWriter.Measure(Dialect, lengths, container)];
        var writer = new RecordWriter(Dialect, result, lengths, container);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > 0)
            {
                sections[i].CopyTo(writer.Section(i));
            }
        }

        return [.. result, .. inner];
    }
}
