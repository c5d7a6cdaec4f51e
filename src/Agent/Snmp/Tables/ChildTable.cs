using System.Text;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// myikev2ChildTable: the security policies of each vpn with the Child SA pair that serves them now, index
/// { myikev2VpnIndex, myikev2ChildIndex }. A configured child keeps its row while it is down.
/// </summary>
/// <remarks>Traffic counters and rekeys are totals over rekeys and reconnects.</remarks>
internal sealed class ChildTable(ObjectIdentifier root)
    : MibTable<SnmpView, ChildTable.Row>(root.Append(MibRoot.Objects, 6, 1), Columns)
{
    private const IpsecCounterCells InOtherDrops = IpsecCounterCells.InDrops & ~(IpsecCounterCells.ReplayDrops | IpsecCounterCells.IntegrityFailures);

    internal readonly record struct Row(SnmpView View, ChildRow Child)
    {
        internal IpsecTunnelSnapshot? Pair => Child.Current;

        internal IpsecTunnelSnapshot? Live => Child.Live;

        /// <summary>
        /// What is known of the last change: when the pair was installed, when the replacement was due that is being
        /// negotiated, or when the vpn went down.
        /// </summary>
        internal DateTimeOffset? LastChange => Child.Status switch
        {
            ChildStatus.Up => Pair!.InstalledAt,
            ChildStatus.Rekeying => Pair!.RekeyAt < View.Registry.AsOf ? Pair.RekeyAt : Pair.InstalledAt,
            _ => Child.Vpn.Past(View).LastDownAt,
        };
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2Child")
        .Text(2, "Name", row => row.Child.Name, 64)
        .Integer32(3, "OperStatus", row => (int)row.Child.Status)
        .TimeTicks(4, "LastChange", row => row.View.TimeStamp(row.LastChange))
        .Integer32(5, "Protocol", row => row.Pair is { Protocol: IpsecProtocol.Ah } ? 2 : 1)
        .Integer32(6, "Mode", row => row.Pair is { Mode: IpsecMode.Transport } ? 2 : 1)
        .TruthValue(7, "UdpEncap", row => row.Live is { UdpEncapsulation: true })
        .Text(8, "LocalTs", row => Selectors(row.Live?.LocalSelectors))
        .Text(9, "RemoteTs", row => Selectors(row.Live?.RemoteSelectors))
        .Gauge32(10, "SpiIn", row => row.Live?.SpiIn ?? 0)
        .Gauge32(11, "SpiOut", row => row.Live?.SpiOut ?? 0)
        .Gauge32(12, "EncrId", row => row.Live?.Encryption.Id ?? 0)
        .Gauge32(13, "EncrKeyBits", row => (uint)(row.Live?.Encryption.KeyBits ?? 0))
        .Gauge32(14, "IntegId", row => row.Live?.Integrity.Id ?? 0)
        .Gauge32(15, "KeId", row => row.Live?.KeyExchange.Id ?? 0)
        .TruthValue(16, "Esn", row => row.Live is { ExtendedSequenceNumbers: true })
        .Custom(17, "Suite", MibSyntax.OctetString, (row, ref writer) => AlgorithmText.WriteChildSuite(row.Live, ref writer))
        .TimeTicks(18, "InstalledTime", row => row.View.TimeStamp(row.Live?.InstalledAt))
        .Gauge32(19, "RekeyIn", row => row.View.SecondsUntil(row.Live?.RekeyAt))
        .Gauge32(20, "ExpireIn", row => row.View.SecondsUntil(row.Live?.ExpiresAt))
        .Counter64(21, "Rekeys", row => row.Child.ReadRekeys(row.View))
        .Gauge32(22, "SaCount", row => (uint)row.Child.Pairs)
        .Counter64(23, "InOctets", row => row.Child.Sum(row.View, IpsecCounterCells.InOctets))
        .Counter64(24, "OutOctets", row => row.Child.Sum(row.View, IpsecCounterCells.OutOctets))
        .Counter64(25, "InPkts", row => row.Child.Sum(row.View, IpsecCounterCells.InPackets))
        .Counter64(26, "OutPkts", row => row.Child.Sum(row.View, IpsecCounterCells.OutPackets))
        .Counter64(27, "InReplayDrops", row => row.Child.Sum(row.View, IpsecCounterCells.ReplayDrops))
        .Counter64(28, "InIntegrityDrops", row => row.Child.Sum(row.View, IpsecCounterCells.IntegrityFailures))
        .Counter64(29, "InOtherDrops", row => row.Child.Sum(row.View, InOtherDrops))
        .Counter64(30, "OutDrops", row => row.Child.Sum(row.View, IpsecCounterCells.OutDrops))
        .TimeTicks(31, "LastUsed", row => row.View.TimeStamp(LastUsed(row.Live)))
        .Gauge32(32, "UniqueId", row => row.Live?.UniqueId ?? 0)
        .Gauge32(33, "ReqId", row => row.Live?.RequestId ?? 0)
        .TimeTicks(34, "DiscontinuityTime", row => row.View.TimeStamp(row.View.Registry.Engine.StartedAt))
        .Counter64(35, "InDecryptDrops", row => row.Child.Sum(row.View, IpsecCounterCells.DecryptionFailures))
        .Counter64(36, "InSelectorDrops", row => row.Child.Sum(row.View, IpsecCounterCells.SelectorMismatches))
        .Counter64(37, "InNoPolicyDrops", row => row.Child.Sum(row.View, IpsecCounterCells.NoPolicyDrops))
        .Counter64(38, "InErrors", row => row.Child.Sum(row.View, IpsecCounterCells.InErrors))
        .Counter64(39, "InDummyPkts", row => row.Child.Sum(row.View, IpsecCounterCells.InDummyPackets))
        .Counter64(40, "OutSequenceDrops", row => row.Child.Sum(row.View, IpsecCounterCells.SequenceOverflows))
        .Counter64(41, "OutEncryptDrops", row => row.Child.Sum(row.View, IpsecCounterCells.EncryptionFailures))
        .Counter64(42, "OutTooBig", row => row.Child.Sum(row.View, IpsecCounterCells.OutTooBig))
        .Counter64(43, "OutSelectorDrops", row => row.Child.Sum(row.View, IpsecCounterCells.OutSelectorMismatches))
        .Counter64(44, "OutErrors", row => row.Child.Sum(row.View, IpsecCounterCells.OutErrors));

    protected override int CountRows(SnmpView view) => view.Rows.Children.Count;

    protected override Row GetRow(SnmpView view, int position) => new(view, view.Rows.Children[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Child.VpnIndex;
        index[1] = row.Child.Index;
        return 2;
    }

    internal static string Selectors(IReadOnlyList<SelectorInfo>? selectors)
    {
        if (selectors is null or { Count: 0 })
        {
            return string.Empty;
        }

        if (selectors.Count == 1)
        {
            return selectors[0].ToString();
        }

        // No more than the object holds: a peer may send hundreds.
        var text = new StringBuilder();
        for (var i = 0; i < selectors.Count && text.Length < 255; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ").Append(selectors[i]);
        }

        return text.ToString();
    }

    private static DateTimeOffset? LastUsed(IpsecTunnelSnapshot? pair)
    {
        var last = pair is null
            ? 0
            : Math.Max(pair.Counters.LastInUnixMilliseconds.Value, pair.Counters.LastOutUnixMilliseconds.Value);
        return last == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)last);
    }
}
