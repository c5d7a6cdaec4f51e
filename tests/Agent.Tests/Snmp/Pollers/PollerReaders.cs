using System.Globalization;
using System.Net;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

/// <summary>
/// Readers by the rules of the pollers that read this module, written from what is known of them: which columns, in what
/// order, what names a tunnel, what makes it up, which of the octet counters. They ask as those do.
/// </summary>
internal static class PollerReaders
{
    internal static IReadOnlyDictionary<string, Func<CannedAgent, IReadOnlyList<PolledTunnel>>> All { get; } =
        new Dictionary<string, Func<CannedAgent, IReadOnlyList<PolledTunnel>>>
        {
            ["LibreNMS"] = LibreNms,
            ["Observium"] = Observium,
            ["Checkmk"] = Checkmk,
            ["Centreon"] = Centreon,
            ["check_nwc_health"] = NwcHealth,
            ["Zabbix"] = Zabbix,
            ["Datadog"] = Datadog,
        };

    /// <summary>
    /// Walks the whole phase 2 table, then the whole phase 1 table. The peer's value is the key (its address if there is
    /// none); 64-bit octets count only if all four are there.
    /// </summary>
    private static List<PolledTunnel> LibreNms(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 20);
        var phase2 = Table(client, "3.2.1", 51);
        if (phase2[2].Count == 0)
        {
            return [];
        }

        var phase1 = Table(client, "2.3.1", 35);
        var tunnels = new List<PolledTunnel>();
        foreach (var (index, ike) in phase2[2])
        {
            var peer = phase1[7].TryGetValue(Text(ike), out var value) ? value.Text : Address(phase2[5][index]);
            var isWide = ((int[])[27, 30, 40, 43]).All(column => phase2[column][index].Tag == BerTag.Counter64);
            tunnels.Add(new PolledTunnel(
                peer,
                phase1[5].TryGetValue(Text(ike), out var name) ? name.Text : string.Empty,
                Number(phase2[51][index]) == 1 && Number(phase2[3][index]) == 1,
                Number(phase2[isWide ? 27 : 26][index]),
                Number(phase2[isWide ? 40 : 39][index])));
        }

