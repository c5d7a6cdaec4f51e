using MyIkev2.Benchmarks.Engines;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>The gateway of the fleets: one vpn for all peers, liveness checks every 30 seconds, rekeys spread over an hour.</summary>
internal static class GatewayConfigurations
{
    public static TimeSpan DpdDelay { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Half-open SAs at most, and those from which cookies are asked for, while everybody comes at once.</summary>
    public const int HalfOpenLimit = 1_000;

    public const int CookieThreshold = 100;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static EngineConfiguration Usual(IpAddress own)
    {
        var plain = EngineConfigurations.Responder(Fleet.Suite, own);
        return plain with { Peers = plain.Peers.Select(Live).ToValueList() };
    }

    /// <summary>The same without rekeys: what is timed is liveness checks alone.</summary>
    public static EngineConfiguration Steady(IpAddress own) => Passive(Usual(own));

    /// <summary>The usual one with limits on what has not proved itself.</summary>
    public static EngineConfiguration Guarded(IpAddress own)
    {
        var usual = Usual(own);
        return usual with { Limits = usual.Limits with { CookieThreshold = CookieThreshold, HalfOpenLimit = HalfOpenLimit } };
    }

    /// <summary>Peers that live as long as the gateway wants: it checks, rekeys and ends.</summary>
    public static EngineConfiguration Passive(EngineConfiguration configuration) => configuration with
    {
        Peers = configuration.Peers.Select(static peer => peer with
        {
            RekeyTime = TimeSpan.Zero,
            Children = peer.Children.Select(static child => child with { RekeyTime = TimeSpan.Zero }).ToValueList(),
        }).ToValueList(),
    };

    private static PeerPolicy Live(PeerPolicy peer) => peer with
    {
        DpdDelay = DpdDelay,
        RekeyTime = Hour,
        RandomTime = Hour,
        Children = peer.Children.Select(static child => child with { RekeyTime = Hour, RandomTime = Hour }).ToValueList(),
    };
}
