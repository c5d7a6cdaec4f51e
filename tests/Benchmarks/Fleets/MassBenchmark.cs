using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// Everybody at once: all peers vanish without a word, all come back in the same moment, and a configuration comes that changes half of the vpns. Honest
/// tunnels stand beside them and must outlive it; the limits on half-open SAs must hold.
/// </summary>
internal static class MassBenchmark
{
    private const string Crowd = "192.0.2.1";
    private const string Honest = "192.0.2.2";
    private const int PerSecond = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var count = run.Count(100_000, 1_000);
        var honest = Math.Max(1, count / 100);
        var table = new Table(run.Output);
        table.Heading($"{count:N0} peers, {honest:N0} honest tunnels beside them");
        if (run.Wants("vanish"))
        {
            VanishAndComeBack(crypto, count, honest, table);
        }

        if (run.Wants("reload"))
        {
            Reload(crypto, count, table);
        }

        table.Line($"load {Machine.Load()}");
        return Task.FromResult(0);
    }

    private static void VanishAndComeBack(ICryptoProvider crypto, int count, int honest, Table table)
    {
        using var fleet = new Fleet(crypto, GatewayConfigurations.Guarded);
        var crowd = fleet.AddPeers(Crowd, 0, count, GatewayConfigurations.Passive);
        var steady = fleet.AddPeers(Honest, count, honest, GatewayConfigurations.Passive);
        fleet.Establish(steady, count, honest, PerSecond);
        fleet.Establish(crowd, 0, count, PerSecond);
        fleet.WorkTakesTime = true;
        Vanish(fleet, crowd, steady, honest, table);
        ComeBack(fleet, steady, count, honest, table);
    }

    private static void Vanish(Fleet fleet, EngineSide crowd, EngineSide steady, int honest, Table table)
    {
        var gone = fleet.Gateway.Established - honest;
        var start = fleet.Seconds;
        fleet.Vanish(crowd);
        fleet.Gateway.ResetCost();
        fleet.Live(Patience, () => fleet.Gateway.Established == honest);
        Require(fleet.Gateway.Established == honest && steady.Established == honest, "an honest tunnel was lost with the vanished");
        table.Row("all vanish: gateway's processor time for each, us", [fleet.Gateway.Cost.Nanoseconds / 1000.0 / gone]);
        table.Row("all vanish: seconds until the last is known to be gone", [fleet.Seconds - start]);
        table.Row("all vanish: share of one processor meanwhile, percent", [fleet.Gateway.Cost.Nanoseconds / (fleet.Seconds - start) / 1e7]);
    }

    private static void ComeBack(Fleet fleet, EngineSide steady, int count, int honest, Table table)
    {
        var counters = fleet.Gateway.Counters;
        var (cookies, refused) = (counters.CookiesSent.Value, counters.HalfOpenRefused.Value);
        var back = fleet.AddPeers(Crowd, 0, count, Patient);
        fleet.ForgetMostHalfOpen();
        fleet.InBursts = true;
        var start = fleet.Seconds;
        fleet.Gateway.ResetCost();
        for (var number = 0; number < count; number++)
        {
            back.Initiate(EngineConfigurations.VpnName(number), EngineConfigurations.ChildName(number));
        }

        fleet.Live(Patience, () => fleet.Gateway.Established == count + honest);
        fleet.InBursts = false;
        Require(fleet.Gateway.Established == count + honest, $"of {count} only {fleet.Gateway.Established - honest} came back");
        Require(steady.Established == honest, "an honest tunnel was lost when all came back");
        Require(fleet.MostHalfOpen <= GatewayConfigurations.HalfOpenLimit, $"{fleet.MostHalfOpen} half-open SAs, {GatewayConfigurations.HalfOpenLimit} are allowed");
        table.Row("all come back: gateway's processor time for each, us", [fleet.Gateway.Cost.Nanoseconds / 1000.0 / count]);
        table.Row("all come back: gateway's processor time in all, s", [fleet.Gateway.Cost.Nanoseconds / 1e9]);
        table.Row($"all come back: most half-open SAs (limit {GatewayConfigurations.HalfOpenLimit:N0})", [fleet.MostHalfOpen]);
        table.Row("all come back: cookies asked for", [counters.CookiesSent.Value - cookies]);
        table.Row("all come back: requests dropped at the limit", [counters.HalfOpenRefused.Value - refused]);
        table.Row("all come back: seconds until the last one is up", [fleet.Seconds - start]);
    }

    /// <summary>The side with a vpn for each tunnel gets another configuration.</summary>
    private static void Reload(ICryptoProvider crypto, int count, Table table)
    {
        using var fleet = new Fleet(crypto, GatewayConfigurations.Usual);
        var many = fleet.AddPeers(Crowd, 0, count);
        fleet.Establish(many, 0, count, PerSecond);
        var before = many.Registry.Capture().Enumerate().Where(static tunnel => !IsTouched(tunnel.VpnName)).Select(static tunnel => tunnel.Id).ToHashSet();
        var configuration = EngineConfigurations.Initiator(Fleet.Suite, many.Address, fleet.Gateway.Address, 0, count);
        var changed = configuration with
        {
            Peers = configuration.Peers.Select(static peer => IsTouched(peer.Name) ? peer with { DpdDelay = TimeSpan.FromMinutes(5) } : peer).ToValueList(),
        };
        many.ResetCost();
        many.ConfigureMeasured(changed);
        var loading = many.Cost.Nanoseconds / 1e6;
        fleet.Settle();
        var left = many.Registry.Capture().Enumerate().Select(static tunnel => tunnel.Id).ToHashSet();
        Require(before.IsSubsetOf(left), "a tunnel of an untouched vpn was lost by the reload");
        Require(many.Established == before.Count, $"{many.Established} tunnels are left of {before.Count} untouched ones");
        table.Row("reload that changes half: until it is applied, ms", [loading]);
        table.Row("reload that changes half: processor time in all, ms", [many.Cost.Nanoseconds / 1e6]);
        table.Row("reload that changes half: per vpn, us", [many.Cost.Nanoseconds / 1000.0 / count]);
        table.Row("reload that changes half: untouched tunnels that stayed", [before.Count]);
    }

    private static bool IsTouched(string vpn) => (vpn[^1] & 1) == 1;

    /// <summary>They keep asking until they are heard.</summary>
    private static EngineConfiguration Patient(EngineConfiguration peers) =>
        GatewayConfigurations.Passive(peers) with { Retransmission = new RetransmissionOptions { Tries = 100, Timeout = 1, Base = 1.2, Limit = 30, Jitter = 20 } };

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
