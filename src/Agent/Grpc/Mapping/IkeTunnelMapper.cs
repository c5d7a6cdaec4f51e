using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>A reading of an IKE tunnel as a message.</summary>
internal static class IkeTunnelMapper
{
    public static V1.IkeTunnel ToMessage(TunnelReading reading)
    {
        IkeTunnelSnapshot snapshot = reading.Snapshot;
        var message = new V1.IkeTunnel
        {
            TunnelId = snapshot.Id.Value,
            Generation = snapshot.Generation,
            UniqueId = snapshot.UniqueId,
            Vpn = snapshot.VpnName,
            Vrf = snapshot.Vrf,
            PolicyTemplate = snapshot.PolicyTemplate,
            State = EnumMapper.ToMessage(snapshot.State),
            Activity = EnumMapper.ToMessage(reading.Counters.Activity),
            CloseReason = EnumMapper.ToMessage(snapshot.CloseReason),
            CloseText = snapshot.CloseText,
            Initiator = snapshot.IsInitiator,
            MajorVersion = snapshot.MajorVersion,
            MinorVersion = snapshot.MinorVersion,
            InitiatorSpi = snapshot.InitiatorSpi,
            ResponderSpi = snapshot.ResponderSpi,
            Local = FactMapper.ToMessage(snapshot.Local),
            Remote = FactMapper.ToMessage(snapshot.Remote),
            LocalIdentity = FactMapper.ToMessage(snapshot.LocalIdentity),
            RemoteIdentity = FactMapper.ToMessage(snapshot.RemoteIdentity),
            LocalAuthenticationMethod = snapshot.LocalAuthenticationMethod,
            RemoteAuthenticationMethod = snapshot.RemoteAuthenticationMethod,
            Encryption = FactMapper.ToMessage(snapshot.Encryption),
            Integrity = FactMapper.ToMessage(snapshot.Integrity),
            Prf = FactMapper.ToMessage(snapshot.Prf),
            KeyExchange = FactMapper.ToMessage(snapshot.KeyExchange),
            NatTraversal = NatTraversal(snapshot),
            CanInitiate = snapshot.CanInitiate,
            Mobike = snapshot.Mobike,
            PpkUsed = snapshot.PpkUsed,
            Fragmentation = snapshot.Fragmentation,
            CreatedAt = WireValues.Moment(snapshot.CreatedAt),
            EstablishedAt = WireValues.Moment(snapshot.EstablishedAt),
            RekeyAt = WireValues.Moment(snapshot.RekeyAt),
            ExpiresAt = WireValues.Moment(snapshot.ExpiresAt),
            ReauthenticateAt = WireValues.Moment(snapshot.ReauthenticateAt),
            ClosedAt = WireValues.Moment(snapshot.ClosedAt),
            Lifetime = WireValues.Span(snapshot.Lifetime),
            RekeyTime = WireValues.Span(snapshot.RekeyTime),
            ReauthenticationTime = WireValues.Span(snapshot.ReauthenticationTime),
            DpdDelay = WireValues.Span(snapshot.DpdDelay),
            NatKeepaliveInterval = WireValues.Span(snapshot.NatKeepaliveInterval),
            Counters = CounterMapper.ToMessage(reading.Counters),
            Traffic = FactMapper.ToMessage(reading.Traffic),
            Activation = EnumMapper.ToMessage(snapshot.Activation),
            Intermediate = snapshot.Intermediate,
            Childless = snapshot.Childless,
            Redirect = snapshot.Redirect,
            SignatureHashes = snapshot.SignatureHashes,
            SessionResumption = snapshot.SessionResumption,
            PeerWindow = snapshot.PeerWindow,
        };
        foreach (var method in snapshot.AdditionalKeyExchanges)
        {
            message.AdditionalKeyExchanges.Add(FactMapper.ToMessage(method));
        }

        foreach (PastTraffic past in snapshot.Past)
        {
            message.Past.Add(FactMapper.ToMessage(past));
        }

        foreach (IpsecReading child in reading.Children)
        {
            message.Children.Add(IpsecTunnelMapper.ToMessage(child));
        }

        return message;
    }

    private static V1.NatTraversal NatTraversal(IkeTunnelSnapshot snapshot) => new()
    {
        Allowed = snapshot.NatTraversalAllowed,
        PeerSupports = snapshot.PeerSupportsNatTraversal,
        LocalNat = snapshot.LocalNatDetected,
        RemoteNat = snapshot.RemoteNatDetected,
        RemotePortTranslation = snapshot.RemotePortTranslationDetected,
        UdpEncapsulation = snapshot.UdpEncapsulation,
    };
}
