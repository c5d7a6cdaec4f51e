using MyIkev2.Agent.Hosting.State;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting;

public sealed class LifetimeTotalsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("totals").FullName;

    private string FilePath => Path.Combine(_folder, "state", "totals.json");

    private LifetimeTotalsFile File => new(FilePath);

    [Fact]
    public void Read_NoFile_IsZero() => Assert.Equal(LifetimeTotals.Zero, File.Read());

    [Fact]
    public void WriteThenRead_EveryCounter_ComesBack()
    {
        var totals = new LifetimeTotals(Filled<EngineCounterReading>(1), Filled<IpsecCounterReading>(1_000_000));

        File.Write(totals, DateTimeOffset.UnixEpoch);

        Assert.Equal(totals, File.Read());
        Assert.Equal([FilePath], Directory.GetFiles(Path.Combine(_folder, "state")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void Read_CounterThatIsNewSince_CountsFromZero()
    {
        Put("""{ "version": 1, "savedAt": "2026-01-01T00:00:00Z", "counters": { "ikeSaCreated": 7, "somethingGone": 9 }, "traffic": { "inOctets": 5 } }""");

        var totals = File.Read();

        Assert.Equal((7ul, 0ul, 5ul), (totals.Counters.IkeSaCreated, totals.Counters.IkeSaFailed, totals.Traffic.InOctets));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("{}")]
    [InlineData("""{ "version": 1, "savedAt": "2026-01-01T00:00:00Z", "counters": { "ikeSaCreated": 7 } }""")]
    [InlineData("""{ "version": 1, "savedAt": "2026-01-01T00:00:00Z", "counters": { "ikeSaCreated": -7 }, "traffic": {} }""")]
    [InlineData("""{ "version": 1, "savedAt": "2026-01-01T00:00:00Z", "counters": { "ikeSaCreated": "many" }, "traffic": {} }""")]
    [InlineData("""{ "version": 1, "savedAt": "2026-01-01T00:00:00Z", "counters": null, "traffic": {} }""")]
    [InlineData("""{ "version": 2, "savedAt": "2026-01-01T00:00:00Z", "counters": {}, "traffic": {} }""")]
    public void Read_Damaged_IsInvalidAndSaysWhy(string content)
    {
        Put(content);

        var exception = Assert.Throws<InvalidDataException>(() => File.Read());

        Assert.NotEmpty(exception.Message);
    }

    [Fact]
    public void Read_EveryPrefixOfAFile_IsInvalidOrWhole()
    {
        File.Write(new LifetimeTotals(Filled<EngineCounterReading>(1), default), DateTimeOffset.UnixEpoch);
        var whole = System.IO.File.ReadAllBytes(FilePath);
        for (var length = 0; length < whole.Length - 1; length += 7)
        {
            System.IO.File.WriteAllBytes(FilePath, whole[..length]);
            Assert.Throws<InvalidDataException>(() => File.Read());
        }
    }

    [Fact]
    public void Read_FarTooLarge_IsInvalidWithoutBeingRead()
    {
        Put(new string(' ', 100_000));

        Assert.Throws<InvalidDataException>(() => File.Read());
    }

    [Fact]
    public void PutAside_File_IsKeptUnderAnotherName()
    {
        Put("garbage");

        Assert.True(File.PutAside());

        Assert.Equal("garbage", System.IO.File.ReadAllText(FilePath + LifetimeTotalsFile.DamagedSuffix));
        Assert.Equal(LifetimeTotals.Zero, File.Read());
        Assert.False(File.PutAside());
    }

    [Theory]
    [InlineData("MYIKEV2_STATE_DIR=/a STATE_DIRECTORY=/b MYIKEV2_RUNTIME_DIR=/c", "/a")]
    [InlineData("STATE_DIRECTORY=/b:/d MYIKEV2_RUNTIME_DIR=/c", "/b")]
    [InlineData("MYIKEV2_RUNTIME_DIR=/c", "/c/state")]
    [InlineData("XDG_STATE_HOME=/users/u/.state", "/users/u/.state/myikev2")]
    public void Directory_ByVariables_IsTheMostSpecific(string variables, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var table = variables.Split(' ').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        Assert.Equal(expected, StateDirectory.Choose(table.GetValueOrDefault, privileged: false));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Put(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        System.IO.File.WriteAllText(FilePath, content);
    }

    /// <summary>Another value for each counter, also for those still to come.</summary>
    private static T Filled<T>(ulong first)
        where T : struct
    {
        object filled = default(T);
        foreach (var property in typeof(T).GetProperties().Where(static property => property.CanWrite && property.PropertyType == typeof(ulong)))
        {
            property.SetValue(filled, first++);
        }

        return (T)filled;
    }
}
