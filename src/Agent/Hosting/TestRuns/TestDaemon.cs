using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>
/// The tests by name. Each name has its turn-taking: what is asked of one test happens in order, and a test that takes its time to stop holds up nobody else.
/// What is defined outlives the agent: tests that were running are started again, those that were over keep their result.
/// </summary>
internal sealed class TestDaemon : ITestDaemon, IHostedLifecycleService
{
    private readonly DaemonOptions _options;
    private readonly TestDefinitionRules _rules;
    private readonly ManagedTestStarter _starter;
    private readonly TestDaemonStore _store;
    private readonly ILogger<TestDaemon> _logger;
    private readonly Lock _lock = new();
    private readonly Lock _saving = new();
    private readonly SortedDictionary<string, TestSlot> _slots = new(StringComparer.Ordinal);
    private bool _stopping;

    public TestDaemon(DaemonOptions options, TestDefinitionRules rules, ManagedTestStarter starter, TestDaemonStore store, ILogger<TestDaemon> logger)
    {
        _options = options;
        _rules = rules;
        _starter = starter;
        _store = store;
        _logger = logger;
    }

    /// <inheritdoc/>
    public async Task<TestDaemonResult> DefineAsync(TestDefinition definition, bool replace, CancellationToken cancellationToken)
    {
        var (prepared, refusal) = _rules.Check(definition);
        if (prepared is null)
        {
            return refusal!;
        }

        while (true)
        {
            var (slot, turn, full) = Occupy(definition, replace);
            if (slot is null)
            {
                return full!;
            }

            using var mine = turn ?? await slot.TakeTurnAsync(cancellationToken).ConfigureAwait(false);

            // Whoever had the turn before may have destroyed the test: then the name is free again.
            if (Find(definition.Name) == slot)
            {
                return await StartAsync(slot, prepared).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public TestDaemonState? StateOf(string name) => Find(name)?.State;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TestDaemonEntry>> ListAsync(CancellationToken cancellationToken)
    {
        TestSlot[] slots = Slots();
        return await Task.WhenAll(slots.Select(slot => slot.ReadAsync(cancellationToken))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<TestDaemonResult> DestroyAsync(string name, bool gracefully, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } slot)
        {
            return Unknown(name);
        }

        if (!gracefully && slot.Test is { } impatient)
        {
            // Somebody else's graceful stop may be under way: this one cuts it short, and then waits for its turn.
            _ = impatient.StopAsync(gracefully: false);
        }

        using var turn = await slot.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        if (Find(name) != slot)
        {
            return Unknown(name);
        }

        if (slot.Test is { } test)
        {
            await test.StopAsync(gracefully).ConfigureAwait(false);
            await test.DisposeAsync().ConfigureAwait(false);
        }

        Forget(slot);
        return TestDaemonResult.Success;
    }

    /// <inheritdoc/>
    public async Task<TestDaemonResult> ClearPingsAsync(string? name, CancellationToken cancellationToken)
    {
        TestSlot[] slots = name is null ? Slots() : Find(name) is { } one ? [one] : [];
        if (name is not null && slots.Length == 0)
        {
            return Unknown(name);
        }

        var result = TestDaemonResult.Success;
        foreach (var test in slots.Select(static slot => slot.Test).OfType<IManagedTest>())
        {
            var cleared = await test.ClearPingsAsync(cancellationToken).ConfigureAwait(false);
            result = result.IsSuccess ? cleared : result;
        }

        return result;
    }

    /// <summary>Starts again what was running before.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in _store.Load().Take(_options.MaximumTests))
        {
            var definition = stored.ToDefinition();
            var slot = new TestSlot(definition, out var turn);
            lock (_lock)
            {
                if (!_slots.TryAdd(stored.Name, slot))
                {
                    continue;
                }
            }

            if (stored.State is TestDaemonState.Ended or TestDaemonState.Failed)
            {
                slot.Test = new FinishedTest(stored.ToEntry());
                slot.End = stored.ToEntry();
                turn.Dispose();
                continue;
            }

            var (prepared, refusal) = _rules.Check(definition);
            var result = prepared is null ? refusal! : await StartAsync(slot, prepared, isRestored: true).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                // It stays in the file as it was: what is in the way may be gone at the next start.
                DaemonLog.NotRestored(_logger, stored.Name, result.Message);
                slot.Test = new FinishedTest(new TestDaemonEntry(stored.Name, TestDaemonState.Failed, stored.Setup is null) { Message = result.Message });
            }

            turn.Dispose();
        }
    }

    /// <summary>Tests say goodbye to their peers, as far as the time allows. They stay in the file as running: the next start starts them again.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
        }

