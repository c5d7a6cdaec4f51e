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
