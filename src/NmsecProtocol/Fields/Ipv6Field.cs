using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>Sixteen bytes that hold an IPv6 address in network order.</summary>
[InlineArray(Size)]
public struct Ipv6Field : IEquatable<Ipv6Field>
{
    /// <summary>The field's length in bytes.</summary>
    public const int Size = 16;

    private byte _first;

    /// <summary>The address in the field.</summary>
    public readonly IPAddress Address => new(MemoryMarshal.CreateReadOnlySpan(in _first, Size));

    /// <summary>Makes a field from an IPv6 address; a scope identifier has no place in it and is dropped.</summary>
    /// <exception cref="ArgumentException">The address is not IPv6.</exception>
    public static Ipv6Field From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException("The field holds IPv6 addresses only.", nameof(address));
        }

        Ipv6Field field = default;
        address.TryWriteBytes(MemoryMarshal.CreateSpan(ref field._first, Size), out _);
        return field;
    }

    /// <summary>
    /// An address of either family as the structures about tunnels and filters hold it: IPv4 in the first four bytes,
    /// zero in the others. A flag of the structure says which family it is.
    /// </summary>
    public static Ipv6Field FromEndpoint(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Ipv6Field field = default;
        address.TryWriteBytes(MemoryMarshal.CreateSpan(ref field._first, Size), out _);
        return field;
    }

    /// <summary>An address of either family as the structure about interfaces holds it: IPv4 in the last four bytes, zero before them.</summary>
    public static Ipv6Field FromInterface(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Ipv6Field field = default;
        var bytes = MemoryMarshal.CreateSpan(ref field._first, Size);
        address.TryWriteBytes(address.AddressFamily == AddressFamily.InterNetwork ? bytes[(Size - Ipv4Field.Size)..] : bytes, out _);
        return field;
    }

    /// <summary>Reads what <see cref="FromEndpoint"/> makes.</summary>
    public readonly IPAddress ToEndpoint(bool isIpv6)
        => isIpv6 ? Address : new(MemoryMarshal.CreateReadOnlySpan(in _first, Ipv4Field.Size));

    /// <summary>Reads what <see cref="FromInterface"/> makes.</summary>
    public readonly IPAddress ToInterface(bool isIpv6)
        => isIpv6 ? Address : new(MemoryMarshal.CreateReadOnlySpan(in _first, Size)[(Size - Ipv4Field.Size)..]);

    /// <summary>Compares the bytes.</summary>
    public static bool operator ==(Ipv6Field left, Ipv6Field right) => left.Equals(right);

    /// <summary>Compares the bytes.</summary>
    public static bool operator !=(Ipv6Field left, Ipv6Field right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(Ipv6Field other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Ipv6Field other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
