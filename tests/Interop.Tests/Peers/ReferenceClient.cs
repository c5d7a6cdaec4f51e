using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>The NMsec client in C (<c>tools/nmsec-c</c>), built once per run by the machine's compiler, and what it prints.</summary>
internal static class ReferenceClient
{
    private static readonly Lazy<Task<string>> Program = new(BuildAsync);

    /// <summary>The structures as the compiler lays them out.</summary>
    public static async Task<IReadOnlyList<string>> LayoutAsync()
        => (await Command.RunAsync(await Program.Value, "--layout")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asks a server; every request gets its message.</summary>
    public static async Task<IReadOnlyList<ReferenceMessage>> AskAsync(string socket, params string[] requests)
        => ReferenceMessage.Parse(await Command.RunAsync(await Program.Value, [socket, .. requests]));

    /// <summary>Asks a server that may refuse.</summary>
    public static async Task<CommandOutcome> TryAskAsync(params string[] arguments) => await Command.TryRunAsync(await Program.Value, arguments);

    private static async Task<string> BuildAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Native", "nmsecc.c");
        var program = Path.ChangeExtension(source, null);
        var fresh = $"{program}.{Environment.ProcessId}";
        await Command.RunAsync("cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-o", fresh, source);
        File.Move(fresh, program, overwrite: true);
        return program;
    }
}

/// <summary>One message as the reference client prints it.</summary>
/// <param name="Name">The interface's name of the message.</param>
/// <param name="Header">Fields of the header.</param>
/// <param name="Records">The records.</param>
internal sealed record ReferenceMessage(string Name, Dictionary<string, string> Header, List<ReferenceRecord> Records)
{
    public static IReadOnlyList<ReferenceMessage> Parse(string text)
    {
        var messages = new List<ReferenceMessage>();
        var open = new Stack<List<ReferenceRecord>>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            switch (name)
            {
                case "message" when value == "end":
                    break;
                case "message":
                    messages.Add(new ReferenceMessage(value, [], []));
                    open.Clear();
                    open.Push(messages[^1].Records);
                    break;
                case "record":
                    open.Peek().Add(new ReferenceRecord([], []));
                    break;
                case "section":
                    open.Peek()[^1].Sections.Add((value, []));
                    break;
                case "cascade" when value == "end":
                    open.Pop();
                    break;
                case "cascade":
                    open.Push(open.Peek()[^1].Cascaded);
                    break;
                default:
                    var fields = open.Peek().Count == 0 ? messages[^1].Header : open.Peek()[^1].Sections[^1].Fields;
                    fields.Add(name, value);
                    break;
            }
        }

        return messages;
    }
}

/// <summary>One record: its sections in their order, and the records inside it.</summary>
internal sealed record ReferenceRecord(List<(string Name, Dictionary<string, string> Fields)> Sections, List<ReferenceRecord> Cascaded)
{
    public Dictionary<string, string> Section(string name) => Sections.Single(section => section.Name == name).Fields;
}
