using System.Text;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The last octets that commands wrote, however much they write. Thread-safe.</summary>
internal sealed class OutputTail(int capacity)
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring = new byte[capacity];
    private long _written;

    /// <summary>Something was written.</summary>
    public event Action? Appended;

    /// <summary>Octets written so far, those no longer kept included.</summary>
    public long Written
    {
        get
        {
            lock (_lock)
            {
                return _written;
            }
        }
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            var skipped = Math.Max(0, octets.Length - _ring.Length);
            _written += skipped;
            for (octets = octets[skipped..]; octets.Length > 0;)
            {
                var at = (int)(_written % _ring.Length);
                var count = Math.Min(octets.Length, _ring.Length - at);
                octets[..count].CopyTo(_ring.AsSpan(at));
                octets = octets[count..];
                _written += count;
            }
        }

        Appended?.Invoke();
    }

    public void AppendLine(string line) => Append(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>What is kept, as text; control characters other than line ends become dots.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            var kept = (int)Math.Min(_written, _ring.Length);
            var first = (int)((_written - kept) % _ring.Length);
            var octets = new byte[kept];
            var count = Math.Min(kept, _ring.Length - first);
            _ring.AsSpan(first, count).CopyTo(octets);
            _ring.AsSpan(0, kept - count).CopyTo(octets.AsSpan(count));
            var text = new StringBuilder(Encoding.UTF8.GetString(octets));
            for (var i = 0; i < text.Length; i++)
            {
                if (char.IsControl(text[i]) && text[i] is not ('\n' or '\t'))
                {
                    text[i] = '.';
                }
            }

            return text.ToString();
        }
    }

    /// <summary>Copies a stream to here until its end.</summary>
    public async Task FollowAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                Append(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The pipe is gone: so is whoever wrote.
        }
    }
}
