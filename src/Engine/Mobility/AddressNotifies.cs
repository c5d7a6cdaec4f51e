using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Mobility;

/// <summary>What MOBIKE adds to messages: that it is supported, and which further addresses the sender has (RFC 4555 sections 3.2, 3.4, 3.6).</summary>
internal static class AddressNotifies
{
    /// <summary>More addresses of a peer than this are not kept.</summary>
    private const int MostPeerAddresses = 16;

    /// <summary>To the first IKE_AUTH request: whether the peer can do it shows its answer.</summary>
    public static void Offer(IkeSa sa, List<Payload> payloads)
    {
        if (sa.Policy!.Mobike)
        {
            sa.Mobility = new MobilityState(isOriginalInitiator: true);
            Contribute(sa, payloads);
        }

        ForbidNats(sa, payloads);
    }

    /// <summary>Where a NAT is not wanted, the peer must see the message as it left (section 3.9).</summary>
    public static void ForbidNats(IkeSa sa, List<Payload> payloads)
    {
        if (sa.Policy!.DisallowsNat)
        {
            payloads.Add(NoNatsAllowedNotify.Create(sa.Path.Local, sa.Path.Remote));
        }
    }

    /// <summary>True when the peer forbids NATs, and one has changed the addresses of its first IKE_AUTH request.</summary>
    public static bool MeetsForbiddenNat(IkeSa sa, IReadOnlyList<Payload> request) =>
        sa.Policy!.Mobike
        && request.FindNotify(NotifyType.NoNatsAllowed) is { } addresses
        && !NoNatsAllowedNotify.Matches(addresses, sa.Incoming.Path.Remote, sa.Incoming.Path.Local);

    /// <summary>What the answer to that says.</summary>
    public static void Conclude(IkeSa sa, IReadOnlyList<Payload> answer)
    {
        if (sa.Mobility is not { } mobility)
        {
            return;
        }

        if (answer.FindNotify(NotifyType.MobikeSupported) is null)
        {
            sa.Mobility = null;
            return;
        }

        ReadList(mobility, answer);
    }

    /// <summary>To the last IKE_AUTH answer, when the first request asked for it.</summary>
    public static void Accept(IkeSa sa, IReadOnlyList<Payload> request, List<Payload> answer)
    {
        if (sa.Policy!.Mobike && request.FindNotify(NotifyType.MobikeSupported) is not null)
        {
            sa.Mobility = new MobilityState(isOriginalInitiator: false);
            ReadList(sa.Mobility, request);
            Contribute(sa, answer);
        }
    }

    /// <summary>Adds our list.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="payloads">Where to.</param>
    /// <param name="list">The addresses.</param>
    public static void AddList(IkeSa sa, List<Payload> payloads, ValueList<IpAddress> list)
    {
        sa.Mobility!.Told = list;
        payloads.AddRange(list.Select(AdditionalAddressNotify.Create));
        if (list.Count == 0)
        {
            payloads.Add(new NotifyPayload(NotifyType.NoAdditionalAddresses));
        }
    }

    /// <summary>Takes over the peer's list; false when the message has none. Each list replaces the one before.</summary>
    public static bool ReadList(MobilityState mobility, IReadOnlyList<Payload> payloads)
    {
        var addresses = new List<IpAddress>();
        var isList = false;
        foreach (var payload in payloads)
        {
            if (payload is NotifyPayload notify)
            {
                isList |= notify.NotifyType is NotifyType.NoAdditionalAddresses or NotifyType.AdditionalIp4Address or NotifyType.AdditionalIp6Address;
                // What no host can be reached at is no address of the peer, whatever it says.
                if (AdditionalAddressNotify.TryRead(notify, out var address) && ReachableAddress.Is(address) && addresses.Count < MostPeerAddresses && !addresses.Contains(address))
                {
                    addresses.Add(address);
                }
            }
        }

        if (isList)
        {
            mobility.PeerAddresses = addresses.ToValueList();
        }

        return isList;
    }

    /// <summary>An empty list needs no word here: there is none before (section 3.4).</summary>
    private static void Contribute(IkeSa sa, List<Payload> payloads)
    {
        payloads.Add(new NotifyPayload(NotifyType.MobikeSupported));
        var others = sa.Services.Mobility.Paths.OtherOwnAddresses(sa);
        sa.Mobility!.Told = others;
        payloads.AddRange(others.Select(AdditionalAddressNotify.Create));
    }
}
