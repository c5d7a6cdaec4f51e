namespace MyIkev2.Registry;

/// <summary>One shard's snapshots by SPI and by number.</summary>
internal sealed class SnapshotIndex
{
    public SnapshotIndex(SnapshotList tunnels)
    {
        foreach (var snapshot in tunnels.Enumerate())
        {
            ByOwnSpi[snapshot.OwnSpi] = snapshot;
            ByUniqueId[snapshot.UniqueId] = snapshot;
            foreach (var child in snapshot.Children)
            {
                if (child.SpiIn != 0)
                {
                    ByInboundSpi[child.SpiIn] = (snapshot, child);
                }
            }
        }
    }

    public Dictionary<ulong, IkeTunnelSnapshot> ByOwnSpi { get; } = [];

    public Dictionary<uint, IkeTunnelSnapshot> ByUniqueId { get; } = [];

    public Dictionary<uint, (IkeTunnelSnapshot Ike, IpsecTunnelSnapshot Child)> ByInboundSpi { get; } = [];
}
