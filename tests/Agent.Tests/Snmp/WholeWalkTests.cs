using MyIkev2.Agent.Snmp;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

// Everything an agent serves, walked by net-snmp with every version. Its tools run without -Cc: they stop at the first name that does not rise.
public sealed class WholeWalkTests : IDisposable
{
    private const string User = "-v3 -l authPriv -u walker -a SHA-256 -A walker-auth-secret -x AES -X walker-priv-secret";

    private readonly SnmpAgentService _service;

    public WholeWalkTests()
    {
        var canned = new CannedRegistry(tunnels: 210, shards: 2);
        CannedPast.Enter(canned);
        CannedHealth.Enter(canned);
        var options = SnmpAgentServiceTests.Options("127.0.0.1:0");
        options.Communities = [new SnmpCommunityOptions { Community = "public" }];
        options.Users = [new SnmpUserOptions { Name = "walker", AuthenticationPassword = "walker-auth-secret", PrivacyPassword = "walker-priv-secret" }];
        _service = SnmpAgentServiceTests.Service(options, canned);
    }

    public void Dispose() => _service.Dispose();

    [PeerFact("snmpbulkwalk", Package = "snmp")]
    public async Task SnmpBulkWalk_AnyStepAndVersion_ShowsTheSameNamesInOrder()
    {
        await _service.StartAsync(CancellationToken.None);
        var expected = await Walk("snmpbulkwalk", "-v2c -cpublic -Cr100");
        Assert.True(expected.Length > 40_000, $"only {expected.Length} instances");
        AssertRising(expected.Select(Name));
        Assert.Equal(expected.Select(Name), (await Walk("snmpbulkwalk", "-v2c -cpublic -Cr7")).Select(Name));

        // A user sees also who may ask, a community does not.
        var secured = (await Walk("snmpbulkwalk", $"{User} -Cr50")).Select(Name).ToArray();
        AssertRising(secured);
        Assert.Equal(expected.Select(Name).Where(IsOpen), secured.Where(IsOpen));
        Assert.Contains(secured, name => !IsOpen(name));

        // Version 1 has no 64-bit counters, and steps over them.
        var small = expected.Where(line => !line.Contains(" = Counter64: ", StringComparison.Ordinal)).Select(Name);
        Assert.Equal(small, (await Walk("snmpwalk", "-v1 -cpublic")).Select(Name));
    }

    [PeerFact("snmpbulkwalk", Package = "snmp")]
    public async Task SnmpBulkWalk_OneByOne_ShowsTheSameAsInBulk()
    {
        await _service.StartAsync(CancellationToken.None);
        foreach (var part in (string[])[".1.3.6.1.2", ".1.3.6.1.6", $".{CannedAgent.Own("3")}", $".{CannedAgent.Own("4")}", $".{CannedAgent.Own("6")}", $".{CannedAgent.Own("10")}"])
        {
            var bulk = (await Walk("snmpbulkwalk", "-v2c -cpublic -Cr100", part)).Select(Name);
            Assert.Equal(bulk, (await Walk("snmpbulkwalk", "-v2c -cpublic -Cr1", part)).Select(Name));
        }
    }

    private static void AssertRising(IEnumerable<string> names)
    {
        var last = SnmpProtocol.Ber.ObjectIdentifier.Parse("1.3");
        foreach (var name in names)
        {
            var next = SnmpProtocol.Ber.ObjectIdentifier.Parse(name[1..]);
            Assert.True(next > last, $"{next} follows {last}");
            last = next;
        }
    }

    private static bool IsOpen(string name) =>
        !name.StartsWith(".1.3.6.1.6.3.15.", StringComparison.Ordinal) && !name.StartsWith(".1.3.6.1.6.3.16.", StringComparison.Ordinal);

    private static string Name(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>The lines of the tool that show an instance. It must not complain.</summary>
    private async Task<string[]> Walk(string tool, string options, string from = ".1.3")
    {
        var (output, error) = await NetSnmpTool.Run(
            tool, TimeSpan.FromSeconds(120), [.. options.Split(' '), "-t10", "-r1", "-Oa", $"127.0.0.1:{_service.EndPoints[0].Port}", from]);
        Assert.Equal("", error);
        return [.. output.Split('\n').Where(line => line.StartsWith(".1.", StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal) && !line.Contains("No more variables", StringComparison.Ordinal))];
    }
}
