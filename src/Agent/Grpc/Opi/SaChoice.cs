using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// Which SAs a request means (strongSwan's rules): by child or child_id Child SAs, which ike and ike_id narrow; otherwise IKE SAs by ike or ike_id. Empty
/// and 0 are "not given".
/// </summary>
/// <param name="Ike">Name of the connection.</param>
/// <param name="IkeId">Unique id of the IKE SA.</param>
/// <param name="Child">Name of the child.</param>
/// <param name="ChildId">Unique id of the Child SA.</param>
internal readonly record struct SaChoice(string Ike, ulong IkeId, string Child, ulong ChildId)
{
    /// <summary>Nothing is given.</summary>
    public bool IsEmpty => !MeansChildren && Ike.Length == 0 && IkeId == 0;

    /// <summary>Child SAs are meant.</summary>
    public bool MeansChildren => Child.Length > 0 || ChildId > 0;

    /// <summary>True for the IKE SAs that are meant, or in which children are looked for.</summary>
    public bool Matches(IkeTunnelSnapshot ike) =>
        ike.State is not (IkeTunnelState.Pending or IkeTunnelState.Closed)
        && (Ike.Length == 0 || ike.VpnName == Ike)
        && (IkeId == 0 || ike.UniqueId == IkeId);

    /// <summary>True for the Child SAs that are meant; all when none is named.</summary>
    public bool Matches(IpsecTunnelSnapshot child) =>
        (Child.Length == 0 || child.PolicyName == Child) && (ChildId == 0 || child.UniqueId == ChildId);

    /// <summary>Unique ids of the SAs that can still be ended or rekeyed.</summary>
    public List<uint> Find(RegistryView view)
    {
        var found = new List<uint>();
        foreach (IkeTunnelSnapshot ike in view.Enumerate())
        {
            if (!Matches(ike))
            {
                continue;
            }

            if (!MeansChildren)
            {
                if (ike.State is not (IkeTunnelState.Rekeyed or IkeTunnelState.Closing))
                {
                    found.Add(ike.UniqueId);
                }

                continue;
            }

            foreach (IpsecTunnelSnapshot child in ike.Children)
            {
                if (Matches(child) && child.State is IpsecTunnelState.Negotiating or IpsecTunnelState.Installed or IpsecTunnelState.Rekeying or IpsecTunnelState.Expired)
                {
                    found.Add(child.UniqueId);
                }
            }
        }

        return found;
    }

    /// <summary>How many of these SAs are there yet.</summary>
    public int CountLeft(RegistryView view, IReadOnlySet<uint> ids)
    {
        var left = 0;
        foreach (IkeTunnelSnapshot ike in view.Enumerate())
        {
            if (!MeansChildren)
            {
                left += ids.Contains(ike.UniqueId) && ike.State != IkeTunnelState.Closed ? 1 : 0;
                continue;
            }

            foreach (IpsecTunnelSnapshot child in ike.Children)
            {
                left += ids.Contains(child.UniqueId) && child.State is not IpsecTunnelState.Deleted ? 1 : 0;
            }
        }

        return left;
    }
}
