namespace MyIkev2.Engine.Runtime.Tun;

/// <summary>
/// Where the IP packets of the local host come from and go to. One queue for each shard; each is used by that shard's thread alone.
/// </summary>
public interface ITunDevice : IDisposable
{
    /// <summary>The interface's name.</summary>
    string Name { get; }

    /// <summary>Octets of the largest packet that the host puts into the device.</summary>
    int Mtu { get; }

    /// <summary>The queue of one shard, 0 to the number of shards it was opened for less one. The device keeps ownership.</summary>
    ITunQueue QueueOf(int shard);
}

/// <summary>One shard's end of an <see cref="ITunDevice"/>. Everything but <see cref="WakeWith"/> is called by the shard's thread.</summary>
public interface ITunQueue
{
    /// <summary>A descriptor that polls readable when a packet waits, or -1: then the queue wakes its shard itself.</summary>
    int Descriptor { get; }

    /// <summary>How to wake the shard; called once, before the shard runs.</summary>
    void WakeWith(Action wake);

    /// <summary>Hands over a bounded number of waiting packets and returns how many; never blocks.</summary>
    /// <param name="sink">Takes them.</param>
    /// <param name="firstOnly">Asks the device once and leaves the rest for the next call: 0 only when nothing waits.</param>
    int Receive(IInnerPacketSink sink, bool firstOnly = false);

    /// <summary>
    /// Takes a packet for the local host; it leaves at <see cref="Flush"/> at the latest. Packets of one flow stay in order. The span is copied.
    /// </summary>
    void Write(ReadOnlySpan<byte> packet);

    /// <summary>Writes what is still held, and returns how many packets the device refused since the last call.</summary>
    int Flush();
}

/// <summary>Takes packets of the local host. The span is valid during the call.</summary>
public interface IInnerPacketSink
{
    void TakeInner(ReadOnlySpan<byte> packet);
}
