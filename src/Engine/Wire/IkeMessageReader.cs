namespace MyIkev2.Engine.Wire;

/// <summary>
/// Walks the payload chain of a message (RFC 7296 section 3.2). Anything malformed ends the walk with an error
/// value; payloads we do not know are kept, unless they are critical (section 2.5).
/// </summary>
public static class IkeMessageReader
{
    /// <summary>Reads a whole message; <paramref name="datagram"/> starts at the IKE header.</summary>
    /// <param name="datagram">The octets; see <see cref="IkeMessage"/> for who owns them.</param>
    /// <param name="message">
    /// On error: the header as far as it could be read and the payloads before the error, for answers and
    /// reports only.
    /// </param>
    public static WireError TryRead(ReadOnlyMemory<byte> datagram, out IkeMessage message)
    {
        var payloads = new List<Payload>();
        WireError error = IkeHeader.TryRead(datagram.Span, out IkeHeader header);
        message = new IkeMessage(header, payloads, datagram);
        if (error.IsError)
        {
            return error;
        }

        if (header.MajorVersion != IkeHeader.SupportedMajorVersion)
        {
            return new WireError(WireErrorCode.UnsupportedMajorVersion, IkeHeader.VersionOffset, "IKE header: version");
        }

        if (header.Length != (uint)datagram.Length)
        {
            return new WireError(WireErrorCode.LengthMismatch, IkeHeader.LengthOffset, "IKE header: length");
        }

        var reader = new WireReader(datagram[IkeHeader.Size..], "IKE message", IkeHeader.Size);
        ReadChain(ref reader, header.NextPayload, payloads, encryptedAllowed: true);
        return reader.Error;
    }

    /// <summary>
    /// Reads a decrypted chain, which must not hold another Encrypted payload. Error offsets count from the
    /// start of <paramref name="data"/>.
    /// </summary>
    public static WireError TryReadChain(PayloadType first, ReadOnlyMemory<byte> data, List<Payload> into)
    {
        var reader = new WireReader(data, "decrypted payloads");
        ReadChain(ref reader, first, into, encryptedAllowed: false);
        return reader.Error;
    }

    private static void ReadChain(
        ref WireReader reader, PayloadType first, List<Payload> into, bool encryptedAllowed)
    {
        PayloadType type = first;
        int count = 0;
        while (type != PayloadType.None && !reader.Failed)
        {
            if (count++ == WireLimits.Payloads)
            {
                reader.Fail(WireErrorCode.TooManyItems, "IKE message: payloads");
                return;
            }

            bool encrypted = type is PayloadType.Encrypted or PayloadType.EncryptedFragment;
            if (encrypted && !encryptedAllowed)
            {
                reader.Fail(WireErrorCode.MisplacedPayload, "Encrypted payload inside an Encrypted payload");
                return;
            }

            PayloadHeader header = ReadPayload(ref reader, type, into);

            // The Next Payload field of SK names the first payload inside it (RFC 7296 section 3.14).
            type = encrypted ? PayloadType.None : header.Next;
            if (encrypted && reader.Remaining > 0)
            {
                reader.Fail(WireErrorCode.MisplacedPayload, "payload after the Encrypted payload");
            }
        }

        reader.ExpectEnd();
    }

    private static PayloadHeader ReadPayload(ref WireReader reader, PayloadType type, List<Payload> into)
    {
        int start = reader.Offset;
        PayloadCatalog.Row? row = PayloadCatalog.Find(type);
        PayloadHeader header = PayloadHeader.Read(ref reader, type);
        if (row is null && header.Critical)
        {
            reader.FailAt(start, WireErrorCode.UnknownCriticalPayload, "payload type", (byte)type);
        }

        if (reader.Failed)
        {
            return header;
        }

        WireReader body = reader.Sub(header.BodyLength, row?.Name ?? "unknown payload");
        Payload payload = row is null ? UnknownPayload.Read(ref body, header) : row.Read(ref body, header);
        reader.Close(ref body);
        if (!reader.Failed)
        {
            into.Add(payload);
        }

        return header;
    }
}
