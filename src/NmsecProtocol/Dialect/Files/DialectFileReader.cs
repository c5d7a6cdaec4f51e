using System.Globalization;
using System.Text.Json;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>Puts what a file says over the dialect <c>design-1</c> and collects what is wrong with it.</summary>
internal sealed class DialectFileReader
{
    private readonly List<NmsecDialectError> _errors = [];
    private NmsecDialect _dialect = NmsecDialect.Design1;

    /// <summary>The errors, in the order of the file.</summary>
    public IReadOnlyList<NmsecDialectError> Errors
        => [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>Reads a file. The result is of use only if there are no errors.</summary>
    public NmsecDialect Read(FileNode root)
    {
        var replaced = new Dictionary<string, StructureOverride>(StringComparer.Ordinal);
        FileNode? codes = null;
        foreach (var (name, node) in Members(root))
        {
            switch (name)
            {
                case "name":
                    _dialect = _dialect with { Name = Text(node) };
                    break;
                case "version":
                    _dialect = _dialect with { Version = (ushort)Number(node, 1, ushort.MaxValue) };
                    break;
                case "maximumRequestLength":
                    _dialect = _dialect with { MaximumRequestLength = (int)Number(node, 256, 16 << 20) };
                    break;
                case "alignment":
                    _dialect = _dialect with { RecordHeader = _dialect.RecordHeader with { Alignment = (int)Number(node, 1, 256) } };
                    break;
                case "interfaceFlagsOneBased":
                    _dialect = _dialect with { InterfaceFlagsOneBased = Boolean(node) };
                    break;
                case "identifiers":
                    ReadIdentifiers(node);
                    break;
                case "messageTypes":
                    ReadMessageTypes(node);
                    break;
                case "codes":
                    codes = node;
                    break;
                case "structures":
                    ReadStructures(node, replaced);
                    break;
                default:
                    _errors.Add(node.Error("There is no such setting."));
                    break;
            }
        }

        var numbers = codes is null ? CodeNumbers.Design : ReadCodes(codes);
        _dialect = Rebuild(replaced, numbers);
        _errors.AddRange(FramingRules.Check(NmsecDialect.Design1, _dialect, replaced, root));
        return _dialect;
    }

    private void ReadIdentifiers(FileNode node)
    {
        foreach (var (name, value) in Members(node))
        {
            if (name == _dialect.MessageHeader.Name)
            {
                _dialect = _dialect with { MessageHeader = _dialect.MessageHeader with { Identifier = Hexadecimal(value) } };
            }
            else if (name == _dialect.RecordHeader.Name)
            {
                _dialect = _dialect with { RecordHeader = _dialect.RecordHeader with { Identifier = Hexadecimal(value) } };
            }
            else
            {
                _errors.Add(value.Error("This structure has no identifier."));
            }
        }
    }

    private void ReadMessageTypes(FileNode node)
    {
        var numbers = new Dictionary<NmsecMessageType, ushort>();
        foreach (var (name, value) in Members(node))
        {
            if (MessageTypeCatalog.Find(name) is { } row)
            {
                numbers[row.Type] = (ushort)Number(value, 0, ushort.MaxValue);
            }
            else
            {
                _errors.Add(value.Error("There is no such message."));
            }
        }

        Attempt(node, () => _dialect = _dialect with { Types = _dialect.Types.With(numbers) });
    }

    private CodeNumbers ReadCodes(FileNode node)
    {
        var numbers = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var (name, value) in Members(node))
        {
            var number = (byte)Number(value, 0, byte.MaxValue);
            if (CodeNumbers.Refusal(name, number) is { } refusal)
            {
                _errors.Add(value.Error(refusal));
            }
            else
            {
                numbers[name] = number;
            }
        }

        var codes = CodeNumbers.Design;
        Attempt(node, () => codes = CodeNumbers.Design.With(numbers));
        return codes;
    }

    private void ReadStructures(FileNode node, Dictionary<string, StructureOverride> replaced)
    {
        foreach (var (name, value) in Members(node))
        {
            if (_dialect.Structures.FirstOrDefault(structure => structure.Name == name) is { } structure)
            {
                replaced[name] = new StructureOverrideReader(structure, _errors).Read(value, Members(value));
            }
            else
            {
                _errors.Add(value.Error(IsPublished(name) ? "This structure is published and is the same in every dialect." : "There is no such structure."));
            }
        }
    }

    private NmsecDialect Rebuild(Dictionary<string, StructureOverride> replaced, CodeNumbers codes)
    {
        var builder = new StructureBuilder(replaced, codes);
        var sections = _dialect.Sections;
        return _dialect with
        {
            Codes = codes,
            MessageHeader = builder.Build(_dialect.MessageHeader),
            RecordHeader = builder.Build(_dialect.RecordHeader),
            SectionDescriptor = builder.Build(_dialect.SectionDescriptor),
            CascadeDescriptor = builder.Build(_dialect.CascadeDescriptor),
            InputFilter = builder.Build(_dialect.InputFilter),
            Sections = new RecordSections
            {
                Stack = builder.Build(sections.Stack),
                Summary = builder.Build(sections.Summary),
                IpFilter = builder.Build(sections.IpFilter),
                PortTranslation = builder.Build(sections.PortTranslation),
                IpTunnel = builder.Build(sections.IpTunnel),
                ManualTunnel = builder.Build(sections.ManualTunnel),
                DynamicTunnel = builder.Build(sections.DynamicTunnel),
                DynamicTunnelIke = builder.Build(sections.DynamicTunnelIke),
                DynamicTunnelStack = builder.Build(sections.DynamicTunnelStack),
                Nss = builder.Build(sections.Nss),
                NssClient = builder.Build(sections.NssClient),
                TunnelControl = builder.Build(sections.TunnelControl),
            },
        };
    }

    private static bool IsPublished(string name)
        => Records.RecordCatalog.Rows.SelectMany(row => row.Sections).Any(section => section.Layout is not null && section.Name == name);

    // The members of an object, each name once.
    private List<KeyValuePair<string, FileNode>> Members(FileNode node)
    {
        if (node.Kind != JsonTokenType.StartObject)
        {
            _errors.Add(node.Error("An object must stand here."));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var members = new List<KeyValuePair<string, FileNode>>();
        foreach (var member in node.Members)
        {
            if (seen.Add(member.Key))
            {
                members.Add(member);
            }
            else
            {
                _errors.Add(member.Value.Error("The name stands here twice."));
            }
        }

        return members;
    }

    private string Text(FileNode node)
    {
        if (node.Kind != JsonTokenType.String || node.Text.Length is 0 or > 64)
        {
            _errors.Add(node.Error("A string of 1 to 64 characters must stand here."));
            return _dialect.Name;
        }

        return node.Text;
    }

    private bool Boolean(FileNode node)
    {
        if (node.Kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            _errors.Add(node.Error("true or false must stand here."));
        }

        return node.Kind == JsonTokenType.True;
    }

    private long Number(FileNode node, long minimum, long maximum) => FileNumber.Read(node, minimum, maximum, _errors, minimum);

    private ulong Hexadecimal(FileNode node)
    {
        if (node.Kind == JsonTokenType.String && node.Text.Length is > 0 and <= 16
            && ulong.TryParse(node.Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        _errors.Add(node.Error("A string of 1 to 16 hexadecimal digits must stand here."));
        return 0;
    }

    private void Attempt(FileNode node, Action action)
    {
        try
        {
            action();
        }
        catch (ArgumentException exception)
        {
            _errors.Add(node.Error(exception.Message));
        }
    }
}
