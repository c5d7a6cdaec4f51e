using System.Buffers;
using System.Net;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Tests.Golden;

public class RecordGoldenTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void Stack_Record_IsByteExactWithAnAbsentSecondSection()
    {
        AssertWritten(StackBytes.Stack, output => StackRecord.Write(Dialect, output, SampleSections.Stack), StackRecord.Measure(Dialect));
        var record = Open(StackBytes.Stack);
        Assert.Equal(2, record.SectionCount);
        Assert.Equal(0, record.Descriptor(1).Count);
        Assert.Equal(SampleSections.Stack, StackRecord.Read(record).Stack);
    }

    [Fact]
    public void Summary_Record_IsByteExact()
    {
        AssertWritten(StackBytes.Summary, output => SummaryRecord.Write(Dialect, output, SampleSections.Summary), SummaryRecord.Measure(Dialect));
        Assert.Equal(SampleSections.Summary, SummaryRecord.Read(Open(StackBytes.Summary)).Summary);
    }

    [Fact]
    public void IpFilter_Record_IsByteExact()
    {
        AssertWritten(
            StackBytes.IpFilter,
            output => IpFilterRecord.Write(Dialect, output, SampleSections.Filter, "gw.example"),
            IpFilterRecord.Measure(Dialect, "gw.example"));
        var record = IpFilterRecord.Read(Open(StackBytes.IpFilter));
        Assert.Equal(SampleSections.Filter, record.Filter);
        Assert.Equal("gw.example", record.RemoteIdentity);
    }

    [Fact]
    public void PortTranslation_Record_IsByteExact()
    {
        AssertWritten(
            StackBytes.PortTranslation,
            output => PortTranslationRecord.Write(Dialect, output, SampleSections.PortTranslation),
            PortTranslationRecord.Measure(Dialect));
        Assert.Equal(SampleSections.PortTranslation, PortTranslationRecord.Read(Open(StackBytes.PortTranslation)).Translation);
    }

    [Fact]
    public void ManualTunnel_Record_IsByteExact()
    {
        AssertWritten(
            TunnelBytes.ManualTunnel,
            output => ManualTunnelRecord.Write(Dialect, output, SampleSections.Manual, SampleSections.ManualTraffic),
            ManualTunnelRecord.Measure(Dialect));
        var record = ManualTunnelRecord.Read(Open(TunnelBytes.ManualTunnel));
        Assert.Equal(SampleSections.Manual, record.Tunnel);
        Assert.Equal(SampleSections.ManualTraffic, record.Traffic);
        Assert.Equal(IPAddress.Parse("2001:db8::2"), record.Tunnel.RemoteAddress);
    }

    [Fact]
    public void DynamicTunnelIke_Record_IsByteExact()
    {
        AssertWritten(
            TunnelBytes.DynamicTunnelIke,
            output => DynamicTunnelIkeRecord.Write(
                Dialect, output, SampleSections.Ike, SampleSections.Dynamic, SampleSections.DynamicIke, "10.1.0.0/16", "10.2.0.1-10.2.0.99"),
            DynamicTunnelIkeRecord.Measure(Dialect, "10.1.0.0/16", "10.2.0.1-10.2.0.99"));
        var record = DynamicTunnelIkeRecord.Read(Open(TunnelBytes.DynamicTunnelIke));
        Assert.Equal(SampleSections.Ike, record.Tunnel);
        Assert.Equal(SampleSections.Dynamic, record.Dynamic);
        Assert.Equal(SampleSections.DynamicIke, record.Ike);
        Assert.Equal("10.1.0.0/16", record.LocalClientIdentity);
        Assert.Equal("10.2.0.1-10.2.0.99", record.RemoteClientIdentity);
        Assert.Equal(IPAddress.Parse("198.51.100.20"), record.Tunnel.RemoteAddress);
    }

    [Fact]
    public void DynamicTunnelStack_Record_IsByteExact()
    {
        AssertWritten(
            TunnelBytes.DynamicTunnelStack,
            output => DynamicTunnelStackRecord.Write(Dialect, output, SampleSections.Stacked, SampleSections.Dynamic, SampleSections.DynamicStack),
            DynamicTunnelStackRecord.Measure(Dialect));
        var record = DynamicTunnelStackRecord.Read(Open(TunnelBytes.DynamicTunnelStack));
        Assert.Equal(SampleSections.Stacked, record.Tunnel);
        Assert.Equal(SampleSections.Dynamic, record.Dynamic);
        Assert.Equal(SampleSections.DynamicStack, record.Stack);
    }

    [Fact]
    public void Interface_Ipv4_IsInTheLastFourBytes()
    {
        var section = new InterfaceSection
        {
            Name = new FixedText16("eth0"),
            AddressField = Ipv6Field.FromInterface(IPAddress.Parse("192.0.2.10")),
            SecurityClass = 255,
            Flags = InterfaceFlags.Active,
        };
        AssertWritten(StackBytes.Interface4, output => InterfaceRecord.Write(Dialect, output, section), InterfaceRecord.Measure(Dialect));
        Assert.Equal(IPAddress.Parse("192.0.2.10"), InterfaceRecord.Read(Open(StackBytes.Interface4)).Interface.Address);
    }

    [Fact]
    public void Interface_Ipv6WithAllFlags_CountsThemFromZeroOrFromOne()
    {
        var section = new InterfaceSection
        {
            Name = new FixedText16("OSA-EXPRESS-LINK-PAST-THE-FIELD"),
            AddressField = Ipv6Field.FromInterface(IPAddress.Parse("2001:db8::1")),
            Flags = InterfaceFlags.Ipv6 | InterfaceFlags.Active | InterfaceFlags.DynamicVipa,
        };
        var literal = Dialect with { InterfaceFlagsOneBased = true };
        AssertWritten(StackBytes.Interface6, output => InterfaceRecord.Write(Dialect, output, section), InterfaceRecord.Measure(Dialect));
        AssertWritten(StackBytes.InterfaceOneBased, output => InterfaceRecord.Write(literal, output, section), InterfaceRecord.Measure(literal));
        Assert.False(RecordReader.TryOpen(literal, StackBytes.InterfaceOneBased, out var record).IsError);
        Assert.Equal(section.Flags, InterfaceRecord.Read(record).Interface.Flags);
    }

    [Fact]
    public void Nss_Record_IsByteExact()
    {
        AssertWritten(StackBytes.Nss, output => NssRecord.Write(Dialect, output, SampleSections.Nss), NssRecord.Measure(Dialect));
        Assert.Equal(SampleSections.Nss, NssRecord.Read(Open(StackBytes.Nss)).Service);
    }

    [Fact]
    public void NssClient_Record_IsByteExact()
    {
        AssertWritten(StackBytes.NssClient, output => NssClientRecord.Write(Dialect, output, SampleSections.NssClient), NssClientRecord.Measure(Dialect));
        Assert.Equal(SampleSections.NssClient, NssClientRecord.Read(Open(StackBytes.NssClient)).Client);
    }

    [Fact]
    public void TunnelControl_RequestAndAnswer_AreByteExactWithBlanksForWhatIsNotUsed()
    {
        var request = new TunnelControlSection { Name = new FixedText48("branch") };
        var answer = new TunnelControlSection { TunnelId = new FixedText48("Y6"), Status = TunnelControlStatus.StateUpdated };
        AssertWritten(StackBytes.ControlRequest, output => TunnelControlRecord.Write(Dialect, output, request), TunnelControlRecord.Measure(Dialect));
        AssertWritten(StackBytes.ControlAnswer, output => TunnelControlRecord.Write(Dialect, output, answer), TunnelControlRecord.Measure(Dialect));
        var read = TunnelControlRecord.Read(Open(StackBytes.ControlAnswer)).Tunnel;
        Assert.Equal(string.Empty, read.Name.ToString());
        Assert.Equal("Y6", read.TunnelId.ToString());
        Assert.Equal(TunnelControlStatus.StateUpdated, read.Status);
    }

    private static RecordReader Open(byte[] bytes)
    {
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        return record;
    }

    private static void AssertWritten(byte[] expected, Func<IBufferWriter<byte>, int> write, int measured)
    {
        var output = new ArrayBufferWriter<byte>();
        output.GetSpan(4096)[..4096].Fill(0xFF); // what was in the buffer before must not show
        Assert.Equal(expected.Length, write(output));
        Assert.Equal(expected.Length, measured);
        Assert.Equal(HexBlock.Format(expected), HexBlock.Format(output.WrittenSpan));
    }
}
