using System.Globalization;
using System.Text;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show pools</c> and <c>show leases</c>: a line each.</summary>
internal static class AddressText
{
    public static string Lines(IReadOnlyList<AddressPool> pools)
    {
        var text = new StringBuilder();
        foreach (var pool in pools)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Qualified(pool.Vrf, pool.Name)}:");
            Append(text, "IPv4", pool.Ipv4);
            Append(text, "IPv6", pool.Ipv6);
            if (pool.Ranges.Count == 0)
            {
                text.Append(" attributes only");
            }

            text.Append(CultureInfo.InvariantCulture, $", given out {pool.Granted}, refused {pool.Refused}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{pools.Count} pool{(pools.Count == 1 ? "" : "s")}\n").ToString();
    }

    public static string Lines(IReadOnlyList<AddressLease> leases)
    {
        var text = new StringBuilder();
        foreach (var lease in leases)
        {
            text.Append(CultureInfo.InvariantCulture, $"{lease.Address}: '{lease.Identity.Text}', pool {Qualified(lease.Vrf, lease.Pool)}, vpn {lease.Vpn}, since {Moment(lease.Since)}");
            text.Append(lease.ReleasedAt is { } released ? $", given back {Moment(released)}\n" : "\n");
        }

        var inUse = leases.Count(static lease => lease.ReleasedAt is null);
        return text.Append(CultureInfo.InvariantCulture, $"{inUse} in use, {leases.Count - inUse} kept\n").ToString();
    }

    private static void Append(StringBuilder text, string family, AddressUsage usage)
    {
        if (usage.Size > 0 || usage.InUse > 0)
        {
            text.Append(text[^1] == ':' ? " " : ", ");
            text.Append(CultureInfo.InvariantCulture, $"{family} {usage.InUse} of {(usage.Size == ulong.MaxValue ? "2^64 and more" : usage.Size.ToString(CultureInfo.InvariantCulture))} in use, {usage.Kept} kept");
        }
    }

    /// <summary>Names of main stand alone.</summary>
    private static string Qualified(string vrf, string name) => vrf is "" or "main" ? name : $"{name} (vrf {vrf})";

    private static string Moment(Google.Protobuf.WellKnownTypes.Timestamp moment) =>
        moment.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
