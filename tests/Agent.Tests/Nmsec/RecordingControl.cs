using System.Threading.Channels;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>An engine that does nothing but remember what it was told.</summary>
internal sealed class RecordingControl : IEngineControl
{
    private readonly Channel<EngineCommand> _commands = Channel.CreateUnbounded<EngineCommand>();

    /// <summary>What comes of every command; by default it succeeds at once.</summary>
    public Func<Task<CommandResult>> Outcome { get; set; } = static () => Task.FromResult(new CommandResult(CommandStatus.Succeeded, 1, "done", []));

    /// <summary>The next command, in whatever order they arrive.</summary>
    public async Task<EngineCommand> NextAsync() => await _commands.Reader.ReadAsync().AsTask().WaitAsync(NmsecTestHost.Patience);

    /// <summary>True if nothing waits to be taken by <see cref="NextAsync"/>.</summary>
    public bool IsIdle => _commands.Reader.Count == 0;

    public Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        _commands.Writer.TryWrite(command);
        return Outcome();
    }

    public Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken) => Task.FromResult<IkeKeyDisclosure?>(null);
}
