using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>The ScopedPDUs that the security model itself sends: Reports, and the empty requests that discover an engine.</summary>
internal static class V3PduWriter
{
    /// <summary>Room for the head of a ScopedPDU: three headers, three integers, engine id and context name.</summary>
    private const int HeadRoom = 64 + EngineIds.LongestLength;

    /// <summary>
    /// Writes a ScopedPDU behind <paramref name="headRoom"/> octets of the buffer, with one counter as its only binding or with
    /// none.
    /// </summary>
    /// <returns>Where it stands; empty if there is no room.</returns>
    internal static Range Write(
        Span<byte> buffer,
        int headRoom,
        scoped ReadOnlySpan<byte> contextEngineId,
        scoped ReadOnlySpan<byte> contextName,
        PduType type,
        int requestId,
        ObjectIdentifier? counter,
        ulong value)
    {
        var listStart = headRoom + HeadRoom + contextName.Length;
        if (listStart > buffer.Length)
        {
            return default;
        }

        var list = new BerWriter(buffer[listStart..]);
        if (counter is not null)
        {
            var binding = list.BeginSequence();
            list.WriteObjectIdentifier(counter);
            list.WriteCounter32(value);
            list.EndSequence(binding);
        }

        if (list.Overflowed)
        {
            return default;
        }

        var end = listStart + list.Position;
        var pdu = MessageWriter.FramePdu(buffer, listStart, list.Position, type, requestId, 0, 0);
        var start = V3ScopedPdu.Prepend(buffer, pdu, end, contextEngineId, contextName);
        return start < headRoom ? default : new Range(start, end);
    }
}
