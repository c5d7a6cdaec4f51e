namespace MyIkev2.Engine.Wire;

/// <summary>Writes messages and payload chains in the order given, with chain links and lengths filled in.</summary>
public static class IkeMessageWriter
{
    /// <summary>
    /// Writes a message. Next payload and length of <paramref name="header"/> are replaced by the true ones.
    /// </summary>
    /// <returns>The octets written, or -1 when the message does not fit or cannot be expressed.</returns>
    public static int Write(Span<byte> destination, in IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        var writer = new WireWriter(destination);
        header.Write(ref writer);
        PayloadType first = WriteChain(ref writer, payloads);
        writer.PatchU8(IkeHeader.NextPayloadOffset, (byte)first);
        writer.PatchU32(IkeHeader.LengthOffset, (uint)writer.Length);
        return writer.Length;
    }

    /// <summary>Writes payloads as they stand inside an Encrypted payload.</summary>
    /// <returns>The octets written, or -1 when they do not fit or cannot be expressed.</returns>
    public static int WriteChain(Span<byte> destination, IReadOnlyList<Payload> payloads, out PayloadType first)
    {
        var writer = new WireWriter(destination);
        first = WriteChain(ref writer, payloads);
        return writer.Length;
    }

    private static PayloadType WriteChain(ref WireWriter writer, IReadOnlyList<Payload> payloads)
    {
        for (int i = 0; i < payloads.Count; i++)
        {
            Payload payload = payloads[i];
            bool last = i == payloads.Count - 1;
            PayloadType next = last ? PayloadType.None : payloads[i + 1].Type;
            if (payload.FirstInnerType is { } inner)
            {
                if (!last)
                {
                    writer.Fail();
                }

                next = inner;
            }

            writer.U8((byte)next);
            writer.U8(payload.Critical ? PayloadHeader.CriticalBit : (byte)0);
            using WireWriter.LengthScope length = writer.Length16(octetsBefore: 2);
            payload.WriteBody(ref writer);
        }

        return payloads.Count == 0 ? PayloadType.None : payloads[0].Type;
    }
}
