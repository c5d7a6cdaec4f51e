using System.Net;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Values in the form that every record has them in.</summary>
internal static class WireValues
{
    /// <summary>
    /// An address in a field that one flag of the record gives a family to: IPv4 in the first four bytes, zero in the
    /// rest. An address of the other family (of an end that is not known yet) is left out.
    /// </summary>
    public static Ipv6Field Address(IPAddress address, bool ipv6)
    {
        Ipv6Field field = default;
        if (ipv6 == (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            address.TryWriteBytes(field, out _);
        }

        return field;
    }

    /// <summary>A duration in whole seconds.</summary>
    public static uint Seconds(TimeSpan duration) => (uint)Math.Clamp(duration.TotalSeconds, 0, uint.MaxValue);

    /// <summary>A moment as UNIX time, unsigned; zero for none.</summary>
    public static uint UnixTime(DateTimeOffset? moment)
        => moment is { } value ? (uint)Math.Clamp(value.ToUnixTimeSeconds(), 0, uint.MaxValue) : 0;
}
