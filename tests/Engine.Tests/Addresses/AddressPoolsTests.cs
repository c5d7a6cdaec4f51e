using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Addresses;

public sealed class AddressPoolsTests
{
    private readonly AddressPools _pools = new();
    private EngineInstant _now = new(1000, 1_700_000_000_000);
    private ulong _holder;

    [Fact]
    public void Grant_FirstPoolFull_GoesOnInTheNext()
    {
        Load(("a", "10.0.0.1", "10.0.0.1"), ("b", "10.0.1.1", "10.0.1.2"));

        Assert.Equal("a 10.0.0.1", Grant("x"));
        Assert.Equal("b 10.0.1.1", Grant("y"));
        Assert.Equal("b 10.0.1.2", Grant("z"));
        Assert.Equal(string.Empty, Grant("w"));
        Assert.Equal([1ul, 1ul], _pools.Publish().Select(pool => pool.Refused));
    }

    [Fact]
    public void Grant_AfterRelease_IsStickyForTheIdentityInEveryPool()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"), ("b", "10.0.1.1", "10.0.1.9"));
        Assert.Equal("b 10.0.1.5", Grant("x", wanted: "10.0.1.5"));
        Release("b", "10.0.1.5");
        Assert.Equal("a 10.0.0.1", Grant("y"));
        Release("a", "10.0.0.1");

