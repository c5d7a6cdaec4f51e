using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.NmsecProtocol.Fields;

/// <summary>Four bytes that hold an IPv4 address in network order.</summary>
[InlineArray(Size)]
public struct Ipv4Field : IEquatable<Ipv4Field>
{
    /// <summary>The field's length in bytes.</summary>
    public const int Size = 4;

    private byte _first;

    /// <summary>The address in the field.</summary>
    public readonly IPAddress Address => new(MemoryMarshal.CreateReadOnlySpan(in _first, Size));

    /// <summary>Makes a field from an IPv4 address.</summary>
    /// <exception cref="ArgumentException">The address is not IPv4.</exception>
    public static Ipv4Field From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException("The field holds IPv4 addresses only.", nameof(address));
        }

        Ipv4Field field = default;
        address.TryWriteBytes(MemoryMarshal.CreateSpan(ref field._first, Size), out _);
        return field;
    }

    /// <summary>Compares the bytes.</summary>
    public static bool operator ==(Ipv4Field left, Ipv4Field right) => left.Equals(right);

    /// <summary>Compares the bytes.</summary>
    public static bool operator !=(Ipv4Field left, Ipv4Field right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(Ipv4Field other) => ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Ipv4Field other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(this);
        return hash.ToHashCode();
    }
}
