using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>The parts of an IKE tunnel that cost the most to map and to send; the rest always comes.</summary>
[Flags]
internal enum TunnelParts
{
    None = 0,
    Counters = 1,
    Children = 2,
    Past = 4,
    Peers = 8,
    All = Counters | Children | Past | Peers,
}

/// <summary>A reading of an IKE tunnel as a message.</summary>
internal static class IkeTunnelMapper
{
    /// <summary>The parts of which a mask wants anything.</summary>
    public static TunnelParts PartsOf(MessageMask? mask)
    {
        if (mask is null)
        {
            return TunnelParts.All;
        }

        bool peers = mask.Wants("local") || mask.Wants("remote") || mask.Wants("local_identity") || mask.Wants("remote_identity");
        return (mask.Wants("counters") ? TunnelParts.Counters : TunnelParts.None)
            | (mask.Wants("children") ? TunnelParts.Children : TunnelParts.None)
            | (mask.Wants("past") ? TunnelParts.Past : TunnelParts.None)
            | (peers ? TunnelParts.Peers : TunnelParts.None);
    }

    public static V1.IkeTunnel ToMessage(TunnelReading reading, TunnelParts parts = TunnelParts.All)
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
            LocalAuthenticationMethod = snapshot.LocalAuthenticationMethod,
            RemoteAuthenticationMethod = snapshot.RemoteAuthenticationMethod,
            RemoteCertificateNotAfter = WireValues.Moment(snapshot.RemoteCertificateNotAfter),
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
            Traffic = FactMapper.ToMessage(reading.Traffic),
            Activation = EnumMapper.ToMessage(snapshot.Activation),
            Intermediate = snapshot.Intermediate,
            Childless = snapshot.Childless,
            Redirect = snapshot.Redirect,
            SignatureHashes = snapshot.SignatureHashes,
            SessionResumption = snapshot.SessionResumption,
            PeerWindow = snapshot.PeerWindow,
            LocalVirtualAddresses = { snapshot.LocalVirtualAddresses.Select(static address => address.ToString()) },
            RemoteVirtualAddresses = { snapshot.RemoteVirtualAddresses.Select(static address => address.ToString()) },
            VirtualDnsServers = { snapshot.VirtualDnsServers.Select(static address => address.ToString()) },
        };
        foreach (var method in snapshot.AdditionalKeyExchanges)
        {
            message.AdditionalKeyExchanges.Add(FactMapper.ToMessage(method));
        }

        AddParts(message, reading, parts);
        return message;
    }

    private static void AddParts(V1.IkeTunnel message, TunnelReading reading, TunnelParts parts)
    {
        IkeTunnelSnapshot snapshot = reading.Snapshot;
        if (parts.HasFlag(TunnelParts.Peers))
        {
            message.Local = FactMapper.ToMessage(snapshot.Local);
            message.Remote = FactMapper.ToMessage(snapshot.Remote);
            message.LocalIdentity = FactMapper.ToMessage(snapshot.LocalIdentity);
            message.RemoteIdentity = FactMapper.ToMessage(snapshot.RemoteIdentity);
        }

        if (parts.HasFlag(TunnelParts.Counters))
        {
            message.Counters = CounterMapper.ToMessage(reading.Counters);
        }

        if (parts.HasFlag(TunnelParts.Past))
        {
            foreach (PastTraffic past in snapshot.Past)
            {
                message.Past.Add(FactMapper.ToMessage(past));
            }
        }

        if (parts.HasFlag(TunnelParts.Children))
        {
            foreach (IpsecReading child in reading.Children)
            {
                message.Children.Add(IpsecTunnelMapper.ToMessage(child));
            }
        }
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
