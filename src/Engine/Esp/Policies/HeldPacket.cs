namespace MyIkev2.Engine.Esp;

/// <summary>A packet that waits for an SA. The gate owns the buffer; who takes the packet gives it back with <see cref="AcquireGate.Return"/>.</summary>
internal sealed class HeldPacket
{
    private byte[] _buffer = [];

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    public int Length { get; private set; }

    /// <summary>When it is too old to be sent.</summary>
    internal EngineInstant Expiry { get; private set; }

    internal PendingAcquire? Owner { get; set; }

    /// <summary>The packets before and after it, of all policies, in order of arrival.</summary>
    internal HeldPacket? Older { get; set; }

    internal HeldPacket? Newer { get; set; }

    /// <summary>Octets that the buffer takes whatever is in it.</summary>
    internal int Capacity => _buffer.Length;

    internal void Fill(ReadOnlySpan<byte> packet, EngineInstant expiry)
    {
        if (_buffer.Length < packet.Length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>((packet.Length + 2047) / 2048 * 2048);
        }

        packet.CopyTo(_buffer);
        Length = packet.Length;
        Expiry = expiry;
    }
}
