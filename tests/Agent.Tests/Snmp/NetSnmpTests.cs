using MyIkev2.Agent.Snmp;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

// net-snmp's own tools against a live agent on loopback. snmpbulkwalk runs without -Cc, so it stops at the first name that does not rise.
public class NetSnmpTests
{
    private static readonly CannedRegistry Canned = new(tunnels: 1_000, shards: 3);

    [PeerFact("snmpget", Package = "snmp")]
    public async Task SnmpGet_Names_GivesValuesAndExceptions()
    {
        var lines = await Run("snmpget", "", "1.3.6.1.2.1.1.5.0", CannedAgent.Own("5.1.2.2.2"), CannedAgent.Own("5.1.3.2.2"), CannedAgent.Own("5.1.2.2.3"), "1.3.6.1.9.0");
        Assert.Equal(
            [
                ".1.3.6.1.2.1.1.5.0 = STRING: \"gw1\"",
                $".{CannedAgent.Own("5.1.2.2.2")} = INTEGER: 3",
                $".{CannedAgent.Own("5.1.3.2.2")} = Hex-STRING: A0 00 00 00 00 00 00 02 ",
                $".{CannedAgent.Own("5.1.2.2.3")} = No Such Instance currently exists at this OID",
                ".1.3.6.1.9.0 = No Such Object available on this agent at this OID",
            ],
            lines);
    }

    [PeerFact("snmpgetnext", Package = "snmp")]
    public async Task SnmpGetNext_Names_GivesTheirSuccessors()
    {
        var lines = await Run("snmpgetnext", "", CannedAgent.Own("5.1.2.2"), CannedAgent.Own("2.49.0"), "1.4");
        Assert.Equal($".{CannedAgent.Own("5.1.2.2.2")} = INTEGER: 3", lines[0]);
        Assert.Equal($".{CannedAgent.Own("3.1.2.1")} = STRING: \"vpn-1\"", lines[1]);
        Assert.EndsWith("No more variables left in this MIB View (It is past the end of the MIB tree)", lines[2], StringComparison.Ordinal);
    }

    [PeerFact("snmpbulkget", Package = "snmp")]
    public async Task SnmpBulkGet_SeveralRepeaters_AreInterleaved()
    {
        var lines = await Run("snmpbulkget", "-Cn1 -Cr3", "1.3.6.1.2.1.1.3", CannedAgent.Own("5.1.2"), CannedAgent.Own("3.1.2"));
        var names = lines.Select(line => line[1..line.IndexOf(' ', StringComparison.Ordinal)]);
        Assert.Equal(
            [
                "1.3.6.1.2.1.1.3.0",
                CannedAgent.Own("5.1.2.1.1"), CannedAgent.Own("3.1.2.1"),
                CannedAgent.Own("5.1.2.1.1001"), CannedAgent.Own("3.1.2.2"),
                CannedAgent.Own("5.1.2.2.2"), CannedAgent.Own("3.1.2.3"),
            ],
            names);
    }

    [PeerFact("snmpbulkwalk", Package = "snmp")]
    public async Task SnmpBulkWalk_WholeMib_ShowsEveryInstance()
    {
        // The agent also serves who may ask it; the tool itself checks that everything rises.
        const string Private = ".1.3.6.1.4.1.";
        var expected = new CannedAgent(Canned).Walk(Private[1..^1]).Select(binding => $".{binding.Name}").ToArray();
        var lines = await Run("snmpbulkwalk", "-Cr50", ".1.3");
        Assert.Equal(expected, lines.Where(line => line.StartsWith(Private, StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.Contains(lines, line => line.StartsWith(".1.3.6.1.6.3.10.2.1.1.0 = ", StringComparison.Ordinal));
        Assert.True(expected.Length > 50_000, $"only {expected.Length} instances");
    }

    [PeerFact("snmpbulkwalk", Package = "snmp")]
    public async Task SnmpBulkWalk_AnyStep_ShowsEveryRow()
    {
        foreach (var step in (int[])[1, 7, 100])
        {
            var lines = await Run("snmpbulkwalk", $"-Cr{step}", CannedAgent.Own("5.1.15"));
            Assert.Equal(1_001, lines.Length);
            Assert.Equal(1_001, lines.Distinct().Count());
        }
    }

    [PeerFact("snmpset", Package = "snmp")]
    public async Task SnmpSet_Anything_IsRefused()
    {
        var lines = await Run("snmpset", "", "1.3.6.1.2.1.1.5.0", "s", "other");
        Assert.Contains(lines, line => line.Contains("authorizationError", StringComparison.Ordinal));
    }

    [PeerFact("snmpget", Package = "snmp")]
    public async Task SnmpGet_WrongCommunity_GetsNoAnswer()
    {
        var lines = await Run("snmpget", "-c wrong -r0 -t1", "1.3.6.1.2.1.1.5.0");
        Assert.Contains(lines, line => line.Contains("Timeout", StringComparison.Ordinal));
    }

    /// <summary>Starts an agent, runs the tool against it, and gives the lines of both its streams.</summary>
    private static async Task<string[]> Run(string tool, string options, params string[] arguments)
    {
        using var service = SnmpAgentServiceTests.Service(SnmpAgentServiceTests.Options("127.0.0.1:0"), Canned);
        await service.StartAsync(CancellationToken.None);
        return await NetSnmpTool.Run(
            tool,
            [
                "-v2c", "-cpublic", "-t10", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                $"127.0.0.1:{service.EndPoints[0].Port}", .. arguments,
            ]);
    }
}
