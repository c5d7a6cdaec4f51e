using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The ICV of AH (RFC 4302 section 3.3.3): over a copy of the whole IP packet in which mutable fields and the ICV are zero, and with extended
/// sequence numbers over their high half after it. Belongs to one direction of an SA; one thread at a time.
/// </summary>
internal sealed class AhIntegrity(IKeyedIntegrity integrity, int icvLength, bool extended) : IDisposable
{
    private const int HighHalfLength = 4;

    private byte[] _copy = [];

    public int IcvLength { get; } = icvLength;

    /// <exception cref="NotSupportedException">The provider has no such algorithm. What was negotiated was checked before.</exception>
    public static AhIntegrity Create(ChildSaInstallation installation, ICryptoProvider crypto, bool outbound)
    {
        var integrity = crypto.Integrity(installation.Integrity)
            ?? throw new NotSupportedException($"no {installation.Integrity} for AH in this process");
        var key = outbound ? installation.IntegrityKeyOut : installation.IntegrityKeyIn;
        return new AhIntegrity(integrity.Bind(key.Span), integrity.IcvLength, installation.ExtendedSequenceNumbers);
    }

    /// <summary>True when the headers before AH are of a kind whose ICV can be computed.</summary>
    public bool CanCover(ReadOnlySpan<byte> headers)
    {
        var copy = Copy(headers);
        return AhMutableFields.TryZero(copy[..headers.Length]);
    }

    /// <summary>Writes the ICV into a packet that <see cref="CanCover"/>.</summary>
    public void Seal(Span<byte> packet, int ahOffset, ulong sequence)
    {
        if (!TryPrepare(packet, ahOffset, sequence, out var covered))
        {
            throw new InvalidOperationException("the headers before AH were not checked");
        }

        integrity.Compute(covered, packet.Slice(ahOffset + AhPacket.FixedLength, IcvLength));
    }

    /// <summary>Changes nothing in <paramref name="packet"/>, which ends where the IP packet does.</summary>
    public bool IsGenuine(ReadOnlySpan<byte> packet, int ahOffset, ulong sequence) =>
        TryPrepare(packet, ahOffset, sequence, out var covered)
        && integrity.Verify(covered, packet.Slice(ahOffset + AhPacket.FixedLength, IcvLength));

    public void Dispose() => integrity.Dispose();

    private bool TryPrepare(ReadOnlySpan<byte> packet, int ahOffset, ulong sequence, out ReadOnlySpan<byte> covered)
    {
        var copy = Copy(packet);
        copy.Slice(ahOffset + AhPacket.FixedLength, IcvLength).Clear();
        BinaryPrimitives.WriteUInt32BigEndian(copy[packet.Length..], (uint)(sequence >> 32));
        covered = extended ? copy : copy[..packet.Length];
        return AhMutableFields.TryZero(copy[..ahOffset]);
    }

    /// <summary>A copy with room for the high half behind it.</summary>
    private Span<byte> Copy(ReadOnlySpan<byte> packet)
    {
        var needed = packet.Length + HighHalfLength;
        if (_copy.Length < needed)
        {
            _copy = new byte[needed];
        }

        packet.CopyTo(_copy);
        return _copy.AsSpan(0, needed);
    }
}
