using System.Globalization;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>IKE SAs and their children in OPI's messages; texts as strongSwan writes them.</summary>
internal static class SaListMapper
{
    /// <summary>An IKE SA with those of its children that are chosen, in the order of their unique ids.</summary>
    public static ListIkeSa ToMessage(IkeTunnelSnapshot ike, SaChoice choice, DateTimeOffset asOf)
    {
        bool established = ike.State is IkeTunnelState.Established or IkeTunnelState.Rekeying;
        var message = new ListIkeSa
        {
            Name = ike.VpnName,
            Uniqueid = ike.UniqueId.ToString(CultureInfo.InvariantCulture),
            Version = ike.MajorVersion.ToString(CultureInfo.InvariantCulture),
            Ikestate = StateOf(ike.State),
            LocalHost = ike.Local.Address.ToString(),
            LocalPort = ike.Local.Port.ToString(CultureInfo.InvariantCulture),
            LocalId = ike.LocalIdentity.Text,
            RemoteHost = ike.Remote.Address.ToString(),
            RemotePort = ike.Remote.Port.ToString(CultureInfo.InvariantCulture),
            RemoteId = ike.RemoteIdentity.Text,
            Initiator = OpiWords.Flag(ike.IsInitiator),
            InitiatorSpi = OpiWords.Spi(ike.InitiatorSpi),
            ResponderSpi = OpiWords.Spi(ike.ResponderSpi),
            NatLocal = OpiWords.Flag(ike.LocalNatDetected),
            NatRemote = OpiWords.Flag(ike.RemoteNatDetected),
            NatAny = OpiWords.Flag(ike.LocalNatDetected || ike.RemoteNatDetected),
            EncrAlg = AlgorithmWords.Encryption(ike.Encryption),
            EncrKeysize = AlgorithmWords.KeySize(ike.Encryption),
            IntegAlg = AlgorithmWords.Integrity(ike.Integrity),
            PrfAlg = AlgorithmWords.Prf(ike.Prf),
            DhGroup = AlgorithmWords.KeyExchange(ike.KeyExchange),
            Ppk = OpiWords.Flag(ike.PpkUsed),
            LocalVips = { ike.LocalVirtualAddresses.Select(static address => address.ToString()) },
            RemoteVips = { ike.RemoteVirtualAddresses.Select(static address => address.ToString()) },
        };
        if (established)
        {
            message.Established = OpiWords.Seconds(asOf - ike.EstablishedAt);
            message.RekeyTime = OpiWords.Seconds(ike.RekeyAt - asOf);
            message.ReauthTime = OpiWords.Seconds(ike.ReauthenticateAt - asOf);
        }

        if (TaskOf(ike.Counters.Activity) is { Length: > 0 } task)
        {
            message.TasksActive.Add(task);
        }

        message.Childsas.AddRange(ike.Children
            .Where(child => choice.Matches(child) && child.State is not (IpsecTunnelState.Routed or IpsecTunnelState.Pending))
            .OrderBy(static child => child.UniqueId)
            .Select(child => ToMessage(child, ike.Past)));
        return message;
    }

    private static ListChildSa ToMessage(IpsecTunnelSnapshot child, IReadOnlyList<PastTraffic> past)
    {
        bool hasSpis = child.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying or IpsecTunnelState.Rekeyed or IpsecTunnelState.Deleting
            or IpsecTunnelState.Deleted or IpsecTunnelState.Expired;
        IpsecCounterReading total = child.Counters.Read() + PastTraffic.Of(past, child.PolicyName);
        return new ListChildSa
        {
            Name = $"{child.PolicyName}-{child.UniqueId}",
            Protocol = child.Protocol == IpsecProtocol.Ah ? "AH" : "ESP",
            Encap = OpiWords.Flag(child.UdpEncapsulation),
            SpiIn = hasSpis ? OpiWords.Spi(child.SpiIn) : string.Empty,
            SpiOut = hasSpis ? OpiWords.Spi(child.SpiOut) : string.Empty,
            EncrAlg = AlgorithmWords.Encryption(child.Encryption),
            EncrKeysize = AlgorithmWords.KeySize(child.Encryption),
            IntegAlg = AlgorithmWords.Integrity(child.Integrity),
            DhGroup = AlgorithmWords.KeyExchange(child.KeyExchange),
            Esn = OpiWords.Flag(child.ExtendedSequenceNumbers, "1"),
            State = StateOf(child.State),
            Uniqueid = child.UniqueId,
            BytesIn = total.InOctets,
            PacketsIn = total.InPackets,
            BytesOut = total.OutOctets,
            PacketsOut = total.OutPackets,
            LocalTs = { child.LocalSelectors.Select(static selector => selector.ToString()) },
            RemoteTs = { child.RemoteSelectors.Select(static selector => selector.ToString()) },
            Mode = child.Mode == IpsecMode.Transport ? "TRANSPORT" : "TUNNEL",
        };
    }

    private static IkeSaState StateOf(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Pending => IkeSaState.Created,
        IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => IkeSaState.Connecting,
        IkeTunnelState.Established => IkeSaState.Established,
        IkeTunnelState.Rekeying => IkeSaState.Rekeying,
        IkeTunnelState.Rekeyed => IkeSaState.Rekeyed,
        IkeTunnelState.Expired or IkeTunnelState.Closing => IkeSaState.Deleting,
        _ => IkeSaState.Destroying,
    };

    private static ChildSaState StateOf(IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Routed => ChildSaState.ChildRouted,
        IpsecTunnelState.Installed => ChildSaState.ChildInstalled,
        IpsecTunnelState.Rekeying => ChildSaState.ChildRekeying,
        IpsecTunnelState.Rekeyed => ChildSaState.ChildRekeyed,
        IpsecTunnelState.Deleting or IpsecTunnelState.Expired => ChildSaState.ChildDeleting,
        IpsecTunnelState.Deleted => ChildSaState.ChildDeleted,
        _ => ChildSaState.ChildCreated,
    };

    private static string TaskOf(IkeTunnelActivity activity) => activity switch
    {
        IkeTunnelActivity.LivenessCheck => "IKE_DPD",
        IkeTunnelActivity.ChildRekeying => "CHILD_REKEY",
        IkeTunnelActivity.IkeRekeying => "IKE_REKEY",
        IkeTunnelActivity.UpdatingAddress => "IKE_MOBIKE",
        _ => string.Empty,
    };
}
