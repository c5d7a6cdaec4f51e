namespace MyIkev2.Nmsecq.Commands;

/// <summary>TABLE: the subcommands.</summary>
internal static class QueryCatalog
{
    public static IReadOnlyList<Query> Queries { get; } =
    [
        new IkeTunnelQuery(),
    ];
}
