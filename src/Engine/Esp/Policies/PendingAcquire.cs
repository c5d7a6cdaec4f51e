namespace MyIkev2.Engine.Esp;

/// <summary>One policy that has no SA: when it asked for one, for which packet, and the packets that wait, the oldest first.</summary>
internal sealed class PendingAcquire
{
    private readonly HeldPacket?[] _held = new HeldPacket?[AcquireGate.PacketsPerPolicy];

    public int HeldCount { get; private set; }

    /// <summary>No further acquire before this moment.</summary>
    public EngineInstant NotBefore { get; set; }

    /// <summary>When the last acquire was raised.</summary>
    public EngineInstant RaisedAt { get; set; }

    public AcquireSelectors Trigger { get; set; }

    /// <summary>False: the next packet asks at once.</summary>
    public bool IsClosed { get; set; }

    public bool IsFull => HeldCount == _held.Length;

    public HeldPacket? Oldest => HeldCount > 0 ? _held[0] : null;

    public void Add(HeldPacket packet) => _held[HeldCount++] = packet;

    public void Remove(HeldPacket packet)
    {
        var index = Array.IndexOf(_held, packet, 0, HeldCount);
        _held.AsSpan((index + 1)..HeldCount).CopyTo(_held.AsSpan(index));
        _held[--HeldCount] = null;
    }
}
