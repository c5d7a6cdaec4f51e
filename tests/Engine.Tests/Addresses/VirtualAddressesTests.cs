using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Addresses;

/// <summary>The way of a wish from a shard without pools to the one that owns them, and back.</summary>
public sealed class VirtualAddressesTests : IShardOutput
{
    private static readonly ValueList<IpAddress> Any = [IpAddress.Parse("0.0.0.0")];

    private readonly List<(ShardId Target, ShardCommand Command)> _posted = [];
    private readonly ShardServices _owner;
    private readonly ShardServices _other;

    public VirtualAddressesTests()
    {
        _owner = Shard(0);
        _other = Shard(1);
        _owner.Addresses.Pools!.Load([new AddressPoolPolicy { Name = "p", Ranges = [AddressRange.Between(IpAddress.Parse("10.9.0.1"), IpAddress.Parse("10.9.0.1"))] }]);
    }

    [Fact]
    public void Ask_FromAnotherShard_AnswerFindsTheExchangeAndTheEndGivesBack()
    {
        var (sa, exchange) = Waiting();
        Assert.Null(_other.Addresses.Pools);
        Assert.Null(_other.Addresses.Ask(_other.Addresses.RequestOf(sa, Any, isInitialContact: false), sa, exchange));
        var wish = Take<ShardCommand.GrantAddresses>(target: 0);
        _owner.Addresses.GrantTo(wish.Request);
        var grant = Take<ShardCommand.AddressesGranted>(target: 1).Grant;

        Assert.Equal((sa, exchange), _other.Addresses.TakeWaiting(grant));
        Assert.Equal("10.9.0.1", Assert.Single(sa.Family.Leases).Address.ToString());
        Assert.Null(_other.Addresses.TakeWaiting(grant));

        sa.Close(CloseReason.PeerDelete, "gone");
        var back = Take<ShardCommand.ReleaseAddresses>(target: 0);
        _owner.Addresses.Release(back.Holder, back.Addresses);
        Assert.Equal(new AddressUsage(1, 0, 1), _owner.Addresses.Pools!.Publish()[0].Usage);
        Assert.Empty(sa.Family.Leases);
    }

    [Fact]
    public void Grant_ForAnSaThatIsGone_GoesStraightBack()
    {
        var (sa, exchange) = Waiting();
        _other.Addresses.Ask(_other.Addresses.RequestOf(sa, Any, isInitialContact: false), sa, exchange);
        _owner.Addresses.GrantTo(Take<ShardCommand.GrantAddresses>(target: 0).Request);
        sa.Close(CloseReason.AdminDown, "closed meanwhile");
        Assert.DoesNotContain(_posted, static post => post.Command is ShardCommand.ReleaseAddresses);

        Assert.Null(_other.Addresses.TakeWaiting(Take<ShardCommand.AddressesGranted>(target: 1).Grant));
        var back = Take<ShardCommand.ReleaseAddresses>(target: 0);
        _owner.Addresses.Release(back.Holder, back.Addresses);
        Assert.Equal(0, _owner.Addresses.Pools!.Publish()[0].Usage.InUse);
    }

    [Fact]
    public void Ask_WhatTheOwnerCannotGive_IsAnEmptyGrant()
    {
        var (first, _) = Waiting(_owner);
        Assert.Single(_owner.Addresses.Ask(_owner.Addresses.RequestOf(first, Any, isInitialContact: false), first, new Nothing())!.Addresses);
        var (sa, exchange) = Waiting();
        _other.Addresses.Ask(_other.Addresses.RequestOf(sa, Any, isInitialContact: false), sa, exchange);
        _owner.Addresses.GrantTo(Take<ShardCommand.GrantAddresses>(target: 0).Request);

        Assert.NotNull(_other.Addresses.TakeWaiting(Take<ShardCommand.AddressesGranted>(target: 1).Grant));
        Assert.Empty(sa.Family.Leases);
        sa.Close(CloseReason.PeerDelete, "gone");
        Assert.Empty(_posted);
    }

    private (IkeSa Sa, ResponderExchange Exchange) Waiting(ShardServices? shard = null)
    {
        shard ??= _other;
        shard.Context.Counters.HalfOpen.Increment();
        var sa = new IkeSa(shard, isInitiator: false, shard.NextFamily(), new NetworkPath(new IpEndpoint(IpAddress.Parse("192.0.2.1"), 500), new IpEndpoint(IpAddress.Parse("198.51.100.1"), 500), false))
        {
            Policy = new PeerPolicy { Name = "vpn", Proposals = [], AddressPools = ["p"] },
            RemoteIdentity = Identity.Fqdn("peer"),
        };
        var exchange = new Nothing();
        sa.Incoming.Handle(exchange, new IkeMessage(default, [], default), []);
        return (sa, exchange);
    }

    private T Take<T>(int target)
        where T : ShardCommand
    {
        var post = _posted.First(static post => post.Command is T);
        _posted.Remove(post);
        Assert.Equal(target, post.Target.Value);
        return (T)post.Command;
    }

    private ShardServices Shard(int number) => new(new ShardContext
    {
        Id = new ShardId(number),
        Map = new ShardMap(2, 7),
        Crypto = SharedCrypto.Best,
        Random = new SeededRandom((ulong)number + 1),
        Output = this,
        DataPlane = new SimDataPlane(),
        Counters = new EngineCounters(),
    })
    {
        Now = new EngineInstant(1000, 1_700_000_000_000),
    };

    void IShardOutput.Post(ShardId target, ShardCommand command) => _posted.Add((target, command));

    void IShardOutput.Send(in NetworkPath path, ReadOnlySpan<byte> message) => throw new NotSupportedException();

    void IShardOutput.SendKeepalive(in NetworkPath path) => throw new NotSupportedException();

    Span<byte> IShardOutput.BeginPacket(int octets) => throw new NotSupportedException();

    void IShardOutput.EndPacket(in NetworkPath path, in OuterHeader outer, int octets) => throw new NotSupportedException();

    void IShardOutput.Deliver(ReadOnlySpan<byte> innerPacket) => throw new NotSupportedException();

    void IShardOutput.Bypass(ReadOnlySpan<byte> innerPacket) => throw new NotSupportedException();

    void IShardOutput.RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted) => throw new NotSupportedException();

    void IShardOutput.HaveAddress(IpAddress address, string interfaceName, bool wanted) => throw new NotSupportedException();

    void IShardOutput.Start(CryptoJob job)
    {
    }

    void IShardOutput.Commit(in ShardChanges changes)
    {
    }

    void IShardOutput.Emit(EngineEvent engineEvent)
    {
    }

    void IShardOutput.Account(AccountingRecord record)
    {
    }

    void IShardOutput.Reply(long request, ShardReply reply)
    {
    }

    /// <summary>An exchange that waits.</summary>
    private sealed class Nothing : ResponderExchange
    {
        public override ExchangeType Type => ExchangeType.IkeAuth;

        public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads) =>
            new ExchangeOutcome.Pending(new KeyExchangeJob(1, KeyExchangeId.Modp8192, null, new byte[1024]));
    }
}