        Assert.Equal("b 10.0.1.5", Grant("x"));
        Assert.Equal("a 10.0.0.2", Grant("z"));
        Assert.Equal("a 10.0.0.1", Grant("y"));
    }

    [Fact]
    public void Grant_TwoOfOneFamily_AreTwoAddresses()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        var grant = _pools.Grant(Request("x") with { Wanted = [IpAddress.Parse("0.0.0.0"), IpAddress.Parse("0.0.0.0")] }, _now);

        Assert.Equal(["10.0.0.1", "10.0.0.2"], grant.Addresses.Select(granted => granted.Address.ToString()));
        var again = _pools.Grant(Request("x") with { Wanted = [IpAddress.Parse("0.0.0.0"), IpAddress.Parse("0.0.0.0")], TakesOver = true }, _now);
        Assert.Equal(["10.0.0.2", "10.0.0.1"], again.Addresses.Select(granted => granted.Address.ToString()));
    }

    [Fact]
    public void Grant_SameIdentityFromElsewhere_GetsAnAddressOfItsOwn()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        Grant("x");

        Assert.Equal("a 10.0.0.2", Grant("x"));
        Assert.Equal("a 10.0.0.3", Grant("x", wanted: "10.0.0.1", peer: "198.51.100.9"));
        Assert.Equal("a 10.0.0.4", Grant("y", wanted: "10.0.0.1"));
    }

    [Fact]
    public void Grant_SamePeerNamesItsAddress_SharesItUntilTheFirstTunnelIsGone()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        Grant("x");
        Assert.Equal("a 10.0.0.1", Grant("x", wanted: "10.0.0.1"));

        Release("a", "10.0.0.1", holder: 1);
        Assert.Equal(1, _pools.Publish()[0].Usage.InUse);
        Release("a", "10.0.0.1", holder: 1);
        Assert.Equal(1, _pools.Publish()[0].Usage.InUse);
        Release("a", "10.0.0.1", holder: 2);
        Assert.Equal(new AddressUsage(9, 0, 1), _pools.Publish()[0].Usage);
    }

    [Fact]
    public void Release_SuccessorFirst_PredecessorHasTheAddressAgain()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        Grant("x");
        Grant("x", wanted: "10.0.0.1");
        Release("a", "10.0.0.1", holder: 2);

        Assert.Equal(new TunnelId(1), Assert.Single(_pools.Publish()[0].Leases.Values).TunnelId);
        Release("a", "10.0.0.1", holder: 1);
        Assert.Equal(0, _pools.Publish()[0].Usage.InUse);
    }

    [Fact]
    public void Release_OfWhatOthersHave_ChangesNothing()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        Grant("x");
        Release("a", "10.0.0.1", holder: 77);
        Release("a", "10.0.0.2", holder: 1);
        Release("none", "10.0.0.1", holder: 1);

        Assert.Equal(new AddressUsage(9, 1, 0), _pools.Publish()[0].Usage);
    }

    [Fact]
    public void Load_PoolGoneAndBack_ForgetsItsLeases()
    {
        Load(("a", "10.0.0.1", "10.0.0.9"));
        Grant("x");
        Load();
        Assert.Empty(_pools.Publish());
        Load(("a", "10.0.0.1", "10.0.0.9"));

        Assert.Empty(Assert.Single(_pools.Publish()).Leases);
        Release("a", "10.0.0.1", holder: 1);
        Assert.Equal("a 10.0.0.1", Grant("y"));
    }

    [Fact]
    public void Publish_NothingChanged_SaysSo()
    {
        Load(("a", "10.0.0.1", "10.0.0.1"));
        Assert.True(_pools.IsChanged);
        _pools.Publish();
        Assert.False(_pools.IsChanged);
        Load(("a", "10.0.0.1", "10.0.0.1"));
        Assert.False(_pools.IsChanged);
        Grant("x");
        Assert.True(_pools.IsChanged);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void RandomOperations_NoAddressTwiceAndCountsAreRight(ulong seed)
    {
        var random = new SeededRandom(seed);
        Load(("a", "10.0.0.1", "10.0.0.20"), ("b", "10.0.1.1", "10.0.1.20"));
        var held = new Dictionary<ulong, (string Pool, IpAddress Address)>();
        for (var step = 0; step < 3000; step++)
        {
            _now = _now.Plus(1);
            var dice = Next(random, 10);
            if (dice < 6)
            {
                var grant = _pools.Grant(Request($"peer-{Next(random, 30)}", wanted: dice == 0 ? $"10.0.{Next(random, 2)}.{Next(random, 25)}" : "0.0.0.0", peer: $"198.51.100.{step % 250}"), _now);
                foreach (var (pool, address) in grant.Addresses)
                {
                    Assert.DoesNotContain((pool, address), held.Values);
                    held[_holder] = (pool, address);
                }

                Assert.True(grant.Addresses.Count == 1 || held.Count == 40, "a request was refused while there were addresses");
            }
            else if (held.Count > 0)
            {
                var (holder, (pool, address)) = held.ElementAt(Next(random, held.Count));
                held.Remove(holder);
                _pools.Release(new TunnelId(holder), [new GrantedAddress(pool, address)], _now);
            }

            var published = _pools.Publish();
            Assert.Equal(held.Count, published.Sum(pool => pool.Usage.InUse));
            Assert.Equal(held.Count, published.Sum(pool => pool.Leases.Values.Count(lease => lease.IsInUse)));
            Assert.Equal(published.Sum(pool => pool.Leases.Count), published.Sum(pool => pool.Usage.InUse + pool.Usage.Kept));
        }
    }

    private static int Next(SeededRandom random, int bound)
    {
        Span<byte> octets = stackalloc byte[4];
        random.Fill(octets);
        return (int)(BitConverter.ToUInt32(octets) % (uint)bound);
    }

    private void Load(params (string Name, string First, string Last)[] pools) => _pools.Load(pools.Select(pool => new AddressPoolPolicy
    {
        Name = pool.Name,
        Ranges = [AddressRange.Between(IpAddress.Parse(pool.First), IpAddress.Parse(pool.Last))],
    }).ToValueList());

    private string Grant(string identity, string wanted = "0.0.0.0", string peer = "198.51.100.1") =>
        string.Join(' ', _pools.Grant(Request(identity, wanted, peer), _now).Addresses.Select(granted => $"{granted.PoolName} {granted.Address}"));

    private void Release(string pool, string address, ulong? holder = null) =>
        _pools.Release(new TunnelId(holder ?? _holder), [new GrantedAddress(pool, IpAddress.Parse(address))], _now);

    private AddressRequest Request(string identity, string wanted = "0.0.0.0", string peer = "198.51.100.1") => new()
    {
        Shard = new ShardId(0),
        Serial = 1,
        Holder = new TunnelId(++_holder),
        VpnName = "vpn",
        Pools = ["none", "a", "b"],
        Identity = Identity.Fqdn(identity),
        Peer = IpAddress.Parse(peer),
        Wanted = [IpAddress.Parse(wanted)],
    };
}
