using MyIkev2.Engine.Esp;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

public sealed class SelectorPrefixTests
{
    [Theory]
    [InlineData(0, 65535, 16, 1)]
    [InlineData(80, 80, 16, 1)]
    [InlineData(1024, 65535, 16, 6)]
    [InlineData(1, 254, 8, 14)]
    [InlineData(1, 65534, 16, 2)] // 30 exact ones: covered by two
    [InlineData(5, 4, 16, 0)]
    public void SelectorPrefix_Ranges_BecomeFewPrefixes(int first, int last, int width, int expected)
    {
        var pieces = new SelectorPrefix[SelectorPrefix.MaximumPieces];
        Assert.Equal(expected, SelectorPrefix.Split((UInt128)first, (UInt128)last, width, pieces));
    }

    [Fact]
    public void SelectorPrefix_TheWholeField_IsThePrefixOfLengthZero()
    {
        var pieces = new SelectorPrefix[SelectorPrefix.MaximumPieces];
        Assert.Equal(1, SelectorPrefix.Split(0, UInt128.MaxValue, 128, pieces));
        Assert.Equal(new SelectorPrefix(0, 0), pieces[0]);
        Assert.Equal(1, SelectorPrefix.Split(UInt128.MaxValue, UInt128.MaxValue, 128, pieces));
        Assert.Equal(new SelectorPrefix(UInt128.MaxValue, 128), pieces[0]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(128)]
    public void SelectorPrefix_RandomRanges_CoverEveryValueAndNotMuchMore(int width)
    {
        var random = new SeededRandom(17);
        var pieces = new SelectorPrefix[SelectorPrefix.MaximumPieces];
        for (var run = 0; run < 5000; run++)
        {
            var left = Value(random, width);
            var right = Value(random, width);
            var (first, last) = left < right ? (left, right) : (right, left);
            var count = SelectorPrefix.Split(first, last, width, pieces);
            foreach (var value in (UInt128[])[first, last, first + ((last - first) / 2), first + ((last - first) / 3)])
            {
                Assert.Equal(1, pieces[..count].Count(piece => Holds(piece, value, width)));
            }

            // The two covering blocks are each less than twice their half of the range.
            Assert.All(pieces[..count], piece => Assert.True((UInt128.One << (width - piece.Length - (width == 128 && piece.Length == 0 ? 1 : 0))) / 2 <= last - first));
        }
    }

    private static bool Holds(SelectorPrefix piece, UInt128 value, int width) => ((value << (128 - width)) & SelectorPrefix.Mask(piece.Length)) == piece.Bits;

    /// <summary>Of any magnitude.</summary>
    private static UInt128 Value(SeededRandom random, int width) => new UInt128(random.Next(), random.Next()) >> (128 - width + random.Below(width));
}
