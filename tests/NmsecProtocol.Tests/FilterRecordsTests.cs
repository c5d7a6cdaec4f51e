using System.Net;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Tests;

public class FilterRecordsTests
{
    private const FilterSelectors Everything = FilterSelectors.IkeTunnels | FilterSelectors.Discipline;
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static TheoryData<NmsecFilter> Filters =>
    [
        new NmsecFilter(),
        new NmsecFilter { TunnelId = "K7" },
        new NmsecFilter { ObjectName = "branch-12" },
        new NmsecFilter { LocalAddress = IPNetwork.Parse("192.0.2.0/24") },
        new NmsecFilter { RemoteAddress = IPNetwork.Parse("198.51.100.20/32") },
        new NmsecFilter { LocalAddress = IPNetwork.Parse("2001:db8::/32"), RemoteAddress = IPNetwork.Parse("2001:db8:1::1/128") },
        new NmsecFilter { RemoteAddress = IPNetwork.Parse("0.0.0.0/0") },
        new NmsecFilter { State = SecurityAssociationState.HalfClosed },
        new NmsecFilter { CurrentGenerationOnly = true },
        new NmsecFilter { Discipline = 2 },
        new NmsecFilter
        {
            TunnelId = "K1",
            ObjectName = "x",
            LocalAddress = IPNetwork.Parse("10.0.0.0/8"),
            RemoteAddress = IPNetwork.Parse("10.1.0.0/16"),
            State = SecurityAssociationState.Active,
            CurrentGenerationOnly = true,
            Discipline = 1,
        },
    ];

    [Theory]
    [MemberData(nameof(Filters))]
    public void Filter_WrittenAndRead_IsTheSame(NmsecFilter filter)
    {
        Assert.Equal(NmsecError.None, FilterRecords.TryRead(Dialect, Write(filter), 1, Everything, out var read));
        Assert.Equal(filter, Assert.Single(read));
    }

    [Fact]
    public void Write_EveryField_StandsWhereTheDialectSays()
    {
        var record = Write(new NmsecFilter
        {
            TunnelId = "K7",
            LocalAddress = IPNetwork.Parse("192.0.2.0/24"),
            State = SecurityAssociationState.Active,
        });
        Assert.Equal(168, record.Length);
        Assert.Equal("D5D4A2D9" + "000000A8" + "0018" + "0001" + "0000" + "0000" + "00000018" + "0090" + "0001", Convert.ToHexString(record.AsSpan(0, 24)));
        var section = record.AsSpan(24);
        Assert.Equal("A8000000", Convert.ToHexString(section[..4]));
        Assert.Equal("D2F740", Convert.ToHexString(section.Slice(4, 3)));
        Assert.Equal("C0000200" + "000000000000000000000000", Convert.ToHexString(section.Slice(100, 16)));
        Assert.Equal(24, section[132]);
        Assert.Equal(4, section[134]);
    }

    [Fact]
    public void Write_TwoFamilies_IsRefused() => Assert.Throws<ArgumentException>(() => Write(new NmsecFilter
    {
        LocalAddress = IPNetwork.Parse("192.0.2.0/24"),
        RemoteAddress = IPNetwork.Parse("2001:db8::/32"),
    }));

    [Fact]
    public void TryRead_HostBitsInAPrefix_AreIgnored()
    {
        var record = Write(new NmsecFilter { LocalAddress = IPNetwork.Parse("192.0.2.0/24") });
        record[24 + 103] = 77;
        Assert.False(FilterRecords.TryRead(Dialect, record, 1, Everything, out var filters).IsError);
        Assert.Equal(IPNetwork.Parse("192.0.2.0/24"), filters[0].LocalAddress);
    }

    [Theory]
    [InlineData(3, 0x01)] // NMsFltSelect bit 31
    [InlineData(1, 0x80)] // NMsFltSelect bit 8
    [InlineData(0, 0x02)] // discipline, which does not select IKE tunnels
    [InlineData(135, 0x01)] // NMsFltRsvd1
    [InlineData(143, 0x01)] // NMsFltRsvd2
    public void TryRead_SelectorsAndReservedBytesThatDoNotApply_AreReservedNotZero(int offset, byte value)
    {
        var record = Write(new NmsecFilter { TunnelId = "K7" });
        record[24 + offset] |= value;
        Assert.Equal(NmsecError.ReservedNotZero, FilterRecords.TryRead(Dialect, record, 1, FilterSelectors.IkeTunnels, out _));
    }

    [Theory]
    [InlineData("192.0.2.0/24", 33)]
    [InlineData("2001:db8::/32", 129)]
    public void TryRead_PrefixLongerThanTheAddress_IsReservedNotZero(string network, byte length)
    {
        var record = Write(new NmsecFilter { RemoteAddress = IPNetwork.Parse(network) });
        record[24 + 133] = length;
        Assert.Equal(NmsecError.ReservedNotZero, FilterRecords.TryRead(Dialect, record, 1, Everything, out _));
    }

    [Fact]
    public void TryRead_ReservedFieldOfTheRecordHeader_IsReservedNotZero()
    {
        var record = Write(new NmsecFilter());
        record[15] = 1;
        Assert.Equal(NmsecError.ReservedNotZero, FilterRecords.TryRead(Dialect, record, 1, Everything, out _));
    }

    [Fact]
    public void TryRead_BadRecordIdentifier_ClosesTheConnection()
    {
        var record = Write(new NmsecFilter());
        record[0] ^= 1;
        Assert.Equal(NmsecError.BadIdentifier, FilterRecords.TryRead(Dialect, record, 1, Everything, out _));
    }

    [Theory]
    [InlineData(7, 0xA0)] // record length 160
    [InlineData(7, 0x00)] // record length 0
    [InlineData(4, 0xFF)] // record length past the message
    [InlineData(9, 0x10)] // header length without the descriptor
    [InlineData(8, 0xFF)] // header length past the record
    [InlineData(11, 0x00)] // no section
    [InlineData(11, 0x02)] // two sections
    [InlineData(10, 0xFF)] // 65281 sections
    [InlineData(13, 0x01)] // a cascade
    [InlineData(19, 0x10)] // the section inside the header
    [InlineData(16, 0xFF)] // the section past the record
    [InlineData(21, 0x88)] // a shorter section
    [InlineData(20, 0xFF)] // a longer section
    [InlineData(23, 0x00)] // the section absent
    [InlineData(23, 0x02)] // the section twice
    public void TryRead_LengthsThatAreNoFilterRecord_AreABadRecordLength(int offset, byte value)
    {
        var record = Write(new NmsecFilter { TunnelId = "K7" });
        record[offset] = value;
        Assert.Equal(NmsecError.BadRecordLength, FilterRecords.TryRead(Dialect, record, 1, Everything, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(uint.MaxValue)]
    public void TryRead_CountThatIsNotThatOfTheRecords_IsABadMessageSize(uint count)
    {
        byte[] records = [.. Write(new NmsecFilter { TunnelId = "K7" }), .. Write(new NmsecFilter { TunnelId = "K8" })];
        Assert.Equal(NmsecError.None, FilterRecords.TryRead(Dialect, records, 2, Everything, out _));
        Assert.Equal(NmsecError.BadMessageSize, FilterRecords.TryRead(Dialect, records, count, Everything, out _));
    }

    private static byte[] Write(NmsecFilter filter)
    {
        var record = new byte[FilterRecords.RecordLength(Dialect)];
        FilterRecords.Write(Dialect, filter, record);
        return record;
    }
}
