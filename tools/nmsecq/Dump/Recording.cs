using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Nmsecq.Dump;

/// <summary>A recorded byte stream.</summary>
/// <param name="Name">Where it is from.</param>
/// <param name="Bytes">What was recorded.</param>
internal sealed record Recording(string Name, ReadOnlyMemory<byte> Bytes);

/// <summary>A message of a recording.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Offset">Where it starts.</param>
/// <param name="Length">Its length.</param>
/// <param name="Header">Its header.</param>
internal sealed record RecordedMessage(Recording Recording, long Offset, int Length, FrameHeader Header)
{
    public ReadOnlySpan<byte> Bytes => Recording.Bytes.Span.Slice((int)Offset, Length);
}

/// <summary>Where a recording cannot be cut into messages any further.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Offset">The first byte that is in no message.</param>
/// <param name="Reason">Why.</param>
internal sealed record Damage(Recording Recording, long Offset, string Reason);

/// <summary>Cuts recordings into messages and puts those of two directions in order.</summary>
internal static class Recordings
{
    /// <summary>The messages of a recording, up to its end or to the first damage.</summary>
    public static (List<RecordedMessage> Messages, Damage? Damage) Cut(NmsecDialect dialect, Recording recording)
    {
        var messages = new List<RecordedMessage>();
        var layout = dialect.MessageHeader;
        var offset = 0;
        while (offset < recording.Bytes.Length)
        {
            var rest = recording.Bytes.Span[offset..];
            Damage Stop(string reason) => new(recording, offset, reason);
            if (rest.Length < layout.PrefixLength)
            {
                return (messages, Stop($"{rest.Length} bytes are left, which is no beginning of a message"));
            }

            if (layout.Ident.Read(rest) != layout.Identifier)
            {
                return (messages, Stop($"a message starts with X'{layout.Identifier:X8}', and here is X'{layout.Ident.Read(rest):X8}'"));
            }

            var (headerLength, length) = (layout.HeaderLength.Read(rest), layout.MessageLength.Read(rest));
            if (headerLength < (ulong)layout.Length || length < headerLength)
            {
                return (messages, Stop($"a header of {headerLength} bytes in a message of {length} is not possible"));
            }

            if (length > (ulong)rest.Length)
            {
                return (messages, Stop($"a message of {length} bytes begins here, and the recording has {rest.Length} of them"));
            }

            messages.Add(new RecordedMessage(recording, offset, (int)length, FrameHeader.Read(dialect, rest)));
            offset += (int)length;
        }

        return (messages, null);
    }

    /// <summary>
    /// The messages of both directions as they must have followed each other: an answer behind its request, which its correlator names; the server's
    /// notices where they stand among the answers.
    /// </summary>
    public static IEnumerable<RecordedMessage> Interleave(NmsecDialect dialect, IReadOnlyList<RecordedMessage> first, IReadOnlyList<RecordedMessage> second)
    {
        var isFirstServer = first.Any(message => IsNotice(dialect, message));
        var (server, client) = isFirstServer ? (first, second) : (second, first);
        var asked = 0;
        foreach (var message in server)
        {
            if (!IsNotice(dialect, message))
            {
                var request = asked;
                while (request < client.Count && client[request].Header.Correlator != message.Header.Correlator)
                {
                    request++;
                }

                for (; request < client.Count && asked <= request; asked++)
                {
                    yield return client[asked];
                }
            }

            yield return message;
        }

        for (; asked < client.Count; asked++)
        {
            yield return client[asked];
        }
    }

    private static bool IsNotice(NmsecDialect dialect, RecordedMessage message)
        => dialect.Types.TryGetType(message.Header.TypeNumber, out var type) && MessageTypeCatalog.Get(type).Kind == MessageKind.ServerNotice;
}
