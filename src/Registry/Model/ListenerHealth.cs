using System.Net;

namespace MyIkev2.Registry;

/// <summary>What a listener carries.</summary>
public enum ListenerTransport : byte
{
    /// <summary>IKE, and ESP in UDP.</summary>
    Udp = 1,

    /// <summary>IKE and ESP in TCP (RFC 9329).</summary>
    Tcp = 2,

    /// <summary>ESP without UDP, IP protocol 50.</summary>
    Esp = 3,

    /// <summary>AH, IP protocol 51.</summary>
    Ah = 4,
}

/// <summary>A bound address and port, with the live counters of the sockets that share it: one for each shard.</summary>
/// <param name="EndPoint">Bound address and port; the port is 0 where the transport has none.</param>
/// <param name="Transport">What it carries.</param>
/// <param name="Sockets">Counters of its sockets.</param>
/// <param name="Vrf">VRF.</param>
/// <param name="IsUp">It takes datagrams.</param>
public sealed record ListenerInfo(
    EndpointInfo EndPoint, ListenerTransport Transport, IReadOnlyList<ListenerCounters> Sockets, string Vrf = "main", bool IsUp = true);

/// <summary>A listener with its counters captured.</summary>
/// <param name="Vrf">VRF.</param>
/// <param name="EndPoint">Bound address and port; the port is 0 where the transport has none.</param>
/// <param name="Transport">What it carries.</param>
/// <param name="IsUp">It takes datagrams.</param>
/// <param name="IfIndex">Index of the interface that has the address; 0 for the unspecified address and when it is not known.</param>
/// <param name="Counters">Counters over all its sockets.</param>
public readonly record struct ListenerHealth(
    string Vrf, EndpointInfo EndPoint, ListenerTransport Transport, bool IsUp, int IfIndex, ListenerCounterReading Counters)
{
    internal static IReadOnlyList<ListenerHealth> Capture(IReadOnlyList<ListenerInfo> listeners, IReadOnlyList<InterfaceInfo> interfaces)
    {
        var captured = new ListenerHealth[listeners.Count];
        for (var i = 0; i < captured.Length; i++)
        {
            var listener = listeners[i];
            ListenerCounterReading sum = default;
            foreach (var socket in listener.Sockets)
            {
                sum += socket.Read();
            }

            captured[i] = new ListenerHealth(
                listener.Vrf, listener.EndPoint, listener.Transport, listener.IsUp, IndexOf(listener.EndPoint.Address, interfaces), sum);
        }

        return captured;
    }

    private static int IndexOf(IPAddress address, IReadOnlyList<InterfaceInfo> interfaces)
    {
        for (var i = 0; i < interfaces.Count; i++)
        {
            if (interfaces[i].Address.Equals(address))
            {
                return interfaces[i].Index;
            }
        }

        return 0;
    }
}
