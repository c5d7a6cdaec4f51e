using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime;

/// <summary>Takes ESP packets that arrive on the NAT traversal port. Called by the receiving thread; must not block.</summary>
public interface IEspReceiver
{
    /// <summary>Takes one packet, beginning with its SPI. False: nobody knows the SPI, the packet is dropped and counted.</summary>
    bool Receive(in NetworkPath path, ReadOnlySpan<byte> packet);
}

/// <summary>
/// Says whose a datagram is, and drops what is nobody's: garbage and keepalives end here with a counter and no allocation. Used by one
/// receiving thread.
/// </summary>
internal sealed class DatagramRouter
{
    private readonly ShardMap _map;
    private readonly ShardInbox[] _inboxes;
    private readonly IngressCounters _counters;
    private readonly DatagramBatchPool _pool;
    private readonly IEspReceiver? _esp;
    private readonly DatagramBatch?[] _pending;

    public DatagramRouter(ShardMap map, ShardInbox[] inboxes, IngressCounters counters, DatagramBatchPool pool, IEspReceiver? esp)
    {
        _map = map;
        _inboxes = inboxes;
        _counters = counters;
        _pool = pool;
        _esp = esp;
        _pending = new DatagramBatch?[inboxes.Length];
    }

    /// <summary>Finds the owner of an IKE message and strips its non-ESP marker. False: the datagram was taken or dropped here.</summary>
    public bool TryRoute(in NetworkPath path, ReadOnlySpan<byte> datagram, out ShardId owner, out ReadOnlySpan<byte> message)
    {
        var peek = DatagramPeek.Inspect(datagram, path.HasNonEspMarker);
        owner = default;
        message = default;
        switch (peek.Kind)
        {
            case DatagramKind.Ike:
                owner = _map.OwnerOf(OwnSpi(peek));
                message = datagram[peek.IkeOffset..];
                return true;
            case DatagramKind.Keepalive:
                _counters.AddKeepalive();
                return false;
            case DatagramKind.Esp:
                if (_esp?.Receive(path, datagram) != true)
                {
                    _counters.AddUnclaimedEsp();
                }

                return false;
            default:
                _counters.AddGarbage();
                return false;
        }
    }

    /// <summary>Puts a message into the batch of its owner; a full batch goes off at once.</summary>
    public void Forward(ShardId owner, in NetworkPath path, ReadOnlySpan<byte> message)
    {
        var batch = _pending[owner.Value] ??= _pool.Rent();
        batch.Add(path, message);
        if (batch.IsFull)
        {
            _pending[owner.Value] = null;
            _inboxes[owner.Value].Post(batch);
        }
    }

    /// <summary>Hands over what has been forwarded.</summary>
    public void Flush()
    {
        for (var shard = 0; shard < _pending.Length; shard++)
        {
            if (_pending[shard] is { } batch)
            {
                _pending[shard] = null;
                _inboxes[shard].Post(batch);
            }
        }
    }

    /// <summary>
    /// The SPI that decides. The sender's Initiator flag says which of the two is ours; the first message of all has none of ours yet, and its
    /// repeats must land on the same shard.
    /// </summary>
    private static ulong OwnSpi(in DatagramPeek peek) =>
        peek.IsFromInitiator && peek.ResponderSpi != 0 ? peek.ResponderSpi : peek.InitiatorSpi;
}
