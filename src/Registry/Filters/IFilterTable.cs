namespace MyIkev2.Registry;

/// <summary>
/// The filters of one shard, as the shard publishes them: what its packet path itself goes by, not a copy, so that publishing costs the same however
/// many there are. Any thread may enumerate.
/// </summary>
public interface IFilterTable
{
    /// <summary>The filters of a set in search order, with the shard's own counters captured.</summary>
    IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set);
}

/// <summary>Of a shard that has published none.</summary>
internal sealed class NoFilters : IFilterTable
{
    public static NoFilters Instance { get; } = new();

    public IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set) => [];
}
