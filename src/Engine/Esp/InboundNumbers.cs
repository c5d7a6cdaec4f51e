namespace MyIkev2.Engine.Esp;

/// <summary>The sequence numbers of an inbound SA: recovers extended ones and tells replays (RFC 4303 section 3.4.3). One thread at a time.</summary>
internal sealed class InboundNumbers(bool extended, int replayWindow)
{
    private readonly ReplayWindow _window = new(replayWindow);

    /// <summary>The highest number that was accepted; 0 before the first.</summary>
    public ulong Highest => _window.Highest;

    /// <summary>The full number of a received one; false when the packet is a replay or too old.</summary>
    public bool TryRecover(uint received, out ulong sequence)
    {
        sequence = received;
        return (!extended || SequenceNumbers.TryRecover(received, _window.Highest, _window.Width, out sequence)) && _window.IsNew(sequence);
    }

    /// <summary>Marks a packet whose integrity is proven.</summary>
    public void Accept(ulong sequence) => _window.Accept(sequence);

    public void ResumeAt(ulong highest) => _window.ResumeAt(highest);
}
