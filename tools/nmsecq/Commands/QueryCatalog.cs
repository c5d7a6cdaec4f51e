using System.CommandLine;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>TABLE: the subcommands.</summary>
internal static class QueryCatalog
{
    private const int WrongCommandLine = 2;

    public static IReadOnlyList<Query> Queries { get; } =
    [
        new IkeTunnelQuery(),
    ];

    /// <summary>Runs a command line and gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration configuration)
    {
        var parsed = ToRootCommand().Parse(arguments);
        var code = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count == 0 ? code : WrongCommandLine;
    }

    private static RootCommand ToRootCommand()
    {
        var root = new RootCommand("Asks the IPSec network management interface of the agent on this host.");
        foreach (var query in Queries)
        {
            root.Add(query.ToCommand());
        }

        return root;
    }
}
