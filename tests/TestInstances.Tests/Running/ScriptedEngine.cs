using System.Threading.Channels;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Tests.Running;

/// <summary>An engine that does nothing by itself: a test sees each command, and answers it when it likes.</summary>
internal sealed class ScriptedEngine : IEngineControl
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Asked> _asked = Channel.CreateUnbounded<Asked>();

    public Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        var asked = new Asked(command);
        _asked.Writer.TryWrite(asked);
        return asked.Answer.WaitAsync(cancellationToken);
    }

    public Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken) => Task.FromResult<IkeKeyDisclosure?>(null);

    /// <summary>The next command; fails the test when none comes.</summary>
    public async Task<Asked> NextAsync() => await _asked.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next commands, which must be of this kind.</summary>
    public async Task<List<Asked>> NextAsync(int count)
    {
        var next = new List<Asked>();
        while (next.Count < count)
        {
            next.Add(await NextAsync());
        }

        return next;
    }

    /// <summary>No command waits to be seen.</summary>
    public bool IsIdle => _asked.Reader.Count == 0;

    internal sealed class Asked(EngineCommand command)
    {
        private readonly TaskCompletionSource<CommandResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EngineCommand Command => command;

        public Task<CommandResult> Answer => _answer.Task;

        /// <summary>The vpn of an initiation.</summary>
        public string Vpn => ((EngineCommand.InitiateChild)command).VpnName!;

        public void Succeed() => _answer.SetResult(new CommandResult(CommandStatus.Succeeded, 1, string.Empty, []));

        public void Fail(string why) => _answer.SetResult(new CommandResult(CommandStatus.Failed, 0, why, []));
    }
}
