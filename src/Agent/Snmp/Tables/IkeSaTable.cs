using System.Buffers.Binary;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2IkeSaTable: the live IKE SAs, index { myikev2VpnIndex, myikev2IkeSaIndex }.</summary>
internal sealed class IkeSaTable(ObjectIdentifier root)
    : MibTable<SnmpView, IkeSaTable.Row>(root.Append(MibRoot.Objects, 5, 1), Columns)
{
    /// <summary>From here on the registry's own numbers: EAP, for which IANA has none.</summary>
    private const byte FirstEap = 201;

    internal readonly record struct Row(SnmpView View, uint VpnIndex, IkeTunnelSnapshot Sa);

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2IkeSa")
        .Integer32(2, "State", row => State(row.Sa.State))
        .Custom(3, "SpiI", MibSyntax.OctetString, (row, ref writer) => WriteSpi(row.Sa.InitiatorSpi, ref writer))
        .Custom(4, "SpiR", MibSyntax.OctetString, (row, ref writer) => WriteSpi(row.Sa.ResponderSpi, ref writer))
        .TruthValue(5, "Initiator", row => row.Sa.IsInitiator)
        .TimeTicks(6, "EstablishedTime", row => row.View.TimeStamp(row.Sa.EstablishedAt))
        .Gauge32(7, "RekeyIn", row => row.View.SecondsUntil(row.Sa.RekeyAt))
        .Gauge32(8, "ExpireIn", row => row.View.SecondsUntil(row.Sa.ExpiresAt))
        .Gauge32(9, "EncrId", row => row.Sa.Encryption.Id)
        .Gauge32(10, "EncrKeyBits", row => (uint)row.Sa.Encryption.KeyBits)
        .Gauge32(11, "PrfId", row => row.Sa.Prf.Id)
        .Gauge32(12, "IntegId", row => row.Sa.Integrity.Id)
        .Gauge32(13, "KeId", row => row.Sa.KeyExchange.Id)
        .Text(14, "AddKeIds", row => AdditionalKeyExchanges(row.Sa.AdditionalKeyExchanges), 64)
        .Custom(15, "Suite", MibSyntax.OctetString, (row, ref writer) => AlgorithmText.WriteIkeSuite(row.Sa, ref writer))
        .Gauge32(16, "LocalAuth", row => Method(row.Sa.LocalAuthenticationMethod))
        .Gauge32(17, "RemoteAuth", row => Method(row.Sa.RemoteAuthenticationMethod))
        .Custom(18, "Extensions", MibSyntax.OctetString, (row, ref writer) => writer.WriteOctetString([Extensions(row.Sa)]))
        .Gauge32(19, "WindowOut", row => row.Sa.PeerWindow)
        .Gauge32(20, "Pending", row => row.Sa.State == IkeTunnelState.Rekeyed ? 0 : (uint)row.Sa.Counters.PendingRequests.Value);

    protected override int CountRows(SnmpView view) => view.Rows.IkeSas.Count;

    protected override Row GetRow(SnmpView view, int position)
    {
        var (vpnIndex, snapshot) = view.Rows.IkeSas[position];
        return new Row(view, vpnIndex, snapshot);
    }

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.VpnIndex;
        index[1] = row.Sa.UniqueId;
        return 2;
    }

    /// <summary>initSent(1), authSent(2), established(3), rekeying(4), rekeyed(5), deleting(6).</summary>
    private static int State(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Pending or IkeTunnelState.InitSent or IkeTunnelState.InitAnswered => 1,
        IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => 2,
        IkeTunnelState.Established => 3,
        IkeTunnelState.Rekeying => 4,
        IkeTunnelState.Rekeyed => 5,
        _ => 6,
    };

    private static uint Method(byte method) => method >= FirstEap ? 0u : method;

    /// <summary>BITS (RFC 2578 section 8): bit 0 is the first octet's most significant one.</summary>
    private static byte Extensions(IkeTunnelSnapshot sa) => (byte)(
        (sa.Fragmentation ? 0x80 : 0) | (sa.Mobike ? 0x40 : 0) | (sa.PpkUsed ? 0x20 : 0) | (sa.Intermediate ? 0x10 : 0)
        | (sa.Childless ? 0x08 : 0) | (sa.Redirect ? 0x04 : 0) | (sa.SignatureHashes ? 0x02 : 0) | (sa.SessionResumption ? 0x01 : 0));

    /// <summary>Numbers with commas between.</summary>
    private static string AdditionalKeyExchanges(IReadOnlyList<AlgorithmInfo> methods) =>
        methods.Count == 0 ? string.Empty : string.Join(',', methods.Select(static method => method.Id));

    private static void WriteSpi(ulong spi, ref BerWriter writer)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi);
        writer.WriteOctetString(octets);
    }
}
