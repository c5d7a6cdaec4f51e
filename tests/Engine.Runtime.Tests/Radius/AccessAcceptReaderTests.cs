using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Radius;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

/// <summary>Which attributes of an Access-Accept count, by the way the peer authenticated.</summary>
public sealed class AccessAcceptReaderTests
{
    private static readonly RadiusPolicy Policy = new() { Servers = [], VendorId = 7336, VendorType = 3 };

    [Theory]
    [InlineData(true, "10.73.0.77 fd73::77", "fd72::53 10.2.0.53 10.2.0.54 10.2.0.55", "10.2.0.60 10.2.0.61", "255.255.0.0")]
    [InlineData(false, "10.73.0.77 fd73::77", "fd72::53", "", "")]
    public void Read_EveryAddress_GoesToTheMethodsThatTakeIt(bool byEap, string addresses, string dns, string nbns, string netmask)
    {
        var packet = Packet(builder => builder
            .Add(RadiusAttributeType.FramedIpAddress, [10, 73, 0, 77])
            .Add(RadiusAttributeType.FramedIpAddress, [255, 255, 255, 254])
            .Add(RadiusAttributeType.FramedIpNetmask, [255, 255, 0, 0])
            .Add(RadiusAttributeType.FramedIpv6Address, IpAddress.Parse("fd73::77").ToBytes())
            .Add(RadiusAttributeType.DnsServerIpv6Address, IpAddress.Parse("fd72::53").ToBytes())
            .Add(RadiusAttributeType.DnsServerIpv6Address, [1, 2, 3])
            .Add(RadiusAttributeType.VendorSpecific, [0, 0, 1, 55, 28, 6, 10, 2, 0, 53, 29, 6, 10, 2, 0, 54, 30, 6, 10, 2, 0, 60])
            .Add(RadiusAttributeType.VendorSpecific, [0, 0, 12, 4, 5, 6, 10, 2, 0, 53, 6, 6, 10, 2, 0, 55, 8, 6, 10, 2, 0, 61]));

        var pool = AccessAcceptReader.Read(packet, Policy, byEap).Addresses!;

        Assert.Equal(
            (addresses, dns, nbns, netmask),
            (string.Join(' ', pool.Ranges), string.Join(' ', pool.DnsServers), string.Join(' ', pool.NbnsServers), pool.Netmask?.ToString() ?? ""));
    }

    [Fact]
    public void Read_NothingToGive_HasNoAddresses() => Assert.Null(AccessAcceptReader.Read(Packet(builder => builder), Policy, byEap: true).Addresses);

    [Theory]
    [InlineData(true, false, 9u, "staff")]
    [InlineData(false, true, 9u, "filter")]
    [InlineData(false, true, 0x0500_0009u, "filter")]
    [InlineData(false, true, 3u, "")]
    [InlineData(true, true, 9u, "staff filter")]
    [InlineData(false, false, 9u, "")]
    public void Read_ClassAndFilterId_AreGroupsWhereConfigured(bool byClass, bool byFilter, uint tunnelType, string groups)
    {
        var packet = Packet(builder => builder
            .Add(RadiusAttributeType.Class, "staff")
            .Add(RadiusAttributeType.Class, new string('x', 44))
            .Add(RadiusAttributeType.FilterId, "filter")
            .Add(RadiusAttributeType.TunnelType, tunnelType));

        var grant = AccessAcceptReader.Read(packet, Policy with { ClassGroup = byClass, FilterIdGroup = byFilter }, byEap: true);

        Assert.Equal(groups, string.Join(' ', grant.Groups));
        Assert.Equal([5, 44], grant.Classes.Select(value => value.Length));
    }

    [Theory]
    [InlineData("ike:psk-remote=secret", "736563726574")]
    [InlineData("ike:psk-remote=0xdeadbeef", "DEADBEEF")]
    [InlineData("ike:psk-remote=0sAAEC", "000102")]
    [InlineData("ike:psk-remote=", null)]
    [InlineData("ike:psk-remote=0xzz", null)]
    [InlineData("ike:psk-remote", null)]
    [InlineData("ike:other=1", null)]
    public void ReadPreSharedKey_PairOfTheVendor_IsReadAsInConfiguration(string pair, string? key)
    {
        var value = System.Text.Encoding.UTF8.GetBytes(pair);
        var packet = Packet(builder => builder
            .Add(RadiusAttributeType.VendorSpecific, (byte[])[0, 0, 0, 9, 3, 18, .. "ike:psk-remote=x"u8])
            .Add(RadiusAttributeType.VendorSpecific, (byte[])[0, 0, 0x1c, 0xa8, 3, (byte)(2 + value.Length), .. value]));

        using var found = AccessAcceptReader.ReadPreSharedKey(packet, Policy);

        Assert.Equal(key, found is null ? null : Convert.ToHexString(found.Span));
        Assert.Null(AccessAcceptReader.ReadPreSharedKey(packet, Policy with { VendorId = 0 }));
    }

    [Theory]
    [InlineData("ike:local-ts=10.1.0.0/16,10.3.0.0/16 fd71::/64", "10.1.0.0/16 10.3.0.0/16 fd71::/64", false)]
    [InlineData("ike:local-ts=10.1.2.3", "10.1.2.3/32", false)]
    [InlineData("ike:local-ts=", "", false)]
    [InlineData("ike:remote-ts=10.1.0.0/16", "", false)]
    [InlineData("ike:local-ts=10.1.0.0/16,everything", "", true)]
    public void Read_SelectorsOfTheServer_AreForPresharedKeysAndFailClosed(string pair, string selectors, bool isProblem)
    {
        var value = System.Text.Encoding.UTF8.GetBytes(pair);
        var packet = Packet(builder => builder.Add(RadiusAttributeType.VendorSpecific, (byte[])[0, 0, 0x1c, 0xa8, 3, (byte)(2 + value.Length), .. value]));

        var grant = AccessAcceptReader.Read(packet, Policy, byEap: false);

        Assert.Equal(selectors, string.Join(' ', grant.LocalSelectors.Select(static selector => $"{selector.Network}/{selector.PrefixLength}")));
        Assert.Equal(isProblem, grant.Problem is not null);
        var byEap = AccessAcceptReader.Read(packet, Policy, byEap: true);
        Assert.Equal((0, 0, (string?)null), (byEap.LocalSelectors.Count, byEap.RemoteSelectors.Count, byEap.Problem));
    }

    private static RadiusPacket Packet(Func<RadiusPacketBuilder, RadiusPacketBuilder> describe)
    {
        Assert.True(RadiusPacket.TryRead(describe(new RadiusPacketBuilder(RadiusCode.AccessAccept)).AccessRequest(1, "s"u8), out var packet));
        return packet;
    }
}
