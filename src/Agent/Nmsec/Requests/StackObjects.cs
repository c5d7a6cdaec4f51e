using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>The objects of one stack in a view.</summary>
internal static class StackObjects
{
    /// <summary>The IKE SAs, newest generation of each tunnel first.</summary>
    public static IEnumerable<IkeTunnelSnapshot> IkeTunnels(this RegistryView view, string stack)
    {
        foreach (var snapshot in view.Enumerate())
        {
            if (snapshot.Vrf == stack)
            {
                yield return snapshot;
            }
        }
    }
}
