using Google.Protobuf;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Agent.Grpc.Mapping;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>How some callers want changes. Callers with the same wishes share one, and with it the octets of every change.</summary>
internal sealed class ChangeEncoding(MessageMask? mask)
{
    private readonly TunnelParts _parts = IkeTunnelMapper.PartsOf(mask);

    public MessageMask? Mask { get; } = mask;

    /// <summary>The member <c>change</c> of a WatchResponse with its tag and length.</summary>
    public byte[] Encode(FeedEntry entry, V1.TunnelChangeKind kind)
    {
        V1.TunnelChange message = ChangeMapper.ToMessage(entry.Change, _parts);
        message.Kind = kind;
        message.RegistryVersion = entry.RegistryVersion;
        if (Mask is not null)
        {
            Apply(message.Tunnel);
            Apply(message.Previous);
        }

        return new V1.WatchResponse { Change = message }.ToByteArray();
    }

    private void Apply(V1.IkeTunnel? tunnel)
    {
        if (tunnel is not null)
        {
            Mask!.Apply(tunnel);
        }
    }
}
