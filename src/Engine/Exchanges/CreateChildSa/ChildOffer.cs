using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>The payloads that negotiate a Child SA, in a request or an answer: SA, TSi, TSr and their notifies.</summary>
/// <param name="Proposals">The SA payload.</param>
/// <param name="Initiator">TSi.</param>
/// <param name="Responder">TSr.</param>
/// <param name="Transport">USE_TRANSPORT_MODE was there.</param>
/// <param name="TakesTfcPadding">False: ESP_TFC_PADDING_NOT_SUPPORTED was there, so we must not pad (RFC 7296 section 3.10.1).</param>
internal sealed record ChildOffer(
    IReadOnlyList<Proposal> Proposals,
    IReadOnlyList<TrafficSelector> Initiator,
    IReadOnlyList<TrafficSelector> Responder,
    bool Transport,
    bool TakesTfcPadding)
{
    /// <summary>Null when there is no child in the message.</summary>
    public static ChildOffer? Read(IReadOnlyList<Payload> payloads)
    {
        var sa = payloads.Find<SecurityAssociationPayload>();
        if (sa is null
            || payloads.Find(PayloadType.TrafficSelectorInitiator) is not TrafficSelectorPayload initiator
            || payloads.Find(PayloadType.TrafficSelectorResponder) is not TrafficSelectorPayload responder)
        {
            return null;
        }

        return new ChildOffer(
            sa.Proposals,
            FromWire(initiator),
            FromWire(responder),
            payloads.FindNotify(NotifyType.UseTransportMode) is not null,
            payloads.FindNotify(NotifyType.EspTfcPaddingNotSupported) is null);
    }

    /// <summary>Adds our wish for a child to a request. When traffic asked for it, the selectors of the packet that did come first (RFC 7296 section 2.9).</summary>
    public static void Contribute(IkeSa sa, ChildPolicy policy, uint spi, bool withKeyExchange, List<Payload> payloads)
    {
        if (policy.Mode == IpsecMode.Transport)
        {
            payloads.Add(new NotifyPayload(NotifyType.UseTransportMode));
        }

        payloads.Add(new SecurityAssociationPayload(
            ProposalSelection.ToWire(policy.Proposals, sa.Services.Context.Crypto, SpiBytes(spi), withKeyExchange)));
        var (local, remote) = (LocalSelectors(sa, policy), RemoteSelectors(sa, policy));
        if (!IsAddressOpen(sa) && sa.Services.Packets is { } packets && packets.Gate.TryGetTrigger(sa.Name, policy.Name, out var trigger))
        {
            (local, remote) = trigger.Before(local, remote);
        }

        payloads.Add(ToWire(isInitiator: true, local));
        payloads.Add(ToWire(isInitiator: false, remote));
    }

    /// <summary>Our side: what the RADIUS server of the peer said, else the policy. Dynamic selectors are the virtual addresses that we were given, else our address.</summary>
    public static IReadOnlyList<TrafficSelector> LocalSelectors(IkeSa sa, ChildPolicy policy)
    {
        var selectors = sa.Family.Radius is { Grant.LocalSelectors: { Count: > 0 } ofServer } ? ofServer : policy.LocalSelectors;
        if (sa.Family.Assigned?.Addresses is { Count: > 0 } assigned)
        {
            return Resolve(selectors, assigned.AsSpan());
        }

        return IsAddressOpen(sa)
            ? [.. selectors.SelectMany(selector => selector.ResolveUnknown(sa.Policy!.VirtualAddressRequests))]
            : Resolve(selectors, [sa.Path.Local.Address]);
    }

    /// <summary>The peer's side. Dynamic selectors are the virtual addresses that we gave it, else its address.</summary>
    public static IReadOnlyList<TrafficSelector> RemoteSelectors(IkeSa sa, ChildPolicy policy)
    {
        var selectors = sa.Family.Radius is { Grant.RemoteSelectors: { Count: > 0 } ofServer } ? ofServer : policy.RemoteSelectors;
        return sa.Family.Leases is { Count: > 0 } leases
            ? Resolve(selectors, [.. leases.Select(static lease => lease.Address)])
            : Resolve(selectors, [sa.Path.Remote.Address]);
    }

    public static TrafficSelectorPayload ToWire(bool isInitiator, IReadOnlyList<TrafficSelector> selectors) => new(
        isInitiator,
        [.. selectors.Select(selector => new WireTrafficSelector(
            selector.IsIpv6 ? TrafficSelectorType.Ipv6AddressRange : TrafficSelectorType.Ipv4AddressRange,
            selector.Protocol,
            selector.StartPort,
            selector.EndPort,
            selector.Start.ToBytes(),
            selector.End.ToBytes()))]);

    /// <summary>We ask for virtual addresses, and do not know them yet: the peer is to narrow everything to them (RFC 7296 section 2.19).</summary>
    private static bool IsAddressOpen(IkeSa sa) =>
        sa is { IsInitiator: true, EstablishedAt: null, Family.Assigned: null, Policy.VirtualAddressRequests.Count: > 0 };

    private static IReadOnlyList<TrafficSelector> Resolve(ValueList<ConfiguredSelector> selectors, ReadOnlySpan<IpAddress> addresses)
    {
        var resolved = new List<TrafficSelector>(selectors.Count);
        foreach (var selector in selectors)
        {
            if (selector.Network is not null)
            {
                resolved.Add(selector.Resolve(default));
                continue;
            }

            foreach (var address in addresses)
            {
                resolved.Add(selector.Resolve(address));
            }
        }

        return resolved;
    }

    public static byte[] SpiBytes(uint spi)
    {
        var octets = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(octets, spi);
        return octets;
    }

    /// <summary>Selectors of kinds that we do not know are skipped: they narrow to nothing.</summary>
    private static List<TrafficSelector> FromWire(TrafficSelectorPayload payload)
    {
        var selectors = new List<TrafficSelector>(payload.Selectors.Count);
        foreach (var selector in payload.Selectors)
        {
            var start = IpAddress.FromBytes(selector.StartAddress.Span);
            var end = IpAddress.FromBytes(selector.EndAddress.Span);
            if (selector.IsKnown && start <= end)
            {
                selectors.Add(new TrafficSelector(selector.Protocol, selector.StartPort, selector.EndPort, start, end));
            }
        }

        return selectors;
    }
}
