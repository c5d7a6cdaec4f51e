using System.Net;

namespace MyIkev2.Registry;

/// <summary>A test of the daemon at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What it is doing.</param>
/// <param name="IsOther">It is another program, run by commands; it has neither an API nor numbers that we know.</param>
public sealed record TestDaemonEntry(string Name, TestDaemonState State, bool IsOther)
{
    /// <summary>Where its own API listens; null when it has none, or none yet.</summary>
    public IPEndPoint? Api { get; init; }

    /// <summary>Its numbers; null when there are none.</summary>
    public TestSummary? Summary { get; init; }

    /// <summary>Its ping tasks; null when there are none to know of.</summary>
    public TestPingReport? Pings { get; init; }

    /// <summary>What there is to say of its state: why it failed, the last lines that its commands wrote; may be empty.</summary>
    public string Message { get; init; } = string.Empty;
}

/// <summary>The first ping tasks of a test, and the totals of all.</summary>
/// <param name="Tasks">At most <see cref="MaximumTasks"/>.</param>
/// <param name="TotalSent">Requests of all tasks.</param>
/// <param name="TotalReceived">Answers to all tasks.</param>
public sealed record TestPingReport(IReadOnlyList<TestPing> Tasks, ulong TotalSent, ulong TotalReceived)
{
    /// <summary>How many tasks a report names.</summary>
    public const int MaximumTasks = 100;

    /// <summary>What a view shows.</summary>
    public static TestPingReport Of(RegistryView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var totals = view.ReadPingTotals();
        return new TestPingReport(
            [
                .. view.EnumeratePings(0).Take(MaximumTasks).Select(static task =>
                {
                    var reading = task.Counters.Read();
                    return new TestPing(task.Local.ToString(), task.Remote.ToString(), reading.Sent, reading.Received);
                }),
            ],
            totals.Sent,
            totals.Received);
    }
}

/// <summary>One ping task.</summary>
/// <param name="Local">Where its requests come from.</param>
/// <param name="Remote">Where they go to.</param>
/// <param name="Sent">Requests.</param>
/// <param name="Received">Answers.</param>
public sealed record TestPing(string Local, string Remote, ulong Sent, ulong Received);
