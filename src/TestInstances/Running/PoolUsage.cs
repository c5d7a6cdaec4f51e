using System.Net;
using System.Net.Sockets;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>What a gateway's pools have given out, in the public API's few words.</summary>
internal static class PoolUsage
{
    public static TestPoolUsage Of(IReadOnlyList<AddressPoolSnapshot> pools) => pools.Count == 0 ? TestPoolUsage.None : new TestPoolUsage(
        First(pools, AddressFamily.InterNetwork),
        First(pools, AddressFamily.InterNetworkV6),
        (ulong)pools.Sum(static pool => (long)pool.Ipv4.InUse),
        (ulong)pools.Sum(static pool => (long)pool.Ipv6.InUse));

    private static IPAddress? First(IReadOnlyList<AddressPoolSnapshot> pools, AddressFamily family) =>
        pools.SelectMany(static pool => pool.Ranges).Select(static range => range.First).FirstOrDefault(first => first.AddressFamily == family);
}
