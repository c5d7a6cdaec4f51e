using System.CommandLine;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>TABLE: the subcommands.</summary>
internal static class QueryCatalog
{
    public static IReadOnlyList<Query> Queries { get; } =
    [
        new IkeTunnelQuery(),
    ];

    /// <summary>The command line.</summary>
    public static RootCommand ToRootCommand()
    {
        var root = new RootCommand("Asks the IPSec network management interface of the agent on this host.");
        foreach (var query in Queries)
        {
            root.Add(query.ToCommand());
        }

        return root;
    }
}
