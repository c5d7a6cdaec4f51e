using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// Says whose a datagram is, and drops what is nobody's: garbage and keepalives end here with a counter and no allocation. Used by one
/// receiving thread.
/// </summary>
internal sealed class DatagramRouter(ShardMap map, ShardInbox[] inboxes, IngressCounters counters, DatagramBatchPool pool, IDiscardCount discards)
{
    private readonly DatagramBatch?[] _pending = new DatagramBatch?[inboxes.Length];

    /// <summary>
    /// Finds the owner of an IKE message, whose non-ESP marker is stripped, or of an ESP packet. False: the datagram was dropped and counted.
    /// </summary>
    public bool TryRoute(in NetworkPath path, Span<byte> datagram, out ShardId owner, out bool isEsp, out Span<byte> message)
    {
        var peek = DatagramPeek.Inspect(datagram, path.HasNonEspMarker);
        owner = default;
        isEsp = false;
        message = default;
        switch (peek.Kind)
        {
            case DatagramKind.Esp:
                owner = map.OwnerOf(peek.EspSpi);
                isEsp = true;
                message = datagram;
                return true;
            case DatagramKind.Ike:
                owner = map.OwnerOf(OwnSpi(peek));
                message = datagram[peek.IkeOffset..];
                return true;
            case DatagramKind.Keepalive:
                counters.AddKeepalive();
                return false;
            default:
                counters.AddGarbage();
                discards.Discard(path, PacketEncapsulation.Udp);
                return false;
        }
    }

    /// <summary>The owner of an ESP or AH packet with this SPI.</summary>
    public ShardId OwnerOf(uint inboundSpi) => map.OwnerOf(inboundSpi);

    /// <summary>Puts an IKE message into the batch of its owner; a full batch goes off at once.</summary>
    public void Forward(ShardId owner, in NetworkPath path, ReadOnlySpan<byte> message)
    {
        BatchFor(owner).AddMessage(path, message);
        PostIfFull(owner);
    }

    /// <summary>Puts a protected packet into the batch of its owner.</summary>
    public void ForwardProtected(ShardId owner, in NetworkPath path, PacketEncapsulation encapsulation, byte trafficClass, ReadOnlySpan<byte> packet)
    {
        BatchFor(owner).AddProtected(path, encapsulation, trafficClass, packet);
        PostIfFull(owner);
    }

    /// <summary>Puts a packet of the local host into the batch of the shard that has an SA for it.</summary>
    public void ForwardInner(ShardId owner, ReadOnlySpan<byte> packet)
    {
        BatchFor(owner).AddInner(packet);
        PostIfFull(owner);
    }

    /// <summary>Hands over what has been forwarded.</summary>
    public void Flush()
    {
        for (var shard = 0; shard < _pending.Length; shard++)
        {
            if (_pending[shard] is { } batch)
            {
                Post(shard, batch);
            }
        }
    }

    private DatagramBatch BatchFor(ShardId owner) => _pending[owner.Value] ??= pool.Rent();

    private void PostIfFull(ShardId owner)
    {
        if (_pending[owner.Value] is { IsFull: true } batch)
        {
            Post(owner.Value, batch);
        }
    }

    private void Post(int shard, DatagramBatch batch)
    {
        _pending[shard] = null;
        if (inboxes[shard].Post(batch))
        {
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.KindOf(i) != BatchEntryKind.InnerPacket)
            {
                discards.Discard(batch.PathOf(i), batch.EncapsulationOf(i));
            }
        }

        batch.Return();
    }

    /// <summary>
    /// The SPI that decides. The sender's Initiator flag says which of the two is ours; the first message of all has none of ours yet, and its
    /// repeats must land on the same shard.
    /// </summary>
    private static ulong OwnSpi(in DatagramPeek peek) =>
        peek.IsFromInitiator && peek.ResponderSpi != 0 ? peek.ResponderSpi : peek.InitiatorSpi;
}
