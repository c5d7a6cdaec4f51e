using System.Text;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Hosting.State;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.State;

// RFC 3414 section 2.2: boots rise with every start and never go back; 2147483647 is the end.
public sealed class SnmpStateStoreTests : IDisposable
{
    /// <summary>Minutes from 2020 to <see cref="_time"/>.</summary>
    private const int MinutesSince2020 = 366 * 24 * 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("snmp-state").FullName;
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Warnings _log = new();

    private string FilePath => Path.Combine(_folder, "snmp.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_FirstTime_MakesAnEngineIdAndBootsOne()
    {
        var store = Open();
        Assert.Equal(1, store.EngineBoots);
        Assert.Equal(17, store.EngineId.Length);
        Assert.Equal("80001f8805", Convert.ToHexStringLower(store.EngineId[..5]));
        Assert.False(store.EngineId.SequenceEqual(new SnmpStateStore(null, [], _time, _log).EngineId));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Open_Again_KeepsTheEngineIdAndRaisesBoots()
    {
        var first = Open();
        Open();
        var third = Open();
        Assert.Equal(3, third.EngineBoots);
        Assert.Equal(Convert.ToHexString(first.EngineId), Convert.ToHexString(third.EngineId));
    }

    [Fact]
    public void Open_ConfiguredEngineId_IsUsedAndBootsStillRise()
    {
        Open();
        var store = Open([1, 2, 3, 4, 5]);
        Assert.Equal(("0102030405", 2), (Convert.ToHexString(store.EngineId), store.EngineBoots));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(30)]
    public void Open_TornFile_IsPutAsideAndBootsDoNotGoBack(int kept)
    {
        for (var i = 0; i < 12; i++)
        {
            Open();
        }

        var whole = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, whole[..kept]);
        var store = Open();
        Assert.Equal(whole[..kept], File.ReadAllBytes(FilePath + ".damaged"));
        Assert.Single(_log.Lines);

        // Nothing was left of the id either: a new engine begins its own count.
        Assert.Equal(1, store.EngineBoots);
        Assert.False(Encoding.UTF8.GetString(whole).Contains(Convert.ToHexStringLower(store.EngineId), StringComparison.Ordinal));
    }

    [Fact]
    public void Open_TornAnywhere_NeverGivesAnOldIdWithOldBoots()
    {
        for (var i = 0; i < 12; i++)
        {
            Open();
        }

        Assert.True(Open().TrySet("a", 1));
        var whole = File.ReadAllBytes(FilePath);
        var id = Convert.ToHexString(Open().EngineId);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            var store = Open();
            Assert.True(Convert.ToHexString(store.EngineId) != id || store.EngineBoots > 13, $"boots {store.EngineBoots} after {length} octets");
        }
    }

    [Fact]
    public void Open_BootsReadableInADamagedFile_AreRaisedFromThere()
    {
        File.WriteAllText(FilePath, """{"version":1,"engineId":"80001f880501020304","engineBoots":41,"settings":{"a":""");
        var store = Open();
        Assert.Equal(("80001F880501020304", 42), (Convert.ToHexString(store.EngineId), store.EngineBoots));
    }

    [Fact]
    public void Open_BootsLostButTheIdKnown_StartsFromTheClock()
    {
        File.WriteAllText(FilePath, """{"version":1,"engineId":"80001f880501020304","engineBoots":4""");
        Assert.Equal(MinutesSince2020, Open().EngineBoots);
        Assert.Equal(MinutesSince2020 + 1, Open().EngineBoots);

        File.WriteAllText(FilePath, "garbage");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(MinutesSince2020 + (24 * 60), Open([1, 2, 3, 4, 5]).EngineBoots);
    }

    [Theory]
    [InlineData(int.MaxValue - 1)]
    [InlineData(int.MaxValue)]
    public void Open_LastBoots_StaysThere(int boots)
    {
        File.WriteAllText(FilePath, "{\"version\":1,\"engineId\":\"80001f880501020304\",\"engineBoots\":" + boots + ",\"settings\":{}}");
        Assert.Equal(int.MaxValue, Open().EngineBoots);
        Assert.Equal(int.MaxValue, Open().EngineBoots);
        Assert.All(_log.Lines, line => Assert.Contains("reached its end", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"version":2,"engineId":"80001f880501020304","engineBoots":7,"settings":{}}""")]
    [InlineData("""{"version":1,"engineId":"80001f880501020304","engineBoots":-7,"settings":{}}""")]
    [InlineData("""{"version":1,"engineId":"8000","engineBoots":7,"settings":{}}""")]
    [InlineData("""{"version":1,"engineId":"80001f880501020304","engineBoots":7,"settings":null}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Open_FileOfAnotherKind_IsPutAside(string content)
    {
        File.WriteAllText(FilePath, content);
        Open();
        Assert.Single(_log.Lines);
        Assert.Equal(content, File.ReadAllText(FilePath + ".damaged"));
        Assert.Equal(1, SnmpStateDocument.Parse(File.ReadAllBytes(FilePath)).Version);
    }

    [Fact]
    public void Open_DirectoryThatCannotBeWritten_TakesBootsFromTheClock()
    {
        var file = Path.Combine(_folder, "no-directory");
        File.WriteAllText(file, string.Empty);
        var store = new SnmpStateStore(Files(file), [], _time, _log);
        Assert.Equal(MinutesSince2020, store.EngineBoots);
        Assert.False(store.TrySet("a", 1));
        Assert.Equal(7, store.Get("a", 7));
        Assert.NotEmpty(_log.Lines);
    }

    [Fact]
    public void TrySet_Value_IsKeptOverARestart()
    {
        var store = Open();
        Assert.Equal(5, store.Get("myikev2NotifEnable", 5));
        Assert.True(store.TrySet("myikev2NotifEnable", 1));
        Assert.True(store.TrySet("cipSecHistTableSize", long.MinValue));
        Assert.Equal(1, store.Get("myikev2NotifEnable", 5));
        var later = Open();
        Assert.Equal((1, long.MinValue), (later.Get("myikev2NotifEnable", 5), later.Get("cipSecHistTableSize", 0)));
    }

    [Fact]
    public void TrySet_TooManyNames_IsRefused()
    {
        var store = new SnmpStateStore(null, [], _time, _log);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(store.TrySet($"n{i}", i));
        }

        Assert.False(store.TrySet("one more", 1));
        Assert.True(store.TrySet("n5", 50));
    }

    [Theory]
    [InlineData("80001f880501", true)]
    [InlineData("0x80001F880501", true)]
    [InlineData("80001f88", false)]
    [InlineData("80001f880", false)]
    [InlineData("80001f88zz", false)]
    [InlineData("0000000000", false)]
    [InlineData("ffffffffff", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void EngineId_Text_IsChecked(string? text, bool right)
    {
        Assert.Equal(right, SnmpEngineId.TryParse(text, out var id));
        Assert.Equal(right ? 6 : 0, right ? id.Length : 0);
    }

    private static StateFiles Files(string folder) => new(new StateOptions { Directory = folder });

    private SnmpStateStore Open(params byte[] engineId) => new(Files(_folder), engineId, _time, _log);

    private sealed class Warnings : ILogger<SnmpStateStore>
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.True(logLevel >= LogLevel.Warning);
            Lines.Add(formatter(state, exception));
        }
    }
}
