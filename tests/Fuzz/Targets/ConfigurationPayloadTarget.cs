using System.Buffers.Binary;
using MyIkev2.Engine;
using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Exchanges.IkeAuth;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The body of a Configuration payload, as a gateway and as its client take it.</summary>
public static class ConfigurationPayloadTarget
{
    private static readonly ValueList<AddressPoolPolicy> Pools =
    [
        new AddressPoolPolicy
        {
            Name = "small",
            Ranges = [AddressRange.HostsOf(IpAddress.Parse("10.73.0.0"), 29), AddressRange.Between(IpAddress.Parse("fd73::1"), IpAddress.Parse("fd73::3"))],
            DnsServers = [IpAddress.Parse("10.72.0.53"), IpAddress.Parse("fd72::53")],
            NbnsServers = [IpAddress.Parse("10.72.0.54"), IpAddress.Parse("fd72::54")],
            DhcpServers = [IpAddress.Parse("10.72.0.55"), IpAddress.Parse("fd72::55")],
            Subnets = [new AddressPrefix(IpAddress.Parse("10.72.0.0"), 16), new AddressPrefix(IpAddress.Parse("0.0.0.0"), 0), new AddressPrefix(IpAddress.Parse("fd72::"), 64)],
            Netmask = IpAddress.Parse("255.255.255.248"),
        },
    ];

    private static readonly ValueList<IpAddress> Wanted = [IpAddress.Parse("0.0.0.0"), IpAddress.Parse("::"), IpAddress.Parse("10.73.0.4")];

    public static FuzzTarget Target { get; } = new(
        "configuration-payload", "a client is given no address twice and none that no host can have, and takes no more than it asked for", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (input.Length > ushort.MaxValue - 4)
        {
            return;
        }

        var octets = new byte[input.Length + 4];
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
        input.CopyTo(octets.AsSpan(4));
        var payloads = new List<Payload>();
        if (IkeMessageReader.TryReadChain(PayloadType.Configuration, octets, payloads).IsError)
        {
            return;
        }

        if (ConfigurationReplies.Read(payloads, Wanted) is { } assigned)
        {
            CheckAssigned(assigned.Addresses, Wanted);
        }

        if (ConfigurationRequests.Read(payloads) is { } request)
        {
            Require(request.Count <= ConfigurationRequests.MaximumAddresses, "more addresses are asked for than one request may");
            Serve(request);
        }
    }

    /// <summary>The request goes to the pools, twice, and each answer to the client.</summary>
    private static void Serve(ValueList<IpAddress> request)
    {
        var pools = new AddressPools();
        pools.Load(Pools);
        var given = new HashSet<IpAddress>();
        var now = new EngineInstant(1, 1);
        for (ulong holder = 1; holder <= 2; holder++)
        {
            var grant = pools.Grant(
                new AddressRequest
                {
                    Shard = new ShardId(0),
                    Serial = holder,
                    Holder = new TunnelId(holder),
                    VpnName = "vpn",
                    Pools = ["small"],
                    Identity = Identity.Fqdn($"peer-{holder}"),
                    Peer = IpAddress.Parse("192.0.2.1"),
                    Wanted = request,
                },
                now);
            foreach (var (_, address) in grant.Addresses)
            {
                Require(given.Add(address), $"{address} is given to two");
                Require(Pools[0].Ranges.Any(range => range.Contains(address)), $"{address} is from no pool");
            }

            Require(pools.Publish()[0].Usage.InUse == given.Count, "the pool counts wrong");
            CheckAnswer(grant, request);
        }
    }

    private static void CheckAnswer(AddressGrant grant, ValueList<IpAddress> request)
    {
        var payload = ConfigurationReplies.Of(Pools, ["small"], grant);
        var octets = new byte[4096];
        var writer = new WireWriter(octets);
        payload.WriteBody(ref writer);
        var body = new byte[writer.Length + 4];
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), (ushort)body.Length);
        octets.AsSpan(0, writer.Length).CopyTo(body.AsSpan(4));
        var answer = new List<Payload>();
        Require(!IkeMessageReader.TryReadChain(PayloadType.Configuration, body, answer).IsError, "our own answer does not read");
        var read = ConfigurationReplies.Read(answer, request);
        Require((read?.Addresses.Count ?? 0) == grant.Addresses.Count, "the client does not take what it was given");
    }

    private static void CheckAssigned(ValueList<IpAddress> addresses, ValueList<IpAddress> wanted)
    {
        Require(addresses.Count > 0 && addresses.Distinct().Count() == addresses.Count, "no address, or one twice");
        Require(addresses.All(static address => !address.IsUnspecified), "an unspecified address is taken");
        foreach (var ipv6 in (ReadOnlySpan<bool>)[false, true])
        {
            Require(addresses.Count(address => address.IsIpv6 == ipv6) <= wanted.Count(address => address.IsIpv6 == ipv6), "more addresses than asked for");
        }
    }
}
