using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>Two engines, A and B, on a virtual clock and a faulty network. The vocabulary of the scenario tests.</summary>
public sealed class SimPair
{
    /// <summary>A scenario that takes more steps than this will never end.</summary>
    private const int StepLimit = 20_000;

    /// <param name="seed">Of everything random.</param>
    /// <param name="crypto">Null = the best there is.</param>
    /// <param name="ipv6">Between the engines.</param>
    /// <param name="nat">A is behind one.</param>
    /// <param name="carriesPackets">The engines carry inner packets themselves.</param>
    /// <param name="answersEcho">They answer echo requests.</param>
    /// <param name="sessions">A has a session table.</param>
    /// <param name="sessionShards">It is made for so many shards.</param>
    /// <param name="mobile">Both serve all addresses and hear of changes (<see cref="SimHost.Relocate"/>).</param>
    public SimPair(ulong seed = 1, ICryptoProvider? crypto = null, bool ipv6 = false, bool nat = false, bool carriesPackets = false, bool answersEcho = false, SessionTableOptions? sessions = null,
        int sessionShards = 1, bool mobile = false)
    {
        crypto ??= SharedCrypto.Best;
        Network = new SimNetwork(seed);
        var a = IpAddress.Parse(ipv6 ? "2001:db8:a::1" : "192.0.2.1");
        var b = IpAddress.Parse(ipv6 ? "2001:db8:b::1" : "198.51.100.1");
        AddressOfA = a;
        if (nat)
        {
            AddressOfA = IpAddress.Parse(ipv6 ? "2001:db8:c::1" : "203.0.113.1");
            Network.Nat = new SimNat(a, AddressOfA);
        }

        A = new SimHost("a", a, Network, crypto, (seed * 2) + 1, carriesPackets, answersEcho, sessions, sessionShards, mobile);
        B = new SimHost("b", b, Network, crypto, (seed * 2) + 2, carriesPackets, answersEcho, mobile: mobile);
    }

    /// <summary>Gets a line for every datagram and event, to understand a failing seed.</summary>
    public System.Text.StringBuilder? Log { get; set; }

    public SimHost A { get; }

    public SimHost B { get; }

    public SimNetwork Network { get; }

    /// <summary>A's address as B sees it.</summary>
    public IpAddress AddressOfA { get; }

    /// <summary>Both configured from one description, A told to bring its children up.</summary>
    public static SimPair Established(ulong seed = 1, Action<SimVpn>? vpn = null, bool nat = false, bool ipv6 = false, bool carriesPackets = false, bool answersEcho = false, SessionTableOptions? sessions = null,
        int sessionShards = 1)
    {
        var pair = new SimPair(seed, ipv6: ipv6, nat: nat, carriesPackets: carriesPackets, answersEcho: answersEcho, sessions: sessions, sessionShards: sessionShards);
        var description = new SimVpn();
        vpn?.Invoke(description);
        pair.Configure(description);
        pair.Start();
        return pair;
    }

    public void Configure(SimVpn vpn) => Configure(vpn, vpn);

    public void Configure(SimVpn ofA, SimVpn ofB)
    {
        A.Configure(ofA.Build(forA: true, A.Address, B.Address));
        B.Configure(ofB.Build(forA: false, B.Address, AddressOfA));
    }

    /// <summary>A brings the first child up and everything settles.</summary>
    public long Start(string child = "child-1")
    {
        var request = A.Execute(new EngineCommand.InitiateChild(child));
        Drive();
        return request;
    }

    /// <summary>Delivers until nothing is on its way; the clock moves only as far as datagrams take.</summary>
    public void Drive()
    {
        for (var step = 0; step < StepLimit; step++)
        {
            if (Network.NextArrival is not { } at)
            {
                return;
            }

            Network.Now = Math.Max(Network.Now, at);
            DeliverOne();
        }

        throw new InvalidOperationException("the network never comes to rest");
    }

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Moves the clock, with every timer and datagram at its moment.</summary>
    public void Advance(TimeSpan by)
    {
        var end = Network.Now + (long)by.TotalMilliseconds;
        for (var step = 0; step < StepLimit; step++)
        {
            var next = Earliest(Network.NextArrival, A.NextDeadline, B.NextDeadline);
            if (next > end)
            {
                Network.Now = end;
                return;
            }

            Network.Now = Math.Max(Network.Now, next);
            if (Network.NextArrival <= Network.Now)
            {
                DeliverOne();
                continue;
            }

            if (A.NextDeadline <= Network.Now)
            {
                A.Fire();
            }

            if (B.NextDeadline <= Network.Now)
            {
                B.Fire();
            }
        }

        throw new InvalidOperationException("the engines never come to rest");
    }

    private void DeliverOne()
    {
        if (Network.TakeArrived() is not { } datagram)
        {
            return;
        }

        Log?.AppendLine($"{Network.Now,8} {datagram.Source} -> {datagram.Destination} exchange {datagram.Octets.ElementAtOrDefault(18)} flags {datagram.Octets.ElementAtOrDefault(19):x2} id {datagram.Octets.ElementAtOrDefault(23)} {datagram.Octets.Length} octets");
        var (eventsOfA, eventsOfB) = (A.Events.Count, B.Events.Count);

        if (A.OwnAddresses.Contains(datagram.Destination.Address))
        {
            A.Receive(datagram);
        }
        else if (B.OwnAddresses.Contains(datagram.Destination.Address))
        {
            B.Receive(datagram);
        }

        if (Log is not null)
        {
            A.Events.Skip(eventsOfA).ToList().ForEach(e => Log.AppendLine($"{Network.Now,8}   a: {e}"));
            B.Events.Skip(eventsOfB).ToList().ForEach(e => Log.AppendLine($"{Network.Now,8}   b: {e}"));
        }
    }

    private static long Earliest(params ReadOnlySpan<long?> moments)
    {
        var earliest = long.MaxValue;
        foreach (var moment in moments)
        {
            earliest = Math.Min(earliest, moment ?? long.MaxValue);
        }

        return earliest;
    }
}

/// <summary>
/// Providers are costly to check, so tests share them. With <c>MYIKEV2_TEST_CRYPTO=portable</c> in the environment the tests that name none run on the
/// portable one: <c>./test</c> runs them once more that way.
/// </summary>
public static class SharedCrypto
{
    private static readonly Lazy<ICryptoProvider> LazyPortable = new(CryptoProviders.CreatePortable);
    private static readonly Lazy<ICryptoProvider> LazyBest = new(static () => IsPortable ? Portable : CryptoProviders.CreateBest());

    /// <summary>What is best is not to be used.</summary>
    public static bool IsPortable => Environment.GetEnvironmentVariable("MYIKEV2_TEST_CRYPTO") == "portable";

    public static ICryptoProvider Best => LazyBest.Value;

    public static ICryptoProvider Portable => LazyPortable.Value;
}
