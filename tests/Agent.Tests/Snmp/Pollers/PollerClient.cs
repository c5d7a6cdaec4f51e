using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

/// <summary>What a poller knows of SNMP: walks of columns and single values, by names below ciscoIpSecFlowMonitorMIB.</summary>
internal sealed class PollerClient(CannedAgent agent, int repetitions)
{
    private const string Objects = "1.3.6.1.4.1.9.9.171.1.";

    internal uint SysUpTime => (uint)agent.Get("1.3.6.1.2.1.1.3.0").Value!;

    internal string SysDescr => agent.Get("1.3.6.1.2.1.1.1.0").Text;

    /// <summary>A column by index; the index is what follows the column in the name.</summary>
    internal Dictionary<string, SnmpBinding> Column(string column) =>
        agent.Walk(Objects + column, repetitions).ToDictionary(binding => binding.Name.ToString()[(Objects.Length + column.Length + 1)..]);

    /// <summary>A value, or null where the agent has an exception for it.</summary>
    internal SnmpBinding? Get(string name) =>
        agent.Get(Objects + name) is { Tag: not (BerTag.NoSuchObject or BerTag.NoSuchInstance) } binding ? binding : null;

    /// <summary>Several columns in one GETBULK after the other, as tools do that read a table row by row.</summary>
    internal Dictionary<string, SnmpBinding[]> Rows(string entry, params int[] columns)
    {
        var rows = new Dictionary<string, SnmpBinding[]>();
        var last = columns.Select(column => $"{Objects}{entry}.{column}").ToArray();
        while (true)
        {
            var bindings = agent.Ask(SnmpRequest.GetBulk(0, repetitions, last)).Bindings;
            for (var first = 0; first + columns.Length <= bindings.Count; first += columns.Length)
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    var prefix = $"{Objects}{entry}.{columns[i]}.";
                    last[i] = bindings[first + i].Name.ToString();
                    if (!last[i].StartsWith(prefix, StringComparison.Ordinal))
                    {
                        return rows;
                    }

                    var index = last[i][prefix.Length..];
                    rows.TryAdd(index, new SnmpBinding[columns.Length]);
                    rows[index][i] = bindings[first + i];
                }
            }
        }
    }
}

/// <summary>One tunnel as a poller sees it.</summary>
/// <param name="Key">What the poller keeps its graphs under.</param>
/// <param name="Name">What it shows.</param>
/// <param name="IsUp">Its state.</param>
/// <param name="InOctets">The received octets that it graphs.</param>
/// <param name="OutOctets">The sent octets.</param>
internal sealed record PolledTunnel(string Key, string Name, bool IsUp, ulong InOctets, ulong OutOctets);
