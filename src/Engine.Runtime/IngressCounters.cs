using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// What was dropped on the way to a shard, before the engine saw it. Any thread adds; the shard's own thread folds the growth into its
/// <see cref="EngineCounters"/>, which have one writer.
/// </summary>
public sealed class IngressCounters
{
    private Tally _garbage;
    private Tally _keepalives;
    private Tally _tunnelDeviceDrops;
    private Tally _messageDrops;
    private Tally _packetDrops;
    private Tally _sendFailures;

    /// <summary>Datagrams that are neither IKE nor ESP nor a keepalive.</summary>
    public long Garbage => _garbage.Value;

    /// <summary>NAT keepalives.</summary>
    public long Keepalives => _keepalives.Value;

    /// <summary>Packets for the local host that the tunnel device did not take, or that found no device.</summary>
    public long TunnelDeviceDrops => _tunnelDeviceDrops.Value;

    /// <summary>IKE messages that found the shard's inbox full, and datagrams that found the receive buffer of its UDP sockets full.</summary>
    public long MessageDrops => _messageDrops.Value;

    /// <summary>Protected packets, and packets of the local host, that found the shard's inbox or the receive buffer of its raw sockets full.</summary>
    public long PacketDrops => _packetDrops.Value;

    /// <summary>Datagrams and packets that the system refused to send.</summary>
    public long SendFailures => _sendFailures.Value;

    internal void AddGarbage() => _garbage.Add(1);

    internal void AddKeepalive() => _keepalives.Add(1);

    internal void AddTunnelDeviceDrops(long count) => _tunnelDeviceDrops.Add(count);

    internal void AddMessageDrops(long count) => _messageDrops.Add(count);

    internal void AddPacketDrops(long count) => _packetDrops.Add(count);

    internal void AddSendFailure() => _sendFailures.Add(1);

    /// <summary>Adds what is new since the last call. Only by the thread that owns <paramref name="target"/>.</summary>
    internal void FoldInto(EngineCounters target)
    {
        _garbage.FoldInto(ref target.InMalformed);
        _keepalives.FoldInto(ref target.KeepalivesIn);
        _messageDrops.FoldInto(ref target.InDropped);
        _packetDrops.FoldInto(ref target.PacketCapacityDrops);
        _tunnelDeviceDrops.FoldInto(ref target.TunnelDeviceDrops);
    }

    /// <summary>One count, and how much of it the engine's counters have already.</summary>
    private struct Tally
    {
        private long _value;
        private long _folded;

        public readonly long Value => Volatile.Read(in _value);

        public void Add(long count) => Interlocked.Add(ref _value, count);

        public void FoldInto(ref Counter target)
        {
            var value = Value;
            if (value != _folded)
            {
                target.Add((ulong)(value - _folded));
                _folded = value;
            }
        }
    }
}
