using System.Globalization;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

// Answers taken between any two datagrams of rekeys and reconnects.
public class StormTests
{
    private const string Ike = "1.3.6.1.4.1.9.9.171.1.2.3.1";
    private const string Ipsec = "1.3.6.1.4.1.9.9.171.1.3.2.1";
    private const string Spi = "1.3.6.1.4.1.9.9.171.1.3.4.1";

    // All of it in one answer: 4 columns of one vpn, 5 of its three children, the SPIs.
    private static readonly string[] Columns =
        [$"{Ike}.18", $"{Ike}.19", $"{Ike}.27", $"{Ike}.35", $"{Ipsec}.2", $"{Ipsec}.13", $"{Ipsec}.14", $"{Ipsec}.27", $"{Ipsec}.40", $"{Spi}.3"];

    private static readonly int[] Counters = [0, 1, 2, 5, 6, 7, 8];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Answers_DuringRekeysAndReconnects_AgreeAndNeverFall(ulong seed)
    {
        var gateway = new PolledGateway(children: 3);
        var random = new SeededRandom(seed);
        var last = new Dictionary<string, ulong>();
        var (answers, up, rows) = (0, 0, new HashSet<uint>());
        for (var round = 0; round < 40; round++)
        {
            gateway.Begin(Next(random, gateway));
            for (var step = 0; step < 12; step++)
            {
                gateway.Send();
                gateway.Step(TimeSpan.FromMilliseconds(1 + random.Below(40)));
                var children = Check(gateway.Agent, last);
                rows.UnionWith(children);
                answers++;
                up += children.Count > 0 ? 1 : 0;
            }
        }

        Assert.Empty(gateway.Agent.Faults);
        Assert.Equal((uint[])[1, 2, 3], rows.Order());
        Assert.InRange(up, answers / 4, answers - 1);
        Assert.True(last[$"{Ike}.18.1"] > 5 && last[$"{Ipsec}.13.1"] > 2, "hardly any rekey came about");
    }

    private static EngineCommand Next(SeededRandom random, PolledGateway gateway) => random.Below(6) switch
    {
        0 or 1 => new EngineCommand.RekeyChild(SaSelector.All),
        2 => new EngineCommand.RekeyIke(SaSelector.All),
        3 => new EngineCommand.FlushIke(SaSelector.All),
        _ => new EngineCommand.InitiateChild(gateway.Policies.ElementAt(random.Below(3))),
    };

    /// <summary>One answer over both tables; gives the child rows.</summary>
    private static HashSet<uint> Check(CannedAgent agent, Dictionary<string, ulong> last)
    {
        var bindings = agent.Ask(SnmpRequest.GetBulk(0, 16, Columns)).Bindings;
        var peers = In(bindings, 3).Select(binding => binding.Name.SubIdentifiers[^1]).ToHashSet();
        var children = In(bindings, 4).ToArray();
        foreach (var child in children)
        {
            Assert.Contains((uint)(int)child.Value!, peers);
        }

        var indexes = children.Select(child => child.Name.SubIdentifiers[^1]).ToHashSet();
        Assert.All(In(bindings, 9), spi => Assert.Contains(spi.Name.SubIdentifiers[^2], indexes));
        foreach (var binding in Counters.SelectMany(column => In(bindings, column)))
        {
            var (name, value) = (binding.Name.ToString(), Convert.ToUInt64(binding.Value, CultureInfo.InvariantCulture));
            Assert.True(value >= last.GetValueOrDefault(name), $"{name} was {last.GetValueOrDefault(name)} and is {value}");
            last[name] = value;
        }

        return indexes;
    }

    private static IEnumerable<SnmpBinding> In(IReadOnlyList<SnmpBinding> bindings, int column) =>
        bindings.Where((binding, i) => i % Columns.Length == column && ObjectIdentifier.Parse(Columns[column]).Contains(binding.Name.SubIdentifiers)
            && binding.Tag != BerTag.EndOfMibView);
}
