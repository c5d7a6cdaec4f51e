using System.Net;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.Nmsecq.Output;

/// <summary>Fields of a structure as the dialect's table has them, whatever the structure is.</summary>
internal static class RecordFields
{
    private const int Ipv4Length = 4;
    private const string Interface = "NMsecInterface";
    private const string Filter = "NMsecInFilter";

    // Bit 7 of NMsFltSelect.
    private const ulong FilterIsIpv6 = 0x0100_0000;

    // The flags that say of which family a record's addresses are, and two structures that have no flag.
    private static readonly string[] FamilyFlags = ["NMsIKETunIPv6", "NMsIPTunFlagIPv6", "NMsFilIPv6", "NMsIPv6"];
    private static readonly string[] WithoutFamily = ["NMsecNSS", "NMsecClient"];

    /// <summary>The fields of a structure in a dialect.</summary>
    public static IEnumerable<WireField> Of(NmsecDialect dialect, StructureLayout layout) => layout.Fields
        .Select(field => layout.Name == Interface && dialect.InterfaceFlagsOneBased && field.Format == FieldFormat.Bits ? field with { Bit = field.Bit + 1 } : field);

    /// <summary>True if the structure's bytes reach to the end of the field.</summary>
    public static bool IsPresent(in WireField field, ReadOnlySpan<byte> bytes)
        => (field.BitLength == 0 ? field.End : field.Offset + ((field.Bit + field.BitLength + 7) / 8)) <= bytes.Length;

    public static bool Bit(in WireField field, ReadOnlySpan<byte> bytes) => (bytes[field.Offset + (field.Bit / 8)] & (0x80 >> (field.Bit % 8))) != 0;

    public static string Text(in WireField field, ReadOnlySpan<byte> bytes) => Ebcdic1047.DecodePadded(field.Slice(bytes));

    /// <summary>
    /// Of which family the addresses in a structure are: it says so itself, or the structure before it in the record did, or the bytes behind an IPv4
    /// address tell.
    /// </summary>
    public static bool IsIpv6(NmsecDialect dialect, StructureLayout layout, ReadOnlySpan<byte> bytes, bool before)
    {
        if (layout.Name == Filter)
        {
            var select = dialect.InputFilter.Select;
            return IsPresent(select, bytes) && (select.Read(bytes) & FilterIsIpv6) != 0;
        }

        foreach (var field in Of(dialect, layout))
        {
            if (field.Format == FieldFormat.Bits && FamilyFlags.Contains(field.Name) && IsPresent(field, bytes))
            {
                return Bit(field, bytes);
            }

            if (field.Format == FieldFormat.Address && WithoutFamily.Contains(layout.Name) && IsPresent(field, bytes))
            {
                return field.Slice(bytes)[Ipv4Length..].ContainsAnyExcept((byte)0);
            }
        }

        return before;
    }

    /// <summary>True for a field that lies over another one of the other family.</summary>
    public static bool IsOtherFamily(StructureLayout layout, in WireField field, bool ipv6)
    {
        var (offset, length) = (field.Offset, field.Length);
        return field.Format == FieldFormat.Address && (length == Ipv4Length) == ipv6
            && layout.Fields.Any(other => other.Format == FieldFormat.Address && other.Offset == offset && other.Length != length);
    }

    /// <summary>The address in a field; IPv4 is in the first four bytes, of an interface in the last four.</summary>
    public static IPAddress Address(StructureLayout layout, in WireField field, ReadOnlySpan<byte> bytes, bool ipv6)
    {
        var value = field.Slice(bytes);
        return value.Length == Ipv4Length || (ipv6 && value.Length == 16) ? new IPAddress(value)
            : value.Length < Ipv4Length ? IPAddress.None
            : new IPAddress(layout.Name == Interface ? value[^Ipv4Length..] : value[..Ipv4Length]);
    }

    /// <summary>True for a field that <see cref="WireField.Read"/> can read as a number.</summary>
    public static bool IsNumber(in WireField field) => field.Length is 1 or 2 or 4 or 8;
}
