using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("atomic-").FullName;

    private string FilePath => Path.Combine(_directory, "file");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Whatever step is the last that happens, the name leads to all of the old content or all of the new.</summary>
    [Theory]
    [InlineData(AtomicFileStep.Created, "old")]
    [InlineData(AtomicFileStep.Written, "old")]
    [InlineData(AtomicFileStep.Flushed, "old")]
    [InlineData(AtomicFileStep.Renamed, "new")]
    internal void Replace_StoppedAfterAnyStep_LeavesOldOrNew(AtomicFileStep last, string expected)
    {
        File.WriteAllText(FilePath, "old");

        Assert.Throws<OperationCanceledException>(() => AtomicFile.Replace(FilePath, "new"u8, step =>
        {
            if (step == last)
            {
                throw new OperationCanceledException();
            }
        }));
        Assert.Equal(expected, File.ReadAllText(FilePath));

        AtomicFile.Replace(FilePath, "newer"u8);
        Assert.Equal("newer", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task Replace_WhileOthersRead_IsAllOrNothing()
    {
        byte[][] contents = [.. Enumerable.Range(0, 2).Select(number => Enumerable.Repeat((byte)('a' + number), 100_000).ToArray())];
        AtomicFile.Replace(FilePath, contents[0]);
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var reads = 0;
            do
            {
                var found = File.ReadAllBytes(FilePath);
                Assert.True(found.AsSpan().SequenceEqual(contents[0]) || found.AsSpan().SequenceEqual(contents[1]), "a mixture was read");
                reads++;
            }
            while (!done.IsCancellationRequested);
            return reads;
        });

        for (var round = 1; round <= 50; round++)
        {
            AtomicFile.Replace(FilePath, contents[round % 2]);
        }

        await done.CancelAsync();
        Assert.True(await reader > 0);
    }

    [Fact]
    public void Replace_NewFile_IsTheOwnersOnly()
    {
        AtomicFile.Replace(FilePath, "new"u8);

        Assert.Equal("new", File.ReadAllText(FilePath));
        Assert.False(AtomicFile.IsReadableByOthers(FilePath));
    }

    [Fact]
    public void Replace_Link_ReplacesWhatItPointsTo()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need a privilege there.
        }

        var target = Path.Combine(_directory, "target");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(FilePath, target);

        AtomicFile.Replace(FilePath, "new"u8);

        Assert.Equal("new", File.ReadAllText(target));
        Assert.Equal(target, File.ResolveLinkTarget(FilePath, returnFinalTarget: true)!.FullName);
    }
}
