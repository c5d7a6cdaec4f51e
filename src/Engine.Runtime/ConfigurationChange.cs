using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime;

/// <summary>What a new configuration means for the vpns.</summary>
/// <param name="ToStart">New or changed vpns with a child that starts by itself.</param>
/// <param name="NewOrChanged">Number of new or changed vpns.</param>
internal sealed record ConfigurationChange(IReadOnlyList<string> ToStart, int NewOrChanged)
{
    public static ConfigurationChange Between(EngineConfiguration before, EngineConfiguration after)
    {
        var known = before.Peers.ToDictionary(static p => p.Name, StringComparer.Ordinal);
        var touched = after.Peers.Where(p => !known.TryGetValue(p.Name, out var old) || !old.Equals(p)).ToList();
        return new ConfigurationChange(
            [.. touched.Where(static p => p.Enabled && p.Children.Any(static c => c.StartAction == ChildAction.Start)).Select(static p => p.Name)],
            touched.Count);
    }
}
