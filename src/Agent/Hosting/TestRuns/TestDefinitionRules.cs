using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>What a definition may say, and what becomes of it. Nothing is started; files are read only.</summary>
internal sealed class TestDefinitionRules(DaemonOptions options, ITestRunFactory factory)
{
    private const int LongestName = 64;
    private const int LargestSetup = 1024 * 1024;
    private const int MostCommands = 64;
    private const int LongestCommand = 4096;
    private const int MostErrors = 10;
    private const int MostLinks = 40;

    /// <summary>Checks a definition. One of both results is null.</summary>
    public (PreparedTest? Test, TestDaemonResult? Refusal) Check(TestDefinition definition)
    {
        if (!IsName(definition.Name))
        {
            return Refuse(TestDefinitionField.Name, $"must be 1 to {LongestName} letters, digits, dots, hyphens and underscores, with a letter or digit first");
        }

        return definition switch
        {
            TestDefinition.Ike ike => Check(ike),
            TestDefinition.Commands commands => Check(commands),
            _ => throw new ArgumentException($"{definition.GetType().Name} is no kind of test", nameof(definition)),
        };
    }

    private (PreparedTest? Test, TestDaemonResult? Refusal) Check(TestDefinition.Ike definition)
    {
        if (definition.Setup.Length > LargestSetup)
        {
            return Refuse(TestDefinitionField.Setup, $"has {definition.Setup.Length} characters; at most {LargestSetup} are allowed");
        }

        var text = definition.Setup;
        var fileName = string.Empty;
        if (IsFileName(text))
        {
            if (ReadSetup(text.Trim(), out text, out fileName) is { } mistake)
            {
                return Refuse(TestDefinitionField.Setup, mistake);
            }
        }

        if (FindLog(definition, out var log) is { } wrongLog)
        {
            return Refuse(TestDefinitionField.LogDirectory, wrongLog);
        }

        var request = new TestRunRequest(definition.Name, text, fileName, log) { Folder = options.SetupDirectory };
        var draft = factory.Read(request);
        return draft.Errors.Count > 0
            ? Refuse(TestDefinitionField.Setup, string.Join("; ", draft.Errors.Take(MostErrors)))
            : (new PreparedTest(definition.Name, definition, draft, Commands: null) { Request = request }, null);
    }

    private (PreparedTest? Test, TestDaemonResult? Refusal) Check(TestDefinition.Commands definition)
    {
        if (!options.AllowCommands)
        {
            return (null, new TestDaemonResult(
                TestDaemonStatus.NotAllowed,
                $"Tests of type other run commands on this host; that is off unless {DaemonOptions.Section}:{nameof(DaemonOptions.AllowCommands)} is true."));
        }

        var (space, refusal) = CheckNamespace(definition);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        (TestDefinitionField Field, string Text)[] texts =
        [
            (TestDefinitionField.SetupCommands, definition.SetupCommands),
            (TestDefinitionField.UpCommands, definition.UpCommands),
            (TestDefinitionField.DestroyCommands, definition.DestroyCommands),
        ];
        var split = new List<string[]>(texts.Length);
        foreach (var (field, text) in texts)
        {
            var commands = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (commands.Length > MostCommands)
            {
                return Refuse(field, $"has {commands.Length} commands; at most {MostCommands} are allowed");
            }

            if (commands.FirstOrDefault(static command => command.Length > LongestCommand || command.Contains('\0')) is not null)
            {
                return Refuse(field, $"a command has at most {LongestCommand} characters, and none that is zero");
            }

            split.Add(commands);
        }

        return split[1].Length == 0
            ? Refuse(TestDefinitionField.UpCommands, "is empty; what starts the program?")
            : (new PreparedTest(definition.Name, definition, Draft: null, new CommandPlan(definition.Name, split[0], split[1], split[2]) { Namespace = space }), null);
    }

