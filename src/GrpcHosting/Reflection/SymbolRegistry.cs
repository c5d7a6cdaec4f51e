using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Finds the file that declares a name, among a set of files and all that they import. Immutable.</summary>
public sealed class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _byFile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Message, int Number), FileDescriptor> _byExtension = [];

    private SymbolRegistry()
    {
    }

    /// <summary>A registry of the files and, in any depth, their imports.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var registry = new SymbolRegistry();
        foreach (FileDescriptor file in files)
        {
            registry.Add(file);
        }

        return registry;
    }

    /// <summary>The file of that name, or null.</summary>
    public FileDescriptor? FileByName(string name) => _byFile.GetValueOrDefault(name);

    /// <summary>The file that declares the service, method, message, field, oneof, enum, enum value or extension, or null.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The file that declares an extension of a message, or null.</summary>
    public FileDescriptor? FileContainingExtension(string message, int number) => _byExtension.GetValueOrDefault((message, number));

    /// <summary>The numbers of the extensions of a message in rising order, or null if there is no such message.</summary>
    public IReadOnlyList<int>? ExtensionNumbers(string message) =>
        _bySymbol.ContainsKey(message) ? [.. _byExtension.Keys.Where(key => key.Message == message).Select(static key => key.Number).Order()] : null;

    /// <summary>The file and, before it, all that it imports in any depth: the order in which a reader can take them in.</summary>
    public static IReadOnlyList<ByteString> WithImports(FileDescriptor file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<ByteString>();
        Collect(file, seen, found);
        return found;
    }

    private static void Collect(FileDescriptor file, HashSet<string> seen, List<ByteString> found)
    {
        if (!seen.Add(file.Name))
        {
            return;
        }

        foreach (FileDescriptor import in file.Dependencies)
        {
            Collect(import, seen, found);
        }

        found.Add(file.SerializedData);
    }

    private void Add(FileDescriptor file)
    {
        if (!_byFile.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (FileDescriptor import in file.Dependencies)
        {
            Add(import);
        }

        foreach (ServiceDescriptor service in file.Services)
        {
            Add(service, file);
            foreach (MethodDescriptor method in service.Methods)
            {
                Add(method, file);
            }
        }

        Add(file.MessageTypes, file);
        Add(file.EnumTypes, file);
        Add(file.Extensions, file);
    }

    private void Add(IEnumerable<MessageDescriptor> messages, FileDescriptor file)
    {
        foreach (MessageDescriptor message in messages)
        {
            Add(message, file);
            foreach (FieldDescriptor field in message.Fields.InDeclarationOrder())
            {
                Add(field, file);
            }

            foreach (OneofDescriptor oneof in message.Oneofs)
            {
                Add(oneof, file);
            }

            Add(message.NestedTypes, file);
            Add(message.EnumTypes, file);
            Add(message.Extensions, file);
        }
    }

    private void Add(IEnumerable<EnumDescriptor> enums, FileDescriptor file)
    {
        foreach (EnumDescriptor one in enums)
        {
            Add(one, file);
            foreach (EnumValueDescriptor value in one.Values)
            {
                Add(value, file);
            }
        }
    }

    private void Add(ExtensionCollection extensions, FileDescriptor file)
    {
        foreach (FieldDescriptor extension in extensions.UnorderedExtensions)
        {
            Add(extension, file);
            _byExtension.TryAdd((extension.ExtendeeType.FullName, extension.FieldNumber), file);
        }
    }

    private void Add(DescriptorBase descriptor, FileDescriptor file) => _bySymbol.TryAdd(descriptor.FullName, file);
}
