using MyIkev2.Agent.Snmp.State;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>A state file in memory.</summary>
internal sealed class MemoryStateFile : IStateFile
{
    private readonly Lock _lock = new();
    private byte[]? _content;
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path => "memory";

    public bool WasPutAside { get; private set; }

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return System.Text.Encoding.UTF8.GetString(_content ?? []);
            }
        }

        set
        {
            lock (_lock)
            {
                _content = System.Text.Encoding.UTF8.GetBytes(value);
            }
        }
    }

    public byte[]? Read(int maximumOctets)
    {
        lock (_lock)
        {
            return _content;
        }
    }

    public void Replace(ReadOnlySpan<byte> content)
    {
        TaskCompletionSource written;
        lock (_lock)
        {
            _content = content.ToArray();
            (written, _written) = (_written, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        written.SetResult();
    }

    public string? PutAside()
    {
        WasPutAside = true;
        return "memory.damaged";
    }

    /// <summary>Over once the content is as wanted.</summary>
    public async Task WaitForAsync(Predicate<string> wanted)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                written = _written.Task;
            }

            if (wanted(Text))
            {
                return;
            }

            await written.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }
}
