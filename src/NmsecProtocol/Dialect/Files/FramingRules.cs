using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>
/// What must hold beyond single structures so that messages can be framed: numbers wide enough for what they count,
/// identifiers that fit, a prefix that the frame reader can hold.
/// </summary>
internal static class FramingRules
{
    // Codes and the length of a header fit into two bytes; everything that counts bytes or records may need four.
    private static readonly string[] Narrow = ["NMsMHdrLength", "NMsMRc", "NMsMRsn", "NMsFltDiscipline"];

    // A set of bits has its bits where it has them; a filter's address may be IPv6.
    private static readonly string[] Rigid = ["NMsFltSelect", "NMsFltLclAddr", "NMsFltRmtAddr"];

    /// <summary>The errors of a dialect that was read from a file.</summary>
    public static IEnumerable<NmsecDialectError> Check(
        NmsecDialect design, NmsecDialect dialect, IReadOnlyDictionary<string, StructureOverride> replaced, FileNode root)
    {
        foreach (var structure in design.Structures.Except(design.Sections.All))
        {
            if (replaced.TryGetValue(structure.Name, out var value))
            {
                foreach (var error in structure.Fields.Zip(value.Fields, value.Places).SelectMany(row => CheckWidth(row.First, row.Second, row.Third)))
                {
                    yield return error;
                }
            }
        }

        var header = dialect.MessageHeader;
        var headerNode = replaced.GetValueOrDefault(header.Name)?.Node ?? root;
        if (header.PrefixLength > FrameReader.PrefixBuffer)
        {
            yield return headerNode.Error(
                $"{header.Ident.Name}, {header.HeaderLength.Name} and {header.MessageLength.Name} must end in the first {FrameReader.PrefixBuffer} bytes.");
        }

        if (!Fits(header.Identifier, header.Ident))
        {
            yield return headerNode.Error($"The identifier does not fit into {header.Ident.Name}.");
        }

        var record = dialect.RecordHeader;
        if (!Fits(record.Identifier, record.Ident))
        {
            yield return (replaced.GetValueOrDefault(record.Name)?.Node ?? root).Error($"The identifier does not fit into {record.Ident.Name}.");
        }

        var smallest = header.Length + Math.Max(
            RecordWriter.Measure(dialect, [dialect.InputFilter.Length]), RecordWriter.Measure(dialect, [dialect.Sections.TunnelControl.Length]));
        if (dialect.MaximumRequestLength < smallest)
        {
            yield return root.Error($"maximumRequestLength leaves no room for a request with one record, which has {smallest} bytes.");
        }
    }

    private static IEnumerable<NmsecDialectError> CheckWidth(WireField design, WireField field, FileNode? node)
    {
        if (node is null)
        {
            yield break;
        }

        if (Rigid.Contains(design.Name) && field.Length != design.Length)
        {
            yield return node.Error($"{design.Name} has {design.Length} bytes in every dialect.");
        }
        else if (IsIdentifier(design) && field.Length is not (1 or 2 or 4 or 8))
        {
            yield return node.Error("An identifier has 1, 2, 4 or 8 bytes.");
        }
        else if (design.Format == FieldFormat.Binary && field.Length < Math.Min(design.Length, Narrow.Contains(design.Name) ? 2 : 4))
        {
            yield return node.Error($"{design.Name} must be able to count further than {field.Length} bytes let it.");
        }
        else if (design.Format == FieldFormat.Binary && field.Length > Math.Max(design.Length, 4))
        {
            yield return node.Error($"{design.Name} has 4 bytes at most.");
        }
    }

    private static bool IsIdentifier(WireField field) => field.Name is "NMsMIdent" or "NMsRIdent";

    private static bool Fits(ulong value, WireField field) => field.Length >= sizeof(ulong) || value >> (field.Length * 8) == 0;
}
