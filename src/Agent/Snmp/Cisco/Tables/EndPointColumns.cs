using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>The six objects that say what one side of a tunnel is, in cipSecEndPtTable and cipSecEndPtHistTable.</summary>
internal static class EndPointColumns
{
    private const int SingleAddress = 1;
    private const int AddressRange = 2;
    private const int Subnet = 3;

    internal static MibObjectList<TRow> EndPoint<TRow>(
        this MibObjectList<TRow> columns, uint first, string side, Func<TRow, SelectorInfo> read) => columns
        .Text(first, side + "Name", _ => string.Empty)
        .Integer32(first + 1, side + "Type", row => TypeOf(read(row)))
        .Custom(first + 2, side + "Addr1", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(read(row).StartAddress, ref writer))
        .Custom(first + 3, side + "Addr2", MibSyntax.OctetString, (row, ref writer) => WriteSecond(read(row), ref writer))
        .Integer32(first + 4, side + "Protocol", row => read(row).Protocol)
        .Integer32(first + 5, side + "Port", row => read(row) is var selector && selector.StartPort == selector.EndPort ? selector.StartPort : 0);

    /// <summary>EndPtType: singleIpAddr(1), ipAddrRange(2), ipSubnet(3).</summary>
    private static int TypeOf(SelectorInfo selector) =>
        selector.StartAddress.Equals(selector.EndAddress) ? SingleAddress : selector.PrefixLength is null ? AddressRange : Subnet;

    /// <summary>The same address, the last one, or the mask in the form of an address.</summary>
    private static void WriteSecond(SelectorInfo selector, ref BerWriter writer)
    {
        if (TypeOf(selector) != Subnet)
        {
            CiscoPeerNames.WriteAddress(selector.EndAddress, ref writer);
            return;
        }

        Span<byte> mask = stackalloc byte[16];
        mask.Clear();
        var bits = selector.PrefixLength!.Value;
        for (var bit = 0; bit < bits; bit++)
        {
            mask[bit >> 3] |= (byte)(0x80 >> (bit & 7));
        }

        writer.WriteOctetString(mask[..(selector.IsIpv6 ? 16 : 4)]);
    }
}
