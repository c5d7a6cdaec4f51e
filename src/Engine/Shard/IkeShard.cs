using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Shard;

/// <summary>The front door of the engine: one shard's SAs, exchanges and timers. Not thread-safe: one owner calls it.</summary>
public sealed class IkeShard(ShardContext context)
{
    public ShardContext Context { get; } = context;

    /// <summary>The next moment at which <see cref="HandleTimers"/> has something to do, or null.</summary>
    public EngineInstant? NextDeadline { get; private set; }

    /// <summary>Takes one IKE message, without non-ESP marker. Never throws for anything a peer sent.</summary>
    public void HandleDatagram(EngineInstant now, in NetworkPath path, ReadOnlySpan<byte> datagram)
    {
    }

    public void HandleJobResult(EngineInstant now, CryptoJobResult result)
    {
    }

    public void HandleCommand(EngineInstant now, ShardCommand command)
    {
    }

    public void HandleTimers(EngineInstant now)
    {
    }

    /// <summary>Publishes what changed since the last turn, once.</summary>
    public void EndTurn(EngineInstant now)
    {
    }
}
