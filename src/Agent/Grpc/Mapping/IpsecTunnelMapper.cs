using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>A reading of a pair of Child SAs as a message.</summary>
internal static class IpsecTunnelMapper
{
    public static V1.IpsecTunnel ToMessage(in IpsecReading reading)
    {
        IpsecTunnelSnapshot snapshot = reading.Snapshot;
        return new V1.IpsecTunnel
        {
            TunnelId = snapshot.Id.Value,
            Generation = snapshot.Generation,
            UniqueId = snapshot.UniqueId,
            RequestId = snapshot.RequestId,
            IkeTunnelId = snapshot.IkeTunnelId.Value,
            SecurityPolicy = snapshot.PolicyName,
            State = EnumMapper.ToMessage(snapshot.State),
            Initiator = snapshot.IsInitiator,
            Protocol = EnumMapper.ToMessage(snapshot.Protocol),
            Mode = EnumMapper.ToMessage(snapshot.Mode),
            SpiIn = snapshot.SpiIn,
            SpiOut = snapshot.SpiOut,
            Encryption = FactMapper.ToMessage(snapshot.Encryption),
            Integrity = FactMapper.ToMessage(snapshot.Integrity),
            KeyExchange = FactMapper.ToMessage(snapshot.KeyExchange),
            ExtendedSequenceNumbers = snapshot.ExtendedSequenceNumbers,
            ReplayWindow = (uint)snapshot.ReplayWindow,
            UdpEncapsulation = snapshot.UdpEncapsulation,
            Local = FactMapper.ToMessage(snapshot.Local),
            Remote = FactMapper.ToMessage(snapshot.Remote),
            LocalSelectors = { snapshot.LocalSelectors.Select(FactMapper.ToMessage) },
            RemoteSelectors = { snapshot.RemoteSelectors.Select(FactMapper.ToMessage) },
            InstalledAt = WireValues.Moment(snapshot.InstalledAt),
            RekeyAt = WireValues.Moment(snapshot.RekeyAt),
            ExpiresAt = WireValues.Moment(snapshot.ExpiresAt),
            Lifetime = WireValues.Span(snapshot.Lifetime),
            RekeyTime = WireValues.Span(snapshot.RekeyTime),
            RekeyBytes = snapshot.RekeyBytes,
            Counters = CounterMapper.ToMessage(reading.Counters),
            IkeGeneration = snapshot.IkeGeneration,
            Activation = EnumMapper.ToMessage(snapshot.Activation),
            RemoteUdpEncapsulationPort = snapshot.RemoteUdpEncapsulationPort,
            CopiesDf = snapshot.CopiesDf,
            CopiesDscp = snapshot.CopiesDscp,
            RekeyPackets = snapshot.RekeyPackets,
            LifeBytes = snapshot.LifeBytes,
            LifePackets = snapshot.LifePackets,
        };
    }
}
