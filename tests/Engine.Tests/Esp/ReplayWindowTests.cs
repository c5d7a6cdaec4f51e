using System.Globalization;
using MyIkev2.Engine.Esp;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class ReplayWindowTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(32, "1 2 3", 3, false)]
    [InlineData(32, "1 2 3", 4, true)]
    [InlineData(32, "1 3", 2, true)]
    [InlineData(32, "", 1, true)]
    [InlineData(32, "", 0, false)]
    [InlineData(32, "40", 9, true)]
    [InlineData(32, "40", 8, false)]
    [InlineData(32, "40", 0, false)]
    [InlineData(1, "40", 39, false)]
    [InlineData(1, "40", 40, false)]
    [InlineData(1, "40", 41, true)]
    [InlineData(64, "64", 1, true)]
    [InlineData(64, "65", 1, false)]
    [InlineData(64, "1 65", 2, true)]
    [InlineData(65, "1 65", 1, false)]
    [InlineData(65, "2 66", 3, true)]
    [InlineData(4096, "1 4096", 1, false)]
    [InlineData(4096, "2 4096", 1, true)]
    [InlineData(4096, "4097", 1, false)]
    [InlineData(4096, "1000000", 995905, true)]
    [InlineData(4096, "1000000", 995904, false)]
    [InlineData(0, "5", 5, true)]
    [InlineData(0, "5", 0, true)]
    [InlineData(32, "5 4294967297", 4294967296, true)]
    [InlineData(32, "4294967290 4294967297", 4294967290, false)]
    [InlineData(32, "18446744073709551615", ulong.MaxValue, false)]
    [InlineData(32, "18446744073709551615", ulong.MaxValue - 1, true)]
    [InlineData(32, "18446744073709551615", ulong.MaxValue - 32, false)]
    public void Window_AfterPackets_TellsNewFromOld(int width, string accepted, ulong next, bool isNew)
    {
        var window = new ReplayWindow(width);
        foreach (var number in accepted.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            window.Accept(ulong.Parse(number, CultureInfo.InvariantCulture));
        }

        Assert.Equal(isNew, window.IsNew(next));
        Assert.Equal(isNew, window.IsNew(next));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 4096)]
    public void Window_OfAnyWidth_StaysInBounds(int asked, int expected) => Assert.Equal(expected, new ReplayWindow(asked).Width);

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Resume_AtANumber_RefusesItAndAllBefore(int width)
    {
        var window = new ReplayWindow(width);
        window.Accept(7);
        window.ResumeAt(100_000);
        Assert.Equal(100_000UL, window.Highest);
        for (ulong number = 100_000 - 5000; number <= 100_000; number++)
        {
            Assert.False(window.IsNew(number));
        }

        for (ulong number = 100_010; number > 100_000; number--)
        {
            Assert.True(window.IsNew(number));
            window.Accept(number);
            Assert.False(window.IsNew(number));
        }

        window.ResumeAt(5);
        Assert.Equal(100_010UL, window.Highest);
    }

    [Fact]
    public void Window_RandomArrivals_AgreesWithTheNaiveModel()
    {
        for (ulong seed = 1; seed <= 60; seed++)
        {
            output.WriteLine($"seed {seed}");
            var random = new SeededRandom(seed);
            int[] widths = [1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, 4095, 4096];
            var width = widths[random.Below(widths.Length)];
            var window = new ReplayWindow(width);
            var model = new NaiveWindow(width);
            var around = random.Percent(30) ? uint.MaxValue - 500UL : 1;
            for (var step = 0; step < 3000; step++)
            {
                // Mostly near the top, before and after it; now and then a leap.
                var leap = random.Percent(1) ? random.Below(20_000) : random.Below(1 + (width / 8));
                var number = random.Percent(60) ? around + (ulong)leap : around - Math.Min(around, (ulong)random.Below(width + 70));
                Assert.Equal(model.IsNew(number), window.IsNew(number));
                if (window.IsNew(number) && !random.Percent(5))
                {
                    window.Accept(number);
                    model.Accept(number);
                }

                around = Math.Max(around, window.Highest);
            }
        }
    }

    /// <summary>What RFC 4303 section 3.4.3 says, with a set.</summary>
    private sealed class NaiveWindow(int width)
    {
        private readonly HashSet<ulong> _seen = [];
        private ulong _highest;

        public bool IsNew(ulong number) => number != 0 && !_seen.Contains(number) && (number > _highest || _highest - number < (ulong)width);

        public void Accept(ulong number)
        {
            _seen.Add(number);
            _highest = Math.Max(_highest, number);
        }
    }
}
