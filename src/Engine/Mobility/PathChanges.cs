using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Mobility;

/// <summary>
/// Moves IKE SAs to other addresses (RFC 4555). The side that started the tunnel decides: when its own addresses or routes change, when the peer's do, and
/// when nobody answers on the path in use. The other side says which addresses it has, and follows.
/// </summary>
internal sealed class PathChanges(ShardServices services)
{
    public PathFinder Paths { get; } = new(services);

    /// <summary>Addresses or routes of the host have changed.</summary>
    public void NetworkChanged(ValueList<IpAddress> addresses)
    {
        Paths.HostAddresses = addresses;
        foreach (var sa in services.Sas.All.ToArray())
        {
            if (sa is { Mobility: { } mobility, State: IkeSaState.Established, Policy.Roaming: null })
            {
                mobility.Refused.Clear();
                Review(sa, mobility);
            }
        }
    }

    /// <summary>The peer has sent the list of its addresses from <paramref name="source"/>.</summary>
    public void PeerAddressesChanged(IkeSa sa, MobilityState mobility, in NetworkPath source)
    {
        mobility.Refused.Clear();
        var present = sa.Path.Remote.Address;
        if (mobility.IsOriginalInitiator && source.Remote.Address != present && !mobility.PeerAddresses.Contains(present))
        {
            Move(sa, source);
        }
    }

    /// <summary>An answer came on another path than the one in use, on which the request had been tried.</summary>
    public void AnsweredOn(IkeSa sa, in NetworkPath path)
    {
        // Whoever can change the addresses of a packet must not choose ours: only what was tried counts.
        if (path != sa.Path && sa is { Mobility.IsOriginalInitiator: true, State: IkeSaState.Established } && Paths.Alternatives(sa).Contains(path))
        {
            Move(sa, path);
        }
    }

    /// <summary>A vpn that moves by plan goes on to its next addresses.</summary>
    public void MoveOn(IkeSa sa, RoamingPlan plan)
    {
        sa.Mobility!.Refused.Clear();
        if (Paths.Next(sa, plan) is { } path)
        {
            Move(sa, path);
        }
    }

    /// <summary>The peer refuses the path in use: another is tried; with none left, the IKE SA stays on it and the Child SAs where they were.</summary>
    public void Refused(IkeSa sa)
    {
        sa.Mobility!.Refused.Add(sa.Path);
        if (Paths.Best(sa) is { } other)
        {
            Move(sa, other);
        }
    }

    /// <summary>What has to be sent again on a way of its own once nobody answers; nothing where the SA must stay where it is.</summary>
    public IReadOnlyList<NetworkPath> Probes(IkeSa sa, bool announcesAddresses) =>
        sa is { Mobility: { } mobility, State: IkeSaState.Established } && CanMove(sa)

        // The other side uses the peer's list only to say that its own addresses have changed (section 3.6).
        && (mobility.IsOriginalInitiator || announcesAddresses)
            ? Paths.Alternatives(sa)
            : [];

    /// <summary>Tells the peer the present path, once.</summary>
    public static void Update(IkeSa sa)
    {
        if (!sa.Requests.Queued.OfType<UpdateAddressesInitiator>().Any())
        {
            sa.Requests.Enqueue(new UpdateAddressesInitiator(), first: true);
        }
    }

    /// <summary>Goes on from or to another address: everything that is unanswered is sent again there, then the peer is told (section 3.5).</summary>
    private void Move(IkeSa sa, in NetworkPath path)
    {
        if (!CanMove(sa))
        {
            return;
        }

        var before = sa.Path;
        sa.Path = path;
        services.MarkDirty(sa);
        services.Emit(new PathChanged(sa.Name, before, path) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        sa.Requests.Resend();
        Update(sa);
    }

    private void Review(IkeSa sa, MobilityState mobility)
    {
        var isUsable = Paths.IsUsable(sa.Path);
        var other = isUsable && !services.Configuration.Limits.MobikePrefersBestPath ? null : Paths.Best(sa);
        if (other is { } path && path != sa.Path && (mobility.IsOriginalInitiator || !isUsable))
        {
            if (mobility.IsOriginalInitiator)
            {
                Move(sa, path);
                return;
            }

            // The peer hears from here that the old address is gone, and decides. Some do not say so: packets cannot leave from the old one in any case.
            sa.Path = path;
            services.MarkDirty(sa);
            sa.Requests.Resend();
            Announce(sa, evenIfUnchanged: true);
            PathCheckInitiator.AskLater(sa);
            return;
        }

        if (!Paths.OtherOwnAddresses(sa).Equals(mobility.Told))
        {
            Announce(sa, evenIfUnchanged: false);
        }
    }

    private static void Announce(IkeSa sa, bool evenIfUnchanged)
    {
        if (!sa.Requests.Queued.OfType<AddressListInitiator>().Any())
        {
            sa.Requests.Enqueue(new AddressListInitiator(evenIfUnchanged));
        }
    }

    /// <summary>In transport mode the addresses are what is protected: such SAs cannot move (section 1.2).</summary>
    private static bool CanMove(IkeSa sa)
    {
        foreach (var child in sa.Children.All)
        {
            if (child is { IsAlive: true, Mode: IpsecMode.Transport })
            {
                return false;
            }
        }

        return true;
    }
}
