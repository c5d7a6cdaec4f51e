using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Algorithms and selectors of data tunnels: one case for each row of the interface's tables, zero for every other number.</summary>
public class DataMapperTests
{
    [Fact]
    public void Encryption_EveryIanaNumber_IsMappedOrZero()
    {
        var expected = new Dictionary<int, int> { [2] = 18, [3] = 3, [11] = 11, [12] = 12, [20] = 20, [21] = 11, [28] = 28 };
        for (var id = 0; id < 256; id++)
        {
            Assert.Equal((id, expected.GetValueOrDefault(id)), (id, (int)DataAlgorithmMapper.Encryption(Algorithm(id))));
        }
    }

    [Fact]
    public void Authentication_EveryIanaNumber_IsMappedOrZero()
    {
        var expected = new Dictionary<int, int> { [1] = 38, [2] = 39, [5] = 9, [9] = 4, [11] = 6, [12] = 7, [13] = 13, [14] = 14 };
        for (var id = 0; id < 256; id++)
        {
            Assert.Equal((id, expected.GetValueOrDefault(id)), (id, (int)DataAlgorithmMapper.Authentication(Algorithm(12), Algorithm(id))));
        }
    }

    [Theory]
    [InlineData(20, 256, true, 0)]
    [InlineData(28, 256, true, 0)]
    [InlineData(21, 128, true, 4)]
    [InlineData(21, 256, true, 6)]
    [InlineData(21, 192, true, 0)]
    public void Authentication_OfACombinedModeCipher_IsNoneButForGmac(ushort cipher, int bits, bool combined, int expected)
        => Assert.Equal(expected, (int)DataAlgorithmMapper.Authentication(new AlgorithmInfo(cipher, bits, "x", combined), Algorithm(12)));

    [Theory]
    [InlineData(2, 64, 0u)]
    [InlineData(3, 192, 0u)]
    [InlineData(11, 0, 0u)]
    [InlineData(12, 192, 192u)]
    [InlineData(20, 128, 128u)]
    [InlineData(21, 256, 0u)]
    [InlineData(28, 256, 0u)]
    public void KeyLength_WhereNothingVaries_IsZero(ushort id, int bits, uint expected)
        => Assert.Equal(expected, DataAlgorithmMapper.KeyLength(new AlgorithmInfo(id, bits, "x")));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", 1, 1, "192.0.2.1", 0)]
    [InlineData("192.0.2.0", "192.0.2.255", 2, 4, "192.0.2.0/24", 24)]
    [InlineData("192.0.2.1", "192.0.2.9", 3, 7, "192.0.2.1-192.0.2.9", 0)]
    [InlineData("0.0.0.0", "255.255.255.255", 0, 4, "0.0.0.0/0", 0)]
    [InlineData("2001:db8::1", "2001:db8::1", 1, 5, "2001:db8::1", 0)]
    [InlineData("2001:db8::", "2001:db8::ffff", 2, 6, "2001:db8::/112", 112)]
    [InlineData("2001:db8::1", "2001:db8::9", 3, 8, "2001:db8::1-2001:db8::9", 0)]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0, 6, "::/0", 0)]
    public void Selector_OfEachForm_IsThatOfTheInterface(string start, string end, int form, int type, string text, int prefix)
    {
        var selector = Selector(start, end);
        var fields = SelectorMapper.Fields(selector, selector.IsIpv6);
        Assert.Equal((form, prefix), ((int)fields.Form, fields.Prefix));
        Assert.Equal(type, (int)SelectorMapper.IdentityType([selector]));
        Assert.Equal(text, SelectorMapper.Text([selector], new char[SelectorMapper.ScratchLength]).ToString());
        var (low, high) = form switch
        {
            0 => (IPAddress.IPv6Any, IPAddress.IPv6Any),
            3 => (IPAddress.Parse(start), IPAddress.Parse(end)),
            _ => (IPAddress.Parse(start), null),
        };
        Assert.Equal(form == 0 ? IPAddress.IPv6Any : low, form == 0 ? fields.Low.ToEndpoint(true) : fields.Low.ToEndpoint(selector.IsIpv6));
        Assert.Equal(form == 3 ? high : IPAddress.IPv6Any, form == 3 ? fields.High.ToEndpoint(selector.IsIpv6) : fields.High.ToEndpoint(true));
    }

    [Fact]
    public void Selector_OfAnotherFamilyThanTheRecords_IsLeftOut()
        => Assert.Equal(default, SelectorMapper.Fields(Selector("192.0.2.1", "192.0.2.1"), ipv6: true));

    [Fact]
    public void Text_OfSeveralSelectors_HasCommasAndEndsWithTheLastThatFits()
    {
        SelectorInfo[] few = [Selector("192.0.2.1", "192.0.2.1"), Selector("192.0.2.0", "192.0.2.255"), Selector("192.0.2.1", "192.0.2.9")];
        Assert.Equal("192.0.2.1,192.0.2.0/24,192.0.2.1-192.0.2.9", SelectorMapper.Text(few, new char[SelectorMapper.ScratchLength]).ToString());
        var many = Enumerable.Range(0, 255).Select(number => Selector($"192.0.2.{number}", $"192.0.2.{number}")).ToList();
        var text = SelectorMapper.Text(many, new char[SelectorMapper.ScratchLength]).ToString();
        Assert.InRange(text.Length, SelectorMapper.ScratchLength - 12, SelectorMapper.ScratchLength);
        Assert.True(IPAddress.TryParse(text.Split(',')[^1], out _));
        Assert.Equal(string.Empty, SelectorMapper.Text([], new char[8]).ToString());
        Assert.Equal(IsakmpIdentityType.None, SelectorMapper.IdentityType([]));
    }

    private static SelectorInfo Selector(string start, string end) => new(0, 0, ushort.MaxValue, IPAddress.Parse(start), IPAddress.Parse(end));

    private static AlgorithmInfo Algorithm(int id) => new((ushort)id, 0, "x");
}
