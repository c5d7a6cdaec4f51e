using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>One attribute of a netlink message (struct rtattr).</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;
}

/// <summary>Walks the attributes of a message; ends at the first that is malformed.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> octets)
{
    private const int HeaderSize = 4;

    private ReadOnlySpan<byte> _rest = octets;

    public NetlinkAttribute Current { get; private set; }

    public readonly NetlinkAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < HeaderSize)
        {
            return false;
        }

        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderSize || length > _rest.Length)
        {
            return false;
        }

        Current = new NetlinkAttribute(MemoryMarshal.Read<ushort>(_rest[2..]), _rest[HeaderSize..length]);
        _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
        return true;
    }
}
