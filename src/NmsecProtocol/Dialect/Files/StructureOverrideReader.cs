using System.Text.Json;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>
/// Reads what a file says of one structure and holds it against the rules that make any structure sound: fields inside
/// the length, no two over each other, lengths that their kind can have, published fields where they are published.
/// </summary>
internal sealed class StructureOverrideReader(StructureLayout design, List<NmsecDialectError> errors)
{
    private const int Longest = 4096;

    private readonly WireField[] _fields = [.. design.Fields];
    private readonly FileNode?[] _places = new FileNode?[design.Fields.Count];

    /// <summary>Reads the structure.</summary>
    public StructureOverride Read(FileNode node, IEnumerable<KeyValuePair<string, FileNode>> members)
    {
        var length = design.Length;
        var lengthNode = node;
        foreach (var (name, value) in members)
        {
            if (name == "length")
            {
                length = (int)FileNumber.Read(value, 1, Longest, errors, design.Length);
                lengthNode = value;
            }
            else if (name == "fields" && value.Kind == JsonTokenType.StartObject)
            {
                ReadFields(value);
            }
            else
            {
                errors.Add(value.Error("A structure has a \"length\" and an object \"fields\"."));
            }
        }

        CheckPlaces(length, lengthNode);
        return new StructureOverride(node, length, _fields, _places);
    }

    private void ReadFields(FileNode node)
    {
        foreach (var (name, value) in node.Members)
        {
            var index = Array.FindIndex(_fields, field => field.Name == name);
            if (index < 0)
            {
                errors.Add(value.Error($"{design.Name} has no such field."));
            }
            else if (_places[index] is not null)
            {
                errors.Add(value.Error("The name stands here twice."));
            }
            else
            {
                _places[index] = value;
                _fields[index] = ReadField(value, _fields[index]);
            }
        }
    }

    private WireField ReadField(FileNode node, WireField field)
    {
        if (node.Kind != JsonTokenType.StartObject)
        {
            errors.Add(node.Error("An object must stand here."));
            return field;
        }

        var result = field;
        foreach (var (name, value) in node.Members)
        {
            switch (name)
            {
                case "offset":
                    result = result with { Offset = (int)FileNumber.Read(value, 0, Longest, errors, field.Offset) };
                    break;
                case "length" when field.Format != FieldFormat.Bits:
                    result = result with { Length = (int)FileNumber.Read(value, 0, Longest, errors, field.Length), Bit = 0, BitLength = 0 };
                    break;
                case "bit" when field.BitLength != 0:
                    result = result with { Bit = (int)FileNumber.Read(value, 0, 63, errors, field.Bit) };
                    break;
                case "bits" when field is { BitLength: not 0, Format: FieldFormat.Reserved }:
                    result = result with { BitLength = (int)FileNumber.Read(value, 1, 64, errors, field.BitLength) };
                    break;
                case "published" when value.Kind == (field.Mark == FieldMark.Fact ? JsonTokenType.True : JsonTokenType.False):
                    break;
                default:
                    errors.Add(value.Error("A field has an \"offset\" and a \"length\", a bit an \"offset\" and a \"bit\"; reserved bits have \"bits\" too."));
                    break;
            }
        }

        if (result.BitLength != 0)
        {
            result = result with { Length = (result.Bit + result.BitLength + 7) / 8 };
        }

        if (field.Mark == FieldMark.Fact && result != field)
        {
            errors.Add(node.Error($"{field.Name} is published and stands where it stands in every dialect."));
            return field;
        }

        return HasSoundLength(node, result) ? result : field;
    }

    private bool HasSoundLength(FileNode node, WireField field)
    {
        var error = field.Format switch
        {
            FieldFormat.Binary or FieldFormat.Opaque when field.Length is not (1 or 2 or 4 or 8) => "A number has 1, 2, 4 or 8 bytes.",
            FieldFormat.Address when field.Length is not (4 or 16) => "An address has 4 or 16 bytes.",
            FieldFormat.Ebcdic when field.Length == 0 => "A text has 1 byte or more.",
            _ => null,
        };
        if (error is not null)
        {
            errors.Add(node.Error(error));
        }

        return error is null;
    }

    // One error a pair of fields: the file's reader sees which of its own lines to look at.
    private void CheckPlaces(int length, FileNode lengthNode)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            var field = _fields[i];
            if (field.End > length)
            {
                errors.Add((_places[i] ?? lengthNode).Error($"{field.Name} ends at {field.End}; {design.Name} has {length} bytes."));
            }

            for (var j = 0; j < i; j++)
            {
                if (Overlap(field.BitRange, _fields[j].BitRange))
                {
                    errors.Add((_places[i] ?? _places[j] ?? lengthNode).Error($"{_fields[j].Name} and {field.Name} stand over each other."));
                }
            }
        }
    }

    private static bool Overlap((int Start, int End) first, (int Start, int End) second)
        => Math.Max(first.Start, second.Start) < Math.Min(first.End, second.End);
}
