using System.Reflection;
using Xunit;

namespace MyIkev2.Registry.Tests;

/// <summary>A set of counters is declared twice, live and captured. The two must have the same cells in the same order.</summary>
public sealed class CounterCellsTests
{
    [Fact]
    public void Engine_EachCounter_IsCapturedUnderItsName() =>
        AssertCaptured(new EngineCounters(), static live => live.Read());

    [Fact]
    public void Ike_EachCounter_IsCapturedUnderItsName() =>
        AssertCaptured(new IkeTunnelCounters(), static live => live.Read());

    [Fact]
    public void Ipsec_EachCounter_IsCapturedUnderItsName() =>
        AssertCaptured(new IpsecTunnelCounters { IsEncrypting = false }, static live => live.Read());

    [Fact]
    public void Listener_EachCounter_IsCapturedUnderItsName() =>
        AssertCaptured(new ListenerCounters(), static live => live.Read());

    [Fact]
    public void Ike_EachCell_IsTheCounterOfItsName()
    {
        var live = new IkeTunnelCounters();
        AssertCells<IkeCounterCells, IkeCounterReading>(live, live.Read, live.Sum, static (reading, cells) => reading.Sum(cells));
    }

    [Fact]
    public void Ipsec_EachCell_IsTheCounterOfItsName()
    {
        var live = new IpsecTunnelCounters();
        AssertCells<IpsecCounterCells, IpsecCounterReading>(live, live.Read, live.Sum, static (reading, cells) => reading.Sum(cells));
    }

    [Fact]
    public void Ike_Activity_IsCapturedAndNotSummed()
    {
        var reading = new IkeTunnelCounters { Activity = IkeTunnelActivity.IkeRekeying }.Read();

        Assert.Equal(IkeTunnelActivity.IkeRekeying, reading.Activity);
        Assert.Equal(IkeTunnelActivity.None, (reading + reading).Activity);
    }

    [Fact]
    public void Engine_Sum_AddsEachCounterAndKeepsTheLargerState() =>
        AssertSums(static (left, right) => left + right, default(EngineCounterReading), nameof(EngineCounterReading.CookieActive));

    [Fact]
    public void Ike_Sum_AddsEachCounterAndKeepsTheLaterMoment() =>
        AssertSums(static (left, right) => left + right, default(IkeCounterReading), nameof(IkeCounterReading.RoundTripMicroseconds));

    [Fact]
    public void Ipsec_Sum_AddsEachCounterAndKeepsTheLaterMoment() =>
        AssertSums(static (left, right) => left + right, default(IpsecCounterReading), string.Empty);

    [Fact]
    public void Listener_Sum_AddsEachCounter() =>
        AssertSums(static (left, right) => left + right, default(ListenerCounterReading), string.Empty);

    [Theory]
    [InlineData(true, 100ul, 7ul)]
    [InlineData(false, 0ul, 0ul)]
    public void Ipsec_Encryption_IsFoundFromWhatThePairDoes(bool encrypts, ulong decryptions, ulong encryptions)
    {
        var counters = new IpsecTunnelCounters { IsEncrypting = encrypts };
        counters.InPackets.Set(90);
        counters.DecryptionFailures.Set(1);
        counters.SelectorMismatches.Set(2);
        counters.NoPolicyDrops.Set(7);
        counters.IntegrityFailures.Set(50);
        counters.ReplayDrops.Set(60);
        counters.OutPackets.Set(7);

        var reading = counters.Read();

        Assert.Equal((decryptions, encryptions, 150ul), (reading.InDecryptions, reading.OutEncryptions, reading.InIntegrityChecks));
    }

    private static void AssertCaptured<TLive, TReading>(TLive live, Func<TLive, TReading> read)
        where TLive : class
    {
        var fields = typeof(TLive).GetFields(BindingFlags.Public | BindingFlags.Instance).Where(static field => field.FieldType == typeof(Counter)).ToList();
        var properties = Settable<TReading>().ToList();
        Assert.Equal(properties.Select(static property => property.Name), fields.Select(static field => field.Name));

        for (var i = 0; i < fields.Count; i++)
        {
            var counter = default(Counter);
            counter.Set((ulong)i + 1000);
            fields[i].SetValue(live, counter);
        }

        object reading = read(live)!;
        Assert.Equal(Enumerable.Range(1000, fields.Count).Select(static i => (ulong)i), properties.Select(property => (ulong)property.GetValue(reading)!));
    }

    /// <summary>Each name, of one cell or of several, gives what the reading's property of that name gives.</summary>
    private static void AssertCells<TCells, TReading>(object live, Func<TReading> read, Func<TCells, ulong> sum, Func<TReading, TCells, ulong> sumOfReading)
        where TCells : struct, Enum
    {
        var fields = live.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).Where(static field => field.FieldType == typeof(Counter)).ToList();
        for (var i = 0; i < fields.Count; i++)
        {
            var counter = default(Counter);
            counter.Set(1ul << i);
            fields[i].SetValue(live, counter);
        }

        var reading = read();
        foreach (var cells in Enum.GetValues<TCells>())
        {
            var expected = cells.Equals(default(TCells)) ? 0 : (ulong)typeof(TReading).GetProperty(cells.ToString())!.GetValue(reading)!;
            Assert.Equal((cells, expected), (cells, sum(cells)));
            Assert.Equal((cells, expected), (cells, sumOfReading(reading, cells)));
        }
    }

    private static void AssertSums<TReading>(Func<TReading, TReading, TReading> sum, TReading zero, string state)
        where TReading : struct
    {
        object left = zero, right = zero;
        var i = 1ul;
        foreach (var property in Settable<TReading>())
        {
            property.SetValue(left, i * 3);
            property.SetValue(right, i++ * 5);
        }

        object result = sum((TReading)left, (TReading)right);
        i = 1;
        foreach (var property in Settable<TReading>())
        {
            var isLater = property.Name == state || property.Name.EndsWith("UnixMilliseconds", StringComparison.Ordinal);
            Assert.Equal((property.Name, (isLater ? 5ul : 8) * i++), (property.Name, (ulong)property.GetValue(result)!));
        }
    }

    private static IEnumerable<PropertyInfo> Settable<TReading>() =>
        typeof(TReading).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property is { CanWrite: true } && property.PropertyType == typeof(ulong));
}
