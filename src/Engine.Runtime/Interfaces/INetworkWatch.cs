using MyIkev2.Engine;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>Says which addresses the host has, and when they or its routes have changed: SAs with MOBIKE must know.</summary>
internal interface INetworkWatch : IDisposable
{
    /// <summary>The addresses that peers could reach the host at: of interfaces that are up, no loopback, no link-local ones, none of the tunnel device.</summary>
    ValueList<IpAddress> Addresses();

    /// <summary>Begins to watch; <paramref name="changed"/> is called on a thread of the watch, once for changes that come together.</summary>
    void Start(Action<ValueList<IpAddress>> changed);
}