        return tunnels;
    }

    /// <summary>Phase 1 first and nothing without it; the key is made of both addresses and the endpoints.</summary>
    private static List<PolledTunnel> Observium(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 10);
        var phase1 = Table(client, "2.3.1", 16);
        if (phase1[3].Count == 0)
        {
            return [];
        }

        var phase2 = Table(client, "3.2.1", 51);
        var ends = ((int[])[4, 5, 10, 11]).Select(column => client.Column($"3.3.1.{column}")).ToArray();
        var tunnels = new List<PolledTunnel>();
        foreach (var (index, ike) in phase2[2])
        {
            if (!phase1[3].TryGetValue(Text(ike), out var local))
            {
                continue;
            }

            var endPoints = string.Join('+', ends.SelectMany(column => column
                .Where(row => row.Key.StartsWith(index + ".", StringComparison.Ordinal))
                .Select(row => Address(row.Value))));
            tunnels.Add(new PolledTunnel(
                $"{local.Text} {phase1[7][Text(ike)].Text} {endPoints}",
                phase1[5][Text(ike)].Text,
                Number(phase2[51][index]) == 1,
                Number(phase2[27][index]),
                Number(phase2[40][index])));
        }

        return tunnels;
    }

    /// <summary>Asks few columns; 32-bit octets, the children of one peer summed, rows without a living IKE tunnel skipped.</summary>
    private static List<PolledTunnel> Checkmk(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 10);
        var peers = client.Rows("2.3.1", 7, 19, 27);
        var children = client.Rows("3.2.1", 2, 3, 26, 39);
        return [.. peers.Select(peer =>
        {
            var own = children.Values.Where(child => Text(child[0]) == peer.Key && Number(child[1]) != 2).ToArray();
            return new PolledTunnel(
                peer.Value[0].Text,
                peer.Value[0].Text,
                own.Length > 0,
                own.Aggregate(0ul, static (sum, child) => sum + Number(child[2])),
                own.Aggregate(0ul, static (sum, child) => sum + Number(child[3])));
        })];
    }

    /// <summary>Tables first, then single values of each child row; a tunnel without one is not shown.</summary>
    private static List<PolledTunnel> Centreon(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 10);
        var names = client.Rows("2.3.1", 3, 7);
        var ikeOf = client.Column("3.2.1.2");
        foreach (var end in client.Column("3.3.1.4").Values)
        {
            _ = new IPAddress((byte[])end.Value!);
        }

        return [.. ikeOf.Select(child =>
        {
            var row = names[Text(child.Value)];
            var hasWide = client.Get($"3.2.1.27.{child.Key}") is not null && client.Get($"3.2.1.40.{child.Key}") is not null;
            var active = client.Get($"2.3.1.16.{Text(child.Value)}");
            return new PolledTunnel(
                $"{row[0].Text}_{row[1].Text}",
                $"{row[0].Text}_{row[1].Text}",
                active is not null,
                Number(client.Get($"3.2.1.{(hasWide ? 27 : 26)}.{child.Key}")!),
                Number(client.Get($"3.2.1.{(hasWide ? 40 : 39)}.{child.Key}")!));
        })];
    }

    /// <summary>No traffic; a row that is not active, or a fresh failure of its peer, is an alarm. Other(1) of phase 2 is none.</summary>
    private static List<PolledTunnel> NwcHealth(CannedAgent agent)
    {
        const uint HalfAnHour = 30 * 60 * 100;
        var client = new PollerClient(agent, repetitions: 10);
        Assert.NotNull(client.Get("5.1.1.1.0"));
        Assert.All((string[])["2.1.1.0", "2.1.2.0", "3.1.1.0", "3.1.2.0"], name => Assert.NotNull(client.Get(name)));
        var now = client.SysUpTime;
        var failed = client.Rows("5.2.1.1", 3, 9).Values.Where(row => now - (uint)row[0].Value! < HalfAnHour).Select(row => Address(row[1]))
            .Concat(client.Rows("5.3.1.1", 2, 3, 7).Values
                .Where(row => Number(row[0]) != 1 && now - (uint)row[1].Value! < HalfAnHour).Select(row => Address(row[2])))
            .ToHashSet();
        return [.. client.Rows("2.3.1", 4, 5, 8, 9, 35).Values.Select(row => new PolledTunnel(
            Address(row[2]), row[1].Text, Number(row[4]) == 1 && !failed.Contains(Address(row[2])), 0, 0))];
    }

    /// <summary>Discovery of both tables, each item kept under its SNMP index.</summary>
    private static List<PolledTunnel> Zabbix(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 10);
        var peers = client.Column("2.3.1.7");
        return [.. client.Column("3.2.1.5").Keys.Select(index => new PolledTunnel(
            index,
            peers[Text(client.Get($"3.2.1.2.{index}")!)].Text,
            true,
            Number(client.Get($"3.2.1.26.{index}")!),
            Number(client.Get($"3.2.1.39.{index}")!)))];
    }

    /// <summary>Ten rows of many columns at once; tags from the index and both addresses.</summary>
    private static List<PolledTunnel> Datadog(CannedAgent agent)
    {
        var client = new PollerClient(agent, repetitions: 10);
        _ = client.Rows("2.3.1", 3, 7, 15, 19, 20, 21, 27, 28, 29, 35);
        return [.. client.Rows("3.2.1", 2, 4, 5, 3, 9, 26, 27, 32, 39, 40, 45, 48, 50, 51).Select(row => new PolledTunnel(
            $"{row.Key} {Number(row.Value[0])} {Address(row.Value[1])} {Address(row.Value[2])}",
            Address(row.Value[2]),
            Number(row.Value[13]) == 1,
            Number(row.Value[6]),
            Number(row.Value[9])))];
    }

    private static Dictionary<int, Dictionary<string, SnmpBinding>> Table(PollerClient client, string entry, int lastColumn) =>
        Enumerable.Range(2, lastColumn - 1).ToDictionary(static column => column, column => client.Column($"{entry}.{column}"));

    private static ulong Number(SnmpBinding binding) => Convert.ToUInt64(binding.Value, CultureInfo.InvariantCulture);

    private static string Text(SnmpBinding binding) => Number(binding).ToString(CultureInfo.InvariantCulture);

    private static string Address(SnmpBinding binding) => new IPAddress((byte[])binding.Value!).ToString();
}
