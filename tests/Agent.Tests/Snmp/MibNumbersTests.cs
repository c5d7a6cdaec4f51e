using System.Text;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

public class MibNumbersTests
{
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryStateFiles _files = new();
    private readonly RecordingLog _log = new();

    private MemoryStateFiles.MemoryFile File => _files[MibNumbers.FileName];

    [Fact]
    public void Settle_FirstTime_NumbersInTheOrderOfTheConfiguration()
    {
        var numbers = Open();

        numbers.Settle([Vpn("b", "one", "two"), Vpn("a", "one")]);

        Assert.Equal((1u, 2u), (numbers.Vpn("main", "b"), numbers.Vpn("main", "a")));
        Assert.Equal((1u, 2u, 3u), (numbers.Child(1, "one"), numbers.Child(1, "two"), numbers.Child(2, "one")));
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void Settle_FirstTime_WritesTheFileOnce()
    {
        Open().Settle([Vpn("b", "one"), Vpn("with space %", "x")]);

        Assert.Equal(1, File.Replacements);
        Assert.Equal(
            """
            myikev2-snmp-indexes 1
            vpn 1 main b
            vpn 2 main with%20space%20%25
            child 1 1 one
            child 2 2 x
            end 4

            """,
            Encoding.UTF8.GetString(File.Content!));
    }

    [Fact]
    public void Settle_NothingNew_DoesNotWriteAgain()
    {
        var numbers = Open();
        numbers.Settle([Vpn("a", "one")]);
        numbers.Settle([Vpn("a", "one")]);
        Open().Settle([Vpn("a", "one")]);

        Assert.Equal(1, File.Replacements);
    }

    [Fact]
    public void Settle_SameNamesInTwoVrfs_AreTwoVpns()
    {
        var numbers = Open();
        numbers.Settle([Vpn("a", "one"), Vpn("a", "one") with { Vrf = "blue" }]);

        Assert.Equal((1u, 2u), (numbers.Vpn("main", "a"), numbers.Vpn("blue", "a")));
    }

    [Fact]
    public void Settle_AfterRestartInAnotherOrder_KeepsEveryNumber()
    {
        Open().Settle([Vpn("a", "one", "two"), Vpn("b ü", "three"), Vpn("", "")]);

        var numbers = Open();
        numbers.Settle([Vpn("c", "four"), Vpn("", ""), Vpn("b ü", "three"), Vpn("a", "two", "one")]);

        Assert.Equal((1u, 2u, 3u, 4u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b ü"), numbers.Vpn("main", ""), numbers.Vpn("main", "c")));
        Assert.Equal((1u, 2u, 3u, 4u, 5u), (numbers.Child(1, "one"), numbers.Child(1, "two"), numbers.Child(2, "three"), numbers.Child(3, ""), numbers.Child(4, "four")));
    }

    [Fact]
    public void Settle_NameGoneForLessThanTheGrace_KeepsItsNumberOverRestarts()
    {
        Open().Settle([Vpn("a", "one"), Vpn("b", "one")]);
        Open().Settle([Vpn("b", "one")]);
        _clock.Advance(MibNumbers.Grace - TimeSpan.FromSeconds(1));

        var numbers = Open();
        numbers.Settle([Vpn("new", "one"), Vpn("b", "one")]);
        numbers.Settle([Vpn("new", "one"), Vpn("b", "one"), Vpn("a", "one")]);

        Assert.Equal((1u, 2u, 3u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b"), numbers.Vpn("main", "new")));
        Assert.Equal(1u, numbers.Child(1, "one"));
    }

    [Fact]
    public void Settle_NameGoneForLongerThanTheGrace_LowestNumberIsFree()
    {
        Open().Settle([Vpn("a", "one"), Vpn("b", "one")]);
        Open().Settle([Vpn("b", "one")]);
        _clock.Advance(MibNumbers.Grace + TimeSpan.FromSeconds(1));

        var numbers = Open();
        numbers.Settle([Vpn("b", "one"), Vpn("new", "one"), Vpn("a", "one")]);

        Assert.Equal((3u, 2u, 1u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b"), numbers.Vpn("main", "new")));
        Assert.Equal((3u, 2u, 1u), (numbers.Child(3, "one"), numbers.Child(2, "one"), numbers.Child(1, "one")));
    }

    [Fact]
    public void Vpn_TunnelThatOutlivesItsConfiguration_KeepsTheNumberFromBecomingFree()
    {
        var numbers = Open();
        numbers.Settle([Vpn("a", "one")]);
        numbers.Settle([]);
        _clock.Advance(MibNumbers.Grace - TimeSpan.FromDays(1));
        Assert.Equal(1u, numbers.Vpn("main", "a"));
        _clock.Advance(TimeSpan.FromDays(2));

        numbers.Settle([Vpn("b", "one")]);

        Assert.Equal((1u, 2u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b")));
    }

    [Fact]
    public void Open_NoFile_SaysNothing()
    {
        Open().Settle([]);

        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void Open_NothingIsKept_StillNumbers()
    {
        var numbers = MibNumbers.Open(_clock, files: null, _log);
        numbers.Settle([Vpn("a", "one")]);

        Assert.Equal(1u, numbers.Vpn("main", "a"));
    }

    [Theory]
    [InlineData("vpn 3 main c\nchild 3 3 one\n", "it ends too early")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nend 9\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nrubbish\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 1 main d\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 4 main c\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nchild 4 9 x\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 0 main d\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 1000000000 main d\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 4 main d gone never\nend 5\n", "line 6 makes no sense")]
    [InlineData("vpn 3 main c\nchild 3 3 one\nvpn 4 main d%\nend 5\n", "line 6 makes no sense")]
    public void Open_Damaged_KeepsWhatCanBeReadAndWarns(string rest, string reason)
    {
        File.Content = Encoding.UTF8.GetBytes("myikev2-snmp-indexes 1\nvpn 1 main a\nchild 1 1 one\n" + rest);

        var numbers = Open();
        numbers.Settle([Vpn("b", "one"), Vpn("c", "one"), Vpn("a", "one")]);

        Assert.Equal((1u, 2u, 3u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b"), numbers.Vpn("main", "c")));
        Assert.Equal((1u, 2u, 3u), (numbers.Child(1, "one"), numbers.Child(2, "one"), numbers.Child(3, "one")));
        var warning = Assert.Single(_log.Warnings);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
        Assert.Contains("now snmp-indexes.damaged; 2 vpns keep", warning, StringComparison.Ordinal);
        Assert.Equal(1, File.Replacements);
    }

    [Theory]
    [InlineData("")]
    [InlineData("myikev2-snmp-indexes 2\nvpn 7 main a\nend 1\n")]
    [InlineData("{ \"version\": 1 }")]
    public void Open_NotOurFile_StartsInTheOrderOfTheConfigurationAndWarns(string content)
    {
        File.Content = Encoding.UTF8.GetBytes(content);

        var numbers = Open();
        numbers.Settle([Vpn("b"), Vpn("a")]);

        Assert.Equal((1u, 2u), (numbers.Vpn("main", "b"), numbers.Vpn("main", "a")));
        Assert.Single(_log.Warnings);
    }

    [Fact]
    public void Open_EveryPrefixOfAFile_NeverThrows()
    {
        Open().Settle([Vpn("a", "one"), Vpn("b c", "two")]);
        var whole = File.Content!;
        for (var length = 0; length < whole.Length; length++)
        {
            File.Content = whole[..length];
            var numbers = Open();
            numbers.Settle([Vpn("a", "one"), Vpn("b c", "two")]);
            Assert.Equal((1u, 2u), (numbers.Vpn("main", "a"), numbers.Vpn("main", "b c")));
        }
    }

    [Fact]
    public void Open_CannotBeReadNorPutAside_WarnsAndLeavesTheFileAlone()
    {
        File.Content = [1];
        File.ReadError = new UnauthorizedAccessException("denied");
        File.CanPutAside = false;

        var numbers = Open();
        numbers.Settle([Vpn("a", "one")]);

        Assert.Equal(1u, numbers.Vpn("main", "a"));
        Assert.Equal(0, File.Replacements);
        Assert.Contains("denied", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_FileCannotBeWritten_WarnsOnceAndTriesAgainLater()
    {
        File.WriteError = new IOException("disk full");
        var numbers = Open();
        IReadOnlyList<VpnConfiguration> configuration = [Vpn("a", "one")];
        numbers.Settle(configuration);
        numbers.Settle(configuration);
        Assert.Equal(1u, numbers.Vpn("main", "a"));
        Assert.Contains("disk full", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(2));
        numbers.Settle(configuration);
        Assert.Single(_log.Warnings);

        File.WriteError = null;
        numbers.Settle(configuration);
        Assert.Null(File.Content);
        _clock.Advance(TimeSpan.FromMinutes(2));
        numbers.Settle(configuration);
        Assert.NotNull(File.Content);
        Assert.Single(_log.Warnings);
    }

    private MibNumbers Open() => MibNumbers.Open(_clock, _files, _log);

    private static VpnConfiguration Vpn(string name, params string[] policies) => new() { Name = name, SecurityPolicies = policies };

    private sealed class RecordingLog : ILogger
    {
        internal List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
