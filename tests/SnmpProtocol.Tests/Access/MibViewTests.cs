using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Tests.Access;

// RFC 3415 section 4, vacmViewTreeFamilyTable.
public class MibViewTests
{
    [Theory]
    [InlineData("1.3.6", false)]
    [InlineData("1.3.6.1", true)]
    [InlineData("1.3.6.1.2", true)]
    [InlineData("1.3.6.1.4", true)]
    [InlineData("1.3.6.1.4.1", false)]
    [InlineData("1.3.6.1.4.1.9", false)]
    [InlineData("1.3.6.1.4.1.9.9.171.1.2.3", true)]
    [InlineData("1.3.6.1.4.2", true)]
    [InlineData("1.3.7", false)]
    public void Includes_NestedFamilies_TheLongestDecides(string name, bool included)
    {
        var view = new MibView("v", Family("1.3.6.1"), Family("1.3.6.1.4.1", included: false), Family("1.3.6.1.4.1.9.9.171"));
        Assert.Equal(included, Includes(view, name));
    }

    [Theory]
    [InlineData("1.3.6.1.2.1.2.2.1.1.5", true)]
    [InlineData("1.3.6.1.2.1.2.2.1.20.5", true)]
    [InlineData("1.3.6.1.2.1.2.2.1.20.5.7", true)]
    [InlineData("1.3.6.1.2.1.2.2.1.20.6", false)]
    [InlineData("1.3.6.1.2.1.2.2.1.20", false)]
    [InlineData("1.3.6.1.2.1.2.3.1.20.5", false)]
    public void Includes_MaskOfARow_ShowsThatRowOfEveryColumn(string name, bool included)
    {
        // ifEntry.*.5: eleven numbers, the tenth may be anything (RFC 3415, the example in its section 4).
        var view = new MibView("row", new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.1.2.1.2.2.1.0.5"), true, 0xFF, 0xA0));
        Assert.Equal(included, Includes(view, name));
    }

    [Fact]
    public void Includes_EquallyLongFamilies_TheGreatestDecides()
    {
        var lower = new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.0"), included: true, 0xE0);
        var greater = new ViewTreeFamily(ObjectIdentifier.Parse("1.3.6.5"), included: false, 0xE0);
        Assert.False(Includes(new MibView("v", lower, greater), "1.3.6.9"));
    }

    [Fact]
    public void Includes_NoFamily_ShowsNothing() => Assert.False(Includes(new MibView("empty"), "1.3.6.1"));

    [Fact]
    public void CoverageOf_Subtree_SaysWhetherSingleNamesMatter()
    {
        var view = new MibView("v", Family("1.3.6.1"), Family("1.3.6.1.4.1", included: false), Family("1.3.6.1.4.1.9"), Family("1.3.6.1.2.7"));
        Assert.Equal(ViewCoverage.Some, Coverage(view, "1.3"));
        Assert.Equal(ViewCoverage.Some, Coverage(view, "1.3.6.1"));
        Assert.Equal(ViewCoverage.All, Coverage(view, "1.3.6.1.2"));
        Assert.Equal(ViewCoverage.Some, Coverage(view, "1.3.6.1.4.1"));
        Assert.Equal(ViewCoverage.None, Coverage(view, "1.3.6.1.4.1.8"));
        Assert.Equal(ViewCoverage.All, Coverage(view, "1.3.6.1.4.1.9.3"));
        Assert.Equal(ViewCoverage.None, Coverage(view, "1.4"));
    }

    [Fact]
    public void TrySkip_RandomViews_NeverPassesAShownNameAndAlwaysRises()
    {
        var random = new Random(3415);
        for (var round = 0; round < 3_000; round++)
        {
            var view = RandomView(random);
            var names = Enumerable.Range(0, 200).Select(_ => RandomName(random)).Distinct().Order().ToArray();
            var hidden = names[random.Next(names.Length)];
            if (view.Includes(hidden.SubIdentifiers))
            {
                continue;
            }

            Span<uint> next = new uint[ObjectIdentifier.MaximumLength];
            var found = view.TrySkip(hidden.SubIdentifiers, next, out var length);
            foreach (var shown in names.Where(name => name > hidden && view.Includes(name.SubIdentifiers)))
            {
                Assert.True(found && next[..length].SequenceCompareTo(shown.SubIdentifiers) <= 0, $"{shown} is passed from {hidden}");
            }

            Assert.True(!found || next[..length].SequenceCompareTo(hidden.SubIdentifiers) > 0, $"no progress from {hidden}");
        }
    }

    [Fact]
    public void View_WrongRows_Throw()
    {
        Assert.Throws<ArgumentException>(() => new MibView(""));
        Assert.Throws<ArgumentException>(() => new MibView(new string('v', 33)));
        Assert.Throws<ArgumentException>(() => new MibView("v", Family("1.3"), Family("1.3", included: false)));
        Assert.Throws<ArgumentException>(() => new ViewTreeFamily(ObjectIdentifier.Parse("1.3"), true, new byte[17]));
    }

    internal static MibView RandomView(Random random)
    {
        var families = Enumerable.Range(0, random.Next(6)).Select(_ => RandomName(random)).Distinct()
            .Select(name => new ViewTreeFamily(name, random.Next(3) > 0, random.Next(2) == 0 ? [] : [(byte)(0xC0 | random.Next(256))]))
            .ToArray();
        return new MibView("random", families);
    }

    private static ObjectIdentifier RandomName(Random random) =>
        new([1, 3, .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(12) == 0 ? uint.MaxValue : (uint)random.Next(3))]);

    private static ViewTreeFamily Family(string subtree, bool included = true) => new(ObjectIdentifier.Parse(subtree), included);

    private static bool Includes(MibView view, string name) => view.Includes(ObjectIdentifier.Parse(name).SubIdentifiers);

    private static ViewCoverage Coverage(MibView view, string name) => view.CoverageOf(ObjectIdentifier.Parse(name).SubIdentifiers);
}