    /// <summary>A test with an interface of its own gets a network namespace of its own.</summary>
    private static (TestNamespace? Space, TestDaemonResult? Refusal) CheckNamespace(TestDefinition.Commands definition)
    {
        if (definition.DataInterface.Length == 0)
        {
            return definition.DataInterfacePrefix.Length == 0
                ? (null, null)
                : (null, Refuse(TestDefinitionField.DataInterfacePrefix, "needs DataIf, the interface that gets the address").Refusal);
        }

        if (!OperatingSystem.IsLinux())
        {
            return (null, new TestDaemonResult(TestDaemonStatus.NotSupported, "network namespaces are Linux's", TestDefinitionField.DataInterface));
        }

        if (!TestNamespace.IsInterface(definition.DataInterface))
        {
            return (null, Refuse(TestDefinitionField.DataInterface, "must be an interface name of up to 15 letters, digits, dots, hyphens and underscores").Refusal);
        }

        var prefix = definition.DataInterfacePrefix.Length == 0 ? string.Empty : TestNamespace.ReadPrefix(definition.DataInterfacePrefix);
        return prefix is null
            ? (null, Refuse(TestDefinitionField.DataInterfacePrefix, "must be an address with a prefix length, such as 172.16.100.1/24").Refusal)
            : (new TestNamespace(TestNamespace.NameFor(definition.Name), definition.DataInterface, prefix), null);
    }

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>A setup is a mapping, so its text has a colon; the name of a file is one line without.</summary>
    private static bool IsFileName(string setup)
    {
        var line = setup.AsSpan().Trim();
        return line.Length > 0 && !line.ContainsAny('\n', '\r', '\0') && !line.ContainsAny(':', '{', '#');
    }

    private string? ReadSetup(string name, out string text, out string fileName)
    {
        (text, fileName) = (string.Empty, string.Empty);
        if (options.SetupDirectory.Length == 0)
        {
            return $"'{Shown(name)}' names a file, and there is no folder for them: set {DaemonOptions.Section}:{nameof(DaemonOptions.SetupDirectory)}, or give the text";
        }

        if (Below(options.SetupDirectory, name) is not { } path)
        {
            return $"'{Shown(name)}' is not below the folder for setup files";
        }

        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return $"there is no setup file '{Shown(name)}'";
            }

            if (file.Length > LargestSetup)
            {
                return $"the setup file has {file.Length} octets; at most {LargestSetup} are allowed";
            }

            text = File.ReadAllText(path, Encoding.UTF8);
            fileName = Path.GetFileName(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the setup file '{Shown(name)}' cannot be read: {e.Message}";
        }
    }

    private string? FindLog(TestDefinition.Ike definition, out string? file)
    {
        file = null;
        if (definition.LogDirectory.Length == 0)
        {
            return null;
        }

        if (options.LogDirectory.Length == 0)
        {
            return $"tests may not write logs: set {DaemonOptions.Section}:{nameof(DaemonOptions.LogDirectory)}";
        }

        if (Below(options.LogDirectory, definition.LogDirectory) is not { } folder)
        {
            return $"'{Shown(definition.LogDirectory)}' is not below the folder for logs";
        }

        if (!Directory.Exists(folder))
        {
            return $"there is no folder '{Shown(definition.LogDirectory)}' below the one for logs";
        }

        file = Path.Combine(folder, definition.Name + ".log");
        return null;
    }

    /// <summary>The full path of something below a folder, links resolved; null when it leads out of it.</summary>
    internal static string? Below(string folder, string name)
    {
        if (name.Contains('\0'))
        {
            return null;
        }

        try
        {
            var root = Resolve(Path.GetFullPath(folder));
            var path = Resolve(Path.GetFullPath(name, root));
            return path == root || path.StartsWith(root + Path.DirectorySeparatorChar, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
                ? path
                : null;
        }
        catch (Exception e) when (e is ArgumentException or IOException or NotSupportedException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Follows links in every part of a path that exists.</summary>
    private static string Resolve(string path, int links = 0)
    {
        var resolved = Path.GetPathRoot(path)!;
        foreach (var part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(resolved, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (info.LinkTarget is null || info.ResolveLinkTarget(returnFinalTarget: false) is not { } target)
            {
                resolved = next;
                continue;
            }

            // What a link leads to may lie behind links, too.
            resolved = links < MostLinks ? Resolve(target.FullName, links + 1) : throw new IOException("too many links");
        }

        return resolved;
    }

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "...";

    private static (PreparedTest? Test, TestDaemonResult? Refusal) Refuse(TestDefinitionField field, string message) =>
        (null, new TestDaemonResult(TestDaemonStatus.Invalid, message, field));
}

/// <summary>A definition that was checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">As it came.</param>
/// <param name="Draft">The run, for a test of ours.</param>
/// <param name="Commands">The commands, for another program.</param>
internal sealed record PreparedTest(string Name, TestDefinition Definition, TestRunDraft? Draft, CommandPlan? Commands)
{
    /// <summary>What the run is made of, for a process that makes it.</summary>
    public TestRunRequest? Request { get; init; }
}
