namespace MyIkev2.Engine.Runtime.Tun.Offload;

/// <summary>Takes finished packets, each with a <see cref="VirtioNetHeader"/> in front or none wanted.</summary>
internal interface IPacketWriter
{
    /// <summary>Writes a packet that carries its virtio header already.</summary>
    /// <param name="octets">Header and packet.</param>
    /// <param name="packets">Packets it stands for.</param>
    void WriteAggregate(ReadOnlySpan<byte> octets, int packets);

    /// <summary>Writes a packet as it is.</summary>
    void WritePacket(ReadOnlySpan<byte> packet);
}

/// <summary>
/// Joins packets of a flow that come one after the other into one large one for the host, as receive offload of a network card does. Nothing is held
/// past <see cref="Flush"/>, and no packet passes another of its flow. One thread.
/// </summary>
internal sealed class PacketCoalescer(IPacketWriter writer)
{
    // More flows than this in one turn are written in smaller pieces.
    private const int Flows = 8;

    private readonly FlowAggregate[] _open = [.. Enumerable.Range(0, Flows).Select(static _ => new FlowAggregate())];
    private int _next;
    private int _count;

    /// <summary>The device takes large UDP packets too.</summary>
    public bool JoinsDatagrams { get; set; }

    /// <summary>Set to false when the device refused an aggregate.</summary>
    public bool JoinsSegments { get; set; } = true;

    public void Write(ReadOnlySpan<byte> packet)
    {
        var kind = TransportPacket.Inspect(packet, out var headers);
        if (kind == CoalesceKind.Unclear)
        {
            Flush();
        }

        if (kind is CoalesceKind.Foreign or CoalesceKind.Unclear || !(headers.IsUdp ? JoinsDatagrams : JoinsSegments))
        {
            writer.WritePacket(packet);
            return;
        }

        var aggregate = Find(headers, packet);
        if (kind == CoalesceKind.Alone)
        {
            Close(aggregate);
            writer.WritePacket(packet);
            return;
        }

        if (aggregate is not null && aggregate.TryAppend(headers, packet))
        {
            if (aggregate.IsClosed)
            {
                Close(aggregate);
            }

            return;
        }

        if (headers.EndsAggregate)
        {
            // The sender has no more to say for now.
            Close(aggregate);
            writer.WritePacket(packet);
            return;
        }

        if (aggregate is null)
        {
            aggregate = _open[_next];
            _next = (_next + 1) % Flows;
        }

        Close(aggregate);
        aggregate.Begin(headers, packet);
        _count++;
    }

    /// <summary>Writes everything that is held.</summary>
    public void Flush()
    {
        for (var i = 0; i < Flows && _count > 0; i++)
        {
            Close(_open[i]);
        }
    }

    private FlowAggregate? Find(in TransportPacket headers, ReadOnlySpan<byte> packet)
    {
        if (_count > 0)
        {
            foreach (var aggregate in _open)
            {
                if (aggregate.IsOfFlow(headers, packet))
                {
                    return aggregate;
                }
            }
        }

        return null;
    }

    private void Close(FlowAggregate? aggregate)
    {
        if (aggregate is { Count: > 0 and var count })
        {
            _count--;
            writer.WriteAggregate(aggregate.Take(), count);
        }
    }
}
