using MyIkev2.Engine;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.TestInstances.Addresses;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Tests.Addresses;

public class InstalledAddressesTests
{
    private readonly RecordedHost _host = new();

    [Fact]
    public async Task Install_AFewAddresses_AddsEachAndTakesThemOffInReverse()
    {
        var installed = InstalledAddresses.Install([Planned("10.0.0.254", 3)], _host, default);
        Assert.Equal(["+eth1 10.0.0.254/16", "+eth1 10.0.0.255/16", "+eth1 10.0.1.0/16"], _host.Log);

        await installed.DisposeAsync();
        await installed.DisposeAsync();
        Assert.Equal(["-eth1 10.0.1.0/16", "-eth1 10.0.0.255/16", "-eth1 10.0.0.254/16", "closed"], _host.Log.Skip(3));
    }

    [Fact]
    public async Task Install_WhatWasThereBefore_Stays()
    {
        _host.Present.Add("eth1 10.0.0.255/16");
        await using (InstalledAddresses.Install([Planned("10.0.0.254", 3)], _host, default))
        {
        }

        Assert.DoesNotContain("-eth1 10.0.0.255/16", _host.Log);
        Assert.Contains("-eth1 10.0.0.254/16", _host.Log);
    }

    [Fact]
    public async Task Install_AHundredThousandAddresses_AreAFewNetworks()
    {
        var installed = InstalledAddresses.Install([Planned("10.0.0.1", 100_000)], _host, default);

        Assert.InRange(_host.Log.Count, 2, 40);
        Assert.Equal("+eth1 10.0.0.1/16", _host.Log[0]);
        Assert.All(_host.Log.Skip(1), entry => Assert.StartsWith("+network", entry, StringComparison.Ordinal));
        await installed.DisposeAsync();
        Assert.Empty(_host.Present);
    }

    [Fact]
    public void Install_ARefusalInTheMiddle_UndoesTheRest()
    {
        _host.RefuseAfter = 2;

        Assert.Throws<HostAddressException>(() => InstalledAddresses.Install([Planned("10.0.0.1", 5)], _host, default));
        Assert.Empty(_host.Present);
        Assert.Equal("closed", _host.Log[^1]);
    }

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.9", "10.0.0.2/31 10.0.0.4/30 10.0.0.8/31")]
    [InlineData("0.0.0.0", "255.255.255.255", "0.0.0.0/0")]
    [InlineData("255.255.255.254", "255.255.255.255", "255.255.255.254/31")]
    [InlineData("10.0.0.7", "10.0.0.7", "10.0.0.7/32")]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/1 8000::/1")]
    public void Cover_ARange_IsItsNetworks(string first, string last, string networks) =>
        Assert.Equal(networks, string.Join(' ', AddressNetworks.Cover(IpAddress.Parse(first), IpAddress.Parse(last)).Select(piece => $"{piece.Network}/{piece.PrefixLength}")));

    private static PlannedAddresses Planned(string first, int count) => new("eth1", IpAddress.Parse(first), 16, count);

    private sealed class RecordedHost : IHostAddresses
    {
        public List<string> Log { get; } = [];

        public HashSet<string> Present { get; } = [];

        public int RefuseAfter { get; set; } = int.MaxValue;

        public bool TryAdd(string interfaceName, IpAddress address, int prefixLength) => Add($"{interfaceName} {address}/{prefixLength}");

        public void Remove(string interfaceName, IpAddress address, int prefixLength) => Remove($"{interfaceName} {address}/{prefixLength}");

        public bool TryAddNetwork(string interfaceName, IpAddress network, int prefixLength) => Add($"network {interfaceName} {network}/{prefixLength}");

        public void RemoveNetwork(string interfaceName, IpAddress network, int prefixLength) => Remove($"network {interfaceName} {network}/{prefixLength}");

        public void Dispose() => Log.Add("closed");

        private bool Add(string entry)
        {
            if (RefuseAfter-- == 0)
            {
                throw new HostAddressException("refused");
            }

            if (!Present.Add(entry))
            {
                return false;
            }

            Log.Add("+" + entry);
            return true;
        }

        private void Remove(string entry)
        {
            Assert.True(Present.Remove(entry));
            Log.Add("-" + entry);
        }
    }
}
