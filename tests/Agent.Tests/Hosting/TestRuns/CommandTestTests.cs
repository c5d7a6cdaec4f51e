using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>Tests that are other programs. The commands are those of a POSIX shell.</summary>
public sealed class CommandTestTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("commands").FullName;

    private string Trace => Path.Combine(_folder, "trace");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Program_ThatGoesToTheBackground_RunsUntilItIsDestroyed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using CommandTest test = Start(["echo setup >> " + Trace], ["echo up >> " + Trace + " && echo hello"], ["echo destroy >> " + Trace]);
        IManagedTest managed = test;
        await OutputAsync(test, "hello");
        Assert.Equal(TestDaemonState.Running, managed.State);
        Assert.False(test.Over.IsCompleted);

        await test.StopAsync(gracefully: true).WaitAsync(Patience);

        Assert.Equal(["setup", "up", "destroy"], File.ReadAllLines(Trace));
        Assert.Equal(TestDaemonState.Ended, managed.State);
        await test.Over.WaitAsync(Patience);
        TestDaemonEntry entry = await test.ReadAsync(CancellationToken.None);
        Assert.True(entry.IsOther);
        Assert.Null(entry.Summary);
    }

    [Fact]
    public async Task Program_InTheForeground_IsEndedWithAllItStarted()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The inner shell waits for its child, so that there is a tree to end.
        await using CommandTest test = Start([], ["sh -c 'echo running; sleep 1000; echo never'"], ["echo destroy >> " + Trace]);
        await OutputAsync(test, "running");

        await test.StopAsync(gracefully: false).WaitAsync(Patience);

        Assert.Equal(["destroy"], File.ReadAllLines(Trace));
        Assert.Equal(TestDaemonState.Ended, ((IManagedTest)test).State);
        Assert.DoesNotContain("\nnever", (await test.ReadAsync(CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetupCommand_Fails_NothingIsStartedAndTheReasonStays()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using CommandTest test = Start(["echo no such thing; exit 3"], ["echo up >> " + Trace], ["echo destroy >> " + Trace]);
        await test.Over.WaitAsync(Patience);
        await OutputAsync(test, "no such thing");

        TestDaemonEntry entry = await test.ReadAsync(CancellationToken.None);
        Assert.Equal(TestDaemonState.Failed, entry.State);
        Assert.StartsWith("'echo no such thing; exit 3' ended with 3", entry.Message, StringComparison.Ordinal);
        Assert.Contains("\nno such thing\n", entry.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Trace));

        // What was prepared is cleaned up all the same, and it stays failed.
        await test.StopAsync(gracefully: true).WaitAsync(Patience);
        Assert.Equal(["destroy"], File.ReadAllLines(Trace));
        Assert.Equal(TestDaemonState.Failed, ((IManagedTest)test).State);
    }

    [Fact]
    public async Task Restored_AfterACrash_CleansUpFirst()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using CommandTest test = Start(["echo setup >> " + Trace], ["echo up >> " + Trace + "; echo hello"], ["echo destroy >> " + Trace], cleanFirst: true);
        await OutputAsync(test, "hello");

        Assert.Equal(["destroy", "setup", "up"], File.ReadAllLines(Trace));
    }

    [Fact]
    public async Task Output_MoreThanIsKept_KeepsTheEnd()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using CommandTest test = Start([], ["head -c 100000 /dev/zero | tr '\\0' x; echo; echo last"], []);
        await OutputAsync(test, "last");

        string message = (await test.ReadAsync(CancellationToken.None)).Message;
        Assert.True(message.Length <= 4096, $"{message.Length}");
        Assert.EndsWith("xxxx\nlast\n", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("0123456789", "23456789")]
    [InlineData("0123456789abcdefghij", "cdefghij")]
    public void OutputTail_Appended_KeepsTheLastOctets(string text, string kept)
    {
        foreach (int piece in new[] { 1, 3, 20 })
        {
            var tail = new OutputTail(8);
            foreach (char[] part in text.Chunk(piece))
            {
                tail.Append(System.Text.Encoding.ASCII.GetBytes(part));
            }

            Assert.Equal((kept, text.Length), (tail.ToString(), tail.Written));
        }
    }

    [Fact]
    public void OutputTail_ControlCharacters_AreNotPassedOn()
    {
        var tail = new OutputTail(64);

        tail.Append("a\u001b[2Jb\tc\n"u8);

        Assert.Equal("a.[2Jb\tc\n", tail.ToString());
    }

    private static CommandTest Start(string[] setup, string[] up, string[] destroy, bool cleanFirst = false) =>
        CommandTest.Start(new CommandPlan("other", setup, up, destroy), TimeSpan.FromSeconds(50), outputOctets: 4096, cleanFirst);

    /// <summary>Over once a line was written.</summary>
    private static async Task OutputAsync(CommandTest test, string line)
    {
        var appended = new SemaphoreSlim(0);
        void Tell() => appended.Release();
        test.Output.Appended += Tell;
        while (!test.Output.ToString().Contains($"\n{line}\n", StringComparison.Ordinal))
        {
            Assert.True(await appended.WaitAsync(Patience), test.Output.ToString());
        }

        test.Output.Appended -= Tell;
    }
}
