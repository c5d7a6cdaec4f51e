using MyIkev2.Engine;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Addresses;

/// <summary>
/// The addresses that a test has put on interfaces; disposing takes them off again, the last one first. What an interface had before stays as it was.
/// </summary>
public sealed class InstalledAddresses : IAsyncDisposable
{
    /// <summary>
    /// Most consecutive addresses that get an entry of their own each. The system looks through all of an interface's addresses for each new one: 20,000 take 13
    /// seconds. From here on a network's worth is added with one entry.
    /// </summary>
    public const int MostSingleAddresses = 256;

    private readonly IHostAddresses _host;
    private readonly Stack<Entry> _added = [];
    private bool _disposed;

    private InstalledAddresses(IHostAddresses host) => _host = host;

    /// <summary>Entries made.</summary>
    public int Count => _added.Count;

    /// <summary>Adds what is missing. Throws <see cref="HostAddressException"/>, and then has undone what it did.</summary>
    public static InstalledAddresses Install(IReadOnlyList<PlannedAddresses> planned, CancellationToken cancellationToken = default) =>
        Install(planned, HostAddresses.Open(), cancellationToken);

    /// <summary>The same on interfaces that the caller chooses; disposes <paramref name="host"/> in the end.</summary>
    internal static InstalledAddresses Install(IReadOnlyList<PlannedAddresses> planned, IHostAddresses host, CancellationToken cancellationToken)
    {
        var installed = new InstalledAddresses(host);
        try
        {
            foreach (var addresses in planned)
            {
                installed.Install(addresses, cancellationToken);
            }

            return installed;
        }
        catch
        {
            installed.Undo();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Undo();
        return default;
    }

    private void Install(PlannedAddresses addresses, CancellationToken cancellationToken)
    {
        // Neighbours are told of IPv6 addresses only where each has its own entry.
        var asNetworks = addresses is { Count: > MostSingleAddresses, Step: 1, First.IsIpv6: false };
        var single = asNetworks ? 1 : addresses.Count;
        for (var position = 0; position < single; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(new Entry(addresses.InterfaceName, addresses[position], addresses.PrefixLength, IsNetwork: false));
        }

        if (asNetworks)
        {
            foreach (var (network, length) in AddressNetworks.Cover(addresses[1], addresses[addresses.Count - 1]))
            {
                Add(new Entry(addresses.InterfaceName, network, length, IsNetwork: true));
            }
        }
    }

    private void Add(Entry entry)
    {
        var isNew = entry.IsNetwork
            ? _host.TryAddNetwork(entry.Interface, entry.Address, entry.PrefixLength)
            : _host.TryAdd(entry.Interface, entry.Address, entry.PrefixLength);
        if (isNew)
        {
            _added.Push(entry);
        }
    }

    private void Undo()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        while (_added.TryPop(out var entry))
        {
            if (entry.IsNetwork)
            {
                _host.RemoveNetwork(entry.Interface, entry.Address, entry.PrefixLength);
            }
            else
            {
                _host.Remove(entry.Interface, entry.Address, entry.PrefixLength);
            }
        }

        _host.Dispose();
    }

    private readonly record struct Entry(string Interface, IpAddress Address, int PrefixLength, bool IsNetwork);
}