        IManagedTest[] tests = [.. Slots().Select(static slot => slot.Test).OfType<IManagedTest>()];
        var graceful = Task.WhenAll(tests.Select(static test => test.StopAsync(gracefully: true)));
        await Task.WhenAny(graceful, Task.Delay(_options.StopDeadline, cancellationToken)).ConfigureAwait(false);
        await Task.WhenAll(tests.Select(static async test =>
        {
            await test.StopAsync(gracefully: false).ConfigureAwait(false);
            await test.DisposeAsync().ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static TestDaemonResult Stopping => new(TestDaemonStatus.Unavailable, "The daemon is stopping.");

    private static TestDaemonResult Unknown(string name) =>
        new(TestDaemonStatus.NotFound, $"there is no test '{(name.Length <= 64 ? name : name[..64] + "...")}'", TestDefinitionField.Name);

    /// <summary>The slot of a name, with the first turn there when it is new; or why there is none.</summary>
    private (TestSlot? Slot, IDisposable? Turn, TestDaemonResult? Refusal) Occupy(TestDefinition definition, bool replace)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                return (null, null, Stopping);
            }

            if (_slots.TryGetValue(definition.Name, out var known))
            {
                return replace
                    ? (known, null, null)
                    : (null, null, new TestDaemonResult(TestDaemonStatus.AlreadyExists, $"there is a test '{definition.Name}' already; override replaces it", TestDefinitionField.Name));
            }

            if (_slots.Count >= _options.MaximumTests)
            {
                return (null, null, new TestDaemonResult(
                    TestDaemonStatus.TooMany, $"There are {_slots.Count} tests; {DaemonOptions.Section}:{nameof(DaemonOptions.MaximumTests)} allows no more."));
            }

            var slot = new TestSlot(definition, out var turn);
            _slots.Add(definition.Name, slot);
            return (slot, turn, null);
        }
    }

    /// <summary>Replaces whatever runs in a slot; the caller has its turn there. A slot whose test cannot be started is gone.</summary>
    private async Task<TestDaemonResult> StartAsync(TestSlot slot, PreparedTest prepared, bool isRestored = false)
    {
        if (slot.Test is { } old)
        {
            await old.StopAsync(gracefully: false).ConfigureAwait(false);
            await old.DisposeAsync().ConfigureAwait(false);
            slot.Test = null;
        }

        slot.Definition = prepared.Definition;
        try
        {
            foreach (var warning in prepared.Draft?.Warnings ?? [])
            {
                DaemonLog.Doubtful(_logger, prepared.Name, warning);
            }

            var test = await _starter.StartAsync(prepared, cleanFirst: isRestored, CancellationToken.None).ConfigureAwait(false);
            slot.Test = test;
            DaemonLog.Started(_logger, prepared.Name);
            _ = RememberEndAsync(slot, test);
        }
        catch (Exception e) when (e is StartException or IOException or ArgumentException)
        {
            if (!isRestored)
            {
                Forget(slot);
            }

            return new TestDaemonResult(TestDaemonStatus.Failed, e.Message);
        }

        if (!isRestored)
        {
            Save();
        }

        return TestDaemonResult.Success;
    }

    private async Task RememberEndAsync(TestSlot slot, IManagedTest test)
    {
        await test.Over.ConfigureAwait(false);
        if (slot.Test != test)
        {
            return;
        }

        var end = await test.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        DaemonLog.Over(_logger, end.Name, end.State, end.Message);
        lock (_lock)
        {
            // The end of a test by the end of the agent is none: it is started again.
            if (_stopping || slot.Test != test)
            {
                return;
            }

            slot.End = end;
        }

        Save();
    }

    private TestSlot? Find(string name)
    {
        lock (_lock)
        {
            return _slots.GetValueOrDefault(name);
        }
    }

    private TestSlot[] Slots()
    {
        lock (_lock)
        {
            return [.. _slots.Values];
        }
    }

    private void Forget(TestSlot slot)
    {
        lock (_lock)
        {
            slot.Test = null;
            if (_slots.GetValueOrDefault(slot.Definition.Name) == slot)
            {
                _slots.Remove(slot.Definition.Name);
            }
        }

        Save();
    }

    /// <summary>Writes what there is now. Readers do not wait for the disk, and a later state is never overwritten by an earlier one.</summary>
    private void Save()
    {
        lock (_saving)
        {
            StoredTest[] tests;
            lock (_lock)
            {
                if (_stopping)
                {
                    return;
                }

                tests = [.. _slots.Values.Select(static slot => StoredTest.Of(slot.Definition, slot.End))];
            }

            _store.Save(tests);
        }
    }
}
