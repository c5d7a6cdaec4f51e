using System.Net;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// TABLE: the objects of CISCO-IPSEC-FLOW-MONITOR-MIB that its notifications carry. Instances have the index that the row
/// has in its table, also when it has just gone; of several vpns between the same two peers all carry the number of the
/// first.
/// </summary>
internal static class CiscoObjects
{
    private const int FirstAssociation = 1;
    private const int ProtocolAh = 1;
    private const int ProtocolEsp = 2;

    internal static readonly NotificationObject PeerLocalAddr = new("cikePeerLocalAddr", e => Peer(6, e), (e, ref w) => CiscoPeerNames.WriteAddress(Local(e)?.Address, ref w));
    internal static readonly NotificationObject PeerRemoteAddr = new("cikePeerRemoteAddr", e => Peer(7, e), (e, ref w) => CiscoPeerNames.WriteAddress(Remote(e)?.Address, ref w));

    internal static readonly NotificationObject IkeLifeTime = new("cikeTunLifeTime", e => Ike(15, e), (e, ref w) => w.WriteInteger32(CiscoUnits.Seconds(e.Tunnel?.Lifetime ?? default)));
    internal static readonly NotificationObject IkeActiveTime = new("cikeTunActiveTime", e => Ike(16, e), (e, ref w) => w.WriteInteger32(Since(e.Tunnel?.UpSince ?? e.Tunnel?.EstablishedAt, e)));

    internal static readonly NotificationObject IpsecLifeSize = new("cipSecTunLifeSize", e => Ipsec(8, e), (e, ref w) => w.WriteInteger32(CiscoUnits.Kilobytes(e.Child?.LifeBytes ?? 0)));
    internal static readonly NotificationObject IpsecLifeTime = new("cipSecTunLifeTime", e => Ipsec(9, e), (e, ref w) => w.WriteInteger32(CiscoUnits.Seconds(e.Child?.Lifetime ?? default)));
    internal static readonly NotificationObject IpsecActiveTime = new("cipSecTunActiveTime", e => Ipsec(10, e), (e, ref w) => w.WriteInteger32(Since(e.Child?.Life?.UpAt ?? e.Child?.InstalledAt, e)));

    // The number of the SA within the row is of no use to anybody once the pair is gone: the first stands for the pair.
    internal static readonly NotificationObject SpiProtocol = new(
        "cipSecSpiProtocol",
        e => CiscoRoot.Objects(3, 4, 1, 4, IpsecIndex(e), 1),
        (e, ref w) => w.WriteInteger32(e.Child?.Protocol == IpsecProtocol.Ah ? ProtocolAh : ProtocolEsp));

    private static EndpointInfo? Local(NotificationEvent e) => e.Tunnel?.Local ?? e.Failure?.Local;

    private static EndpointInfo? Remote(NotificationEvent e) => e.Tunnel?.Remote ?? e.Failure?.Remote;

    private static ObjectIdentifier Ike(uint column, NotificationEvent e) => CiscoRoot.Objects(2, 3, 1, column, e.VpnIndex);

    private static ObjectIdentifier Ipsec(uint column, NotificationEvent e) => CiscoRoot.Objects(3, 2, 1, column, IpsecIndex(e));

    private static uint IpsecIndex(NotificationEvent e) => e.Cisco.RowPerPeer ? e.VpnIndex : e.ChildIndex;

    private static int Since(DateTimeOffset? start, NotificationEvent e) => start is { } at ? CiscoUnits.Interval(e.Change.At - at) : 0;

    /// <summary>cikePeerEntry: type, length and octets of either peer, then the number of the association.</summary>
    private static ObjectIdentifier Peer(uint column, NotificationEvent e)
    {
        Span<uint> index = stackalloc uint[(2 * (2 + CiscoPeerNames.MaximumIndex)) + 2];
        index[0] = column;
        var length = 1;
        length += Put(e.Tunnel?.LocalIdentity ?? e.Failure?.LocalIdentity, Local(e)?.Address, e.Cisco, index[length..]);
        length += Put(e.Tunnel?.RemoteIdentity ?? e.Failure?.RemoteIdentity, Remote(e)?.Address, e.Cisco, index[length..]);
        index[length++] = FirstAssociation;
        return CiscoRoot.Objects(2, 2, 1).Append(index[..length]);
    }

    private static int Put(IdentityInfo? identity, IPAddress? address, CiscoOptions options, Span<uint> index)
    {
        Span<byte> octets = stackalloc byte[CiscoPeerNames.MaximumValue];
        identity ??= IdentityInfo.Unknown;
        var length = CiscoPeerNames.CopyIndex(identity, address, options, octets);
        index[0] = (uint)CiscoPeerNames.TypeOf(identity, options);
        index[1] = (uint)length;
        for (var i = 0; i < length; i++)
        {
            index[2 + i] = octets[i];
        }

        return 2 + length;
    }
}
