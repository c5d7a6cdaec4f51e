using System.Runtime.InteropServices;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Interfaces.Linux;

/// <summary>Which notices of rtnetlink(7) can change the way of our packets. Routes into the tunnels come and go with every tunnel: they do not.</summary>
/// <param name="tunnelTable">The routing table of these.</param>
/// <param name="routeMark">The number by which our own routes are known, wherever they are.</param>
internal sealed class RelevantChanges(uint tunnelTable, byte routeMark)
{
    private const int ProtocolOffset = 5;
    private const int RouteMessageSize = 12;
    private const int TableOffset = 4;
    private const byte LocalTable = 255;
    private const ushort TableAttribute = 15;
    private const int AttributeHeader = 4;

    public bool Include(ushort type, ReadOnlySpan<byte> body) => type switch
    {
        RouteNetlinkMessages.NewLink or RouteNetlinkMessages.DeleteLink or RouteNetlinkMessages.NewAddress or RouteNetlinkMessages.DeleteAddress => true,
        RouteNetlinkMessages.NewRoute or RouteNetlinkMessages.DeleteRoute => !IsOwn(body) && TableOf(body) is var table && table != tunnelTable && table != LocalTable,
        _ => false,
    };

    private bool IsOwn(ReadOnlySpan<byte> route) => route.Length >= RouteMessageSize && route[ProtocolOffset] == routeMark;

    /// <summary>Numbers above 255 stand in an attribute.</summary>
    private static uint TableOf(ReadOnlySpan<byte> route)
    {
        if (route.Length < RouteMessageSize)
        {
            return LocalTable;
        }

        var table = (uint)route[TableOffset];
        var attributes = route[RouteMessageSize..];
        while (attributes.Length >= AttributeHeader)
        {
            var length = MemoryMarshal.Read<ushort>(attributes);
            if (length < AttributeHeader || length > attributes.Length)
            {
                break;
            }

            if (MemoryMarshal.Read<ushort>(attributes[2..]) == TableAttribute && length >= AttributeHeader + sizeof(uint))
            {
                table = MemoryMarshal.Read<uint>(attributes[AttributeHeader..]);
            }

            attributes = attributes[Math.Min(NetlinkMessage.Align(length), attributes.Length)..];
        }

        return table;
    }
}
