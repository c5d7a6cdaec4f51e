using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Mib;

public class MibTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void GetNext_FromTheRoot_VisitsEveryInstanceOnceInOrder(int rows)
    {
        var view = SampleMib.View(rows);
        var responder = SampleMib.Responder(view);
        var visited = new List<ObjectIdentifier>();
        for (var name = "0.0"; ;)
        {
            var binding = SampleMib.Ask(responder, SnmpRequest.GetNext(name))!.Bindings.Single();
            if (binding.Tag == BerTag.EndOfMibView)
            {
                Assert.Equal(name, binding.Name.ToString());
                break;
            }

            visited.Add(binding.Name);
            name = binding.Name.ToString();
        }

        Assert.Equal(SampleMib.AllNames(view), visited);
    }

    [Fact]
    public void GetNext_AroundEveryInstance_FindsItsSuccessor()
    {
        // The neighbours of a name: cut short, prolonged, one less, one more at every position.
        var view = SampleMib.View(12);
        var responder = SampleMib.Responder(view);
        var all = SampleMib.AllNames(view);
        foreach (var name in all.SelectMany(Neighbours).Distinct())
        {
            var expected = all.FirstOrDefault(candidate => candidate > name);
            var binding = SampleMib.Ask(responder, SnmpRequest.GetNext(name.ToString()))!.Bindings.Single();
            Assert.Equal(expected ?? name, binding.Name);
            Assert.Equal(expected is null, binding.Tag == BerTag.EndOfMibView);
        }
    }

    [Fact]
    public void Get_EveryInstanceAndNoNeighbour_AnswersExactly()
    {
        var view = SampleMib.View(12);
        var responder = SampleMib.Responder(view);
        var all = SampleMib.AllNames(view).ToHashSet();
        foreach (var name in all.SelectMany(Neighbours).Concat(all).Distinct())
        {
            var binding = SampleMib.Ask(responder, SnmpRequest.Get(name.ToString()))!.Bindings.Single();
            Assert.Equal(name, binding.Name);
            Assert.Equal(all.Contains(name), binding.Tag is not (BerTag.NoSuchObject or BerTag.NoSuchInstance));
        }
    }

    [Theory]
    [InlineData(SampleMib.Text, BerTag.NoSuchInstance)]
    [InlineData(SampleMib.Text + ".0", BerTag.OctetString)]
    [InlineData(SampleMib.Text + ".1", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.Text + ".0.0", BerTag.NoSuchInstance)]
    [InlineData("1.3.6.1.2.1.1.2.0", BerTag.NoSuchObject)]
    [InlineData("1.3.6.1.2.1.1", BerTag.NoSuchObject)]
    [InlineData("0.0", BerTag.NoSuchObject)]
    [InlineData("2.999", BerTag.NoSuchObject)]
    [InlineData(SampleMib.OneNumber, BerTag.NoSuchObject)]
    [InlineData(SampleMib.OneNumber + ".1.50", BerTag.NoSuchObject)]
    [InlineData(SampleMib.OneNumber + ".2", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.OneNumber + ".2.51", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.OneNumber + ".2.50.0", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.OneNumber + ".3.50", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.OneNumber + ".3.150", BerTag.Gauge32)]
    [InlineData(SampleMib.NoRows + ".1.1", BerTag.NoSuchInstance)]
    [InlineData(SampleMib.NoRows + ".2.1", BerTag.NoSuchObject)]
    [InlineData(SampleMib.TwoNumbers + ".1.50.1000003", BerTag.Counter64)]
    public void Get_Name_GivesTheFittingException(string name, BerTag expected) =>
        Assert.Equal(expected, SampleMib.Ask(SampleMib.Responder(SampleMib.View(12)), SnmpRequest.Get(name))!.Bindings.Single().Tag);

    [Fact]
    public void Describe_DeclaredSyntax_IsTheTagOnTheWire()
    {
        var view = SampleMib.View(12);
        var responder = SampleMib.Responder(view);
        foreach (var (name, descriptor, syntax) in SampleMib.Tree().Nodes.SelectMany(node => node.Describe()))
        {
            if (descriptor != "noneNothing")
            {
                var binding = SampleMib.Ask(responder, SnmpRequest.GetNext(name.ToString()))!.Bindings.Single();
                Assert.True(name.Contains(binding.Name.SubIdentifiers), descriptor);
                Assert.Equal((BerTag)syntax, binding.Tag);
            }
        }
    }

    [Fact]
    public void Construct_OverlappingNodes_Throws()
    {
        var group = ObjectIdentifier.Parse("1.3.6.1.2.1");
        var objects = new MibObjectList<SampleView>("x").Gauge32(1, "One", _ => 1).Gauge32(1, "Again", _ => 1);
        Assert.Throws<ArgumentException>(() => new MibTree<SampleView>(objects.Select(o => new MibScalar<SampleView>(group, o))));
    }

    [Fact]
    public void Construct_ColumnsOutOfOrder_Throws()
    {
        var columns = new MibObjectList<SampleRow>("x").Gauge32(2, "Two", _ => 1).Gauge32(1, "One", _ => 1);
        Assert.Throws<ArgumentException>(() => new SampleTable("1.3.6.1", false, columns));
        Assert.Throws<ArgumentException>(() => new SampleTable("1.3.6.1", false, new MibObjectList<SampleRow>("x")));
    }

    private static IEnumerable<ObjectIdentifier> Neighbours(ObjectIdentifier name)
    {
        yield return name;
        yield return name.Append(0);
        yield return name.Append(uint.MaxValue);
        for (var length = 2; length <= name.Length; length++)
        {
            var cut = name.SubIdentifiers[..length].ToArray();
            yield return new ObjectIdentifier(cut);
            for (var change = -1; change <= 1; change += 2)
            {
                var moved = (uint[])cut.Clone();
                if (length > 2 && moved[^1] + change is >= 0 and <= uint.MaxValue)
                {
                    moved[^1] = (uint)(moved[^1] + change);
                    yield return new ObjectIdentifier(moved);
                }
            }
        }
    }
}
