using System.Runtime.InteropServices;
using System.Text;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>
/// One netlink request: struct nlmsghdr, the family's fixed header, and attributes (struct rtattr), each aligned to four octets. Numbers are in the
/// host's order, addresses in the network's.
/// </summary>
internal sealed class NetlinkMessage
{
    private const int HeaderSize = 16;
    private const int AttributeHeaderSize = 4;
    private const int Alignment = 4;
    private const int MaximumSize = 512;

    private readonly byte[] _buffer = new byte[MaximumSize];
    private int _length = HeaderSize;

    public NetlinkMessage(ushort type, ushort flags)
    {
        MemoryMarshal.Write(_buffer.AsSpan(4), type);
        MemoryMarshal.Write(_buffer.AsSpan(6), flags);
    }

    /// <summary>Appends a fixed header.</summary>
    public NetlinkMessage Fixed<T>(in T header)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer.AsSpan(_length), header);
        _length += Align(Marshal.SizeOf<T>());
        return this;
    }

    public NetlinkMessage Attribute(ushort type, uint value)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(octets, value);
        return Attribute(type, octets);
    }

    public NetlinkMessage Attribute(ushort type, byte value) => Attribute(type, [value]);

    public NetlinkMessage Attribute(ushort type, IpAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        return Attribute(type, octets[..address.WriteTo(octets)]);
    }

    /// <summary>A text with its terminating zero.</summary>
    public NetlinkMessage Attribute(ushort type, string text)
    {
        Span<byte> octets = stackalloc byte[text.Length + 1];
        octets[Encoding.ASCII.GetBytes(text, octets)] = 0;
        return Attribute(type, octets);
    }

    /// <summary>A neighbour of another family (struct rtvia).</summary>
    public NetlinkMessage Via(ushort type, byte family, IpAddress address)
    {
        Span<byte> octets = stackalloc byte[sizeof(ushort) + 16];
        MemoryMarshal.Write(octets, (ushort)family);
        return Attribute(type, octets[..(sizeof(ushort) + address.WriteTo(octets[sizeof(ushort)..]))]);
    }

    /// <summary>The message with its length and number.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_buffer, (uint)_length);
        MemoryMarshal.Write(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, _length);
    }

    internal static int Align(int length) => (length + Alignment - 1) & ~(Alignment - 1);

    private NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var attribute = _buffer.AsSpan(_length);
        MemoryMarshal.Write(attribute, (ushort)(AttributeHeaderSize + value.Length));
        MemoryMarshal.Write(attribute[2..], type);
        value.CopyTo(attribute[AttributeHeaderSize..]);
        _length += Align(AttributeHeaderSize + value.Length);
        return this;
    }
}
