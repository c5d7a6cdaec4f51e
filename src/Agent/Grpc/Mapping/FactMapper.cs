using Google.Protobuf;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>The smaller facts of a tunnel.</summary>
internal static class FactMapper
{
    public static V1.Endpoint ToMessage(EndpointInfo endpoint) => new() { Address = endpoint.Address.ToString(), Port = endpoint.Port };

    /// <summary>Absent while unknown.</summary>
    public static V1.Identity? ToMessage(IdentityInfo identity) => identity.Type == 0
        ? null
        : new() { Type = identity.Type, Data = ByteString.CopyFrom(identity.Data.Span), Text = identity.Text };

    /// <summary>Absent when nothing was negotiated.</summary>
    public static V1.Algorithm? ToMessage(AlgorithmInfo algorithm) => algorithm.IsNone
        ? null
        : new() { TransformId = algorithm.Id, KeyBits = (uint)algorithm.KeyBits, Name = algorithm.Name, CombinedMode = algorithm.IsCombinedMode };

    public static V1.TrafficSelector ToMessage(SelectorInfo selector) => new()
    {
        Protocol = selector.Protocol,
        StartPort = selector.StartPort,
        EndPort = selector.EndPort,
        StartAddress = selector.StartAddress.ToString(),
        EndAddress = selector.EndAddress.ToString(),
        Text = selector.ToString(),
    };

    public static V1.Traffic ToMessage(in TrafficTotals totals) => new()
    {
        InOctets = totals.InOctets,
        OutOctets = totals.OutOctets,
        InPackets = totals.InPackets,
        OutPackets = totals.OutPackets,
        InErrors = totals.InErrors,
        OutErrors = totals.OutErrors,
    };

    public static V1.PastTraffic ToMessage(PastTraffic past) => new()
    {
        SecurityPolicy = past.PolicyName,
        Pairs = past.Pairs,
        Counters = CounterMapper.ToMessage(past.Counters),
        Rekeys = past.Rekeys,
        TunnelsEnded = past.TunnelsEnded,
    };

    public static V1.Vpn ToMessage(VpnConfiguration vpn) => new()
    {
        Name = vpn.Name,
        Vrf = vpn.Vrf,
        Enabled = vpn.Enabled,
        LocalAddress = vpn.LocalAddress?.ToString() ?? "",
        RemoteAddress = vpn.RemoteAddress?.ToString() ?? "",
        LocalIdentity = ToMessage(vpn.LocalIdentity),
        RemoteIdentity = ToMessage(vpn.RemoteIdentity),
        SecurityPolicies = { vpn.SecurityPolicies },
    };
}
