namespace MyIkev2.Interop.Tests.Lab;

/// <summary>The preloaded stand-in for kernel IPsec: built once per run beside the test assembly by the machine's compiler, and the log it writes.</summary>
internal static class XfrmStub
{
    private static readonly Lazy<Task<string>> Library = new(BuildAsync);

    /// <summary>Path of the shared library.</summary>
    public static Task<string> BuiltAsync() => Library.Value;

    /// <summary>The SAs a daemon has installed so far, oldest first; replaced ones included.</summary>
    public static IReadOnlyList<InstalledSa> ReadLog(string path) =>
        File.Exists(path) ? [.. File.ReadAllLines(path).Select(InstalledSa.Parse)] : [];

    private static async Task<string> BuildAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Native", "xfrm_stub.c");
        var library = Path.ChangeExtension(source, ".so");

        // Under another name at first: another run may have the old one loaded, or be about to.
        var fresh = $"{library}.{Environment.ProcessId}";
        await Command.RunAsync("cc", "-shared", "-fPIC", "-O1", "-o", fresh, source, "-ldl", "-lpthread");
        File.Move(fresh, library, overwrite: true);
        return library;
    }
}

/// <summary>One SA as the daemon handed it to its kernel.</summary>
/// <param name="Spi">Eight hexadecimal digits.</param>
/// <param name="EncryptionKey">Lower-case hexadecimal, salt included.</param>
/// <param name="IntegrityKey">Lower-case hexadecimal; empty with a combined-mode cipher.</param>
/// <param name="Fields">Everything in the line, by name.</param>
internal sealed record InstalledSa(string Spi, string EncryptionKey, string IntegrityKey, IReadOnlyDictionary<string, string> Fields)
{
    public static InstalledSa Parse(string line)
    {
        var fields = line.Split(' ').Skip(1).Select(field => field.Split('=', 2)).GroupBy(pair => pair[0], pair => pair[^1])
            .ToDictionary(group => group.Key, group => group.First());
        return new InstalledSa(fields["spi"], Key(fields, "aead") + Key(fields, "enc"), Key(fields, "auth"), fields);
    }

    private static string Key(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value[(value.LastIndexOf(":0x", StringComparison.Ordinal) + 3)..] : "";
}
