using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>
/// TABLE: the number of each row. Live rows have the numbers of MYIKEV2-MIB: a configured vpn and its children keep theirs
/// over rekey, reconnect and restart; a dynamic peer has one from 1,000,000,000 on for as long as its tunnel lives.
/// Thread-safe.
/// </summary>
internal sealed class CiscoIndexes(IMibNumbers numbers, CiscoOptions options)
{
    /// <summary>Stands for "no such tunnel" where the range of an object begins at 1.</summary>
    internal const uint None = int.MaxValue;

    private const uint PairNumbers = (int.MaxValue - 1) / 2;
    private const uint EndPointBlocks = (int.MaxValue / MaximumEndPoints) - 1;

    /// <summary>Most selector pairs shown of one tunnel; a peer may send hundreds of selectors.</summary>
    internal const int MaximumEndPoints = 64;

    /// <summary>cipSecTunIndex of a child.</summary>
    internal uint OfChild(VpnRow vpn, ChildRow child) => options.RowPerPeer ? vpn.Index : child.Index;

    /// <summary>cipSecTunIndex that a child of the past had.</summary>
    internal uint OfChild(uint tunnelIndex, string policy, TunnelId childId)
    {
        if (options.RowPerPeer)
        {
            return tunnelIndex;
        }

        return tunnelIndex < MibNumbers.FirstDynamic ? numbers.Child(tunnelIndex, policy)
            : childId.Value == 0 ? None : MibNumbers.Dynamic(childId.Value);
    }

    /// <summary>
    /// cipSecSpiIndex of the inbound SA of a pair; the outbound one has the next. It comes from the pair's number, which is
    /// not used twice: one counted over the SAs that are left would move when the first of them goes.
    /// </summary>
    internal static uint OfInboundSa(uint pairUniqueId) => ((pairUniqueId % PairNumbers) * 2) + 1;

    /// <summary>Index of a history or failure row: its number in the registry, wrapped.</summary>
    internal static uint OfPast(uint number) => ((number - 1) % int.MaxValue) + 1;

    /// <summary>
    /// cipSecEndPtHistIndex: a block of <see cref="MaximumEndPoints"/> for each ended child, so that a row has the same
    /// number for every reader.
    /// </summary>
    internal static uint OfPastEndPoint(uint childNumber, uint endPoint) =>
        (((childNumber - 1) % EndPointBlocks) * MaximumEndPoints) + endPoint;
}
