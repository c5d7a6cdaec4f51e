using System.Net.NetworkInformation;
using MyIkev2.Engine.Mobility;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>The network watch of systems other than Linux: it hears of addresses, not of routes.</summary>
/// <param name="tunnelDevice">An interface whose addresses do not count; null for none.</param>
internal sealed class PortableNetworkWatch(string? tunnelDevice) : INetworkWatch
{
    private Action<ValueList<IpAddress>>? _changed;

    public ValueList<IpAddress> Addresses()
    {
        var addresses = new List<IpAddress>();
        foreach (var one in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (one.OperationalStatus == OperationalStatus.Up && one.NetworkInterfaceType != NetworkInterfaceType.Loopback && one.Name != tunnelDevice)
            {
                addresses.AddRange(one.GetIPProperties().UnicastAddresses.Select(static unicast => IpAddress.From(unicast.Address)).Where(ReachableAddress.Is));
            }
        }

        return addresses.Distinct().ToValueList();
    }

    public void Start(Action<ValueList<IpAddress>> changed)
    {
        _changed = changed;
        NetworkChange.NetworkAddressChanged += OnChanged;
    }

    public void Dispose() => NetworkChange.NetworkAddressChanged -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => _changed?.Invoke(Addresses());
}
