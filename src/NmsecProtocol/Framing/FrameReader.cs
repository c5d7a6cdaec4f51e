using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Framing;

/// <summary>What <see cref="FrameReader.TryRead"/> found.</summary>
public enum FrameStatus
{
    /// <summary>The message is not complete yet; <c>needed</c> bytes must be there before it is worth asking again.</summary>
    NeedMore,

    /// <summary>A whole message.</summary>
    Complete,

    /// <summary>The bytes are no message that this side takes; the framing is lost.</summary>
    Invalid,
}

/// <summary>
/// Cuts a stream of bytes into messages: a fixed prefix (identifier, header length, message length), then as many
/// bytes as it says. Works on whatever has arrived, holds no state and copies nothing.
/// </summary>
/// <param name="dialect">The dialect that the prefix is in.</param>
/// <param name="maximumLength">The largest message taken.</param>
public readonly struct FrameReader(NmsecDialect dialect, int maximumLength)
{
    // No dialect has a longer prefix; a test holds that against every dialect there is.
    internal const int PrefixBuffer = 32;

    /// <summary>Looks for one message at the start of <paramref name="received"/>.</summary>
    /// <param name="received">All bytes that have arrived and not been consumed.</param>
    /// <param name="message">The message, if complete. Consume its length and call again for the next one.</param>
    /// <param name="needed">How many bytes the next decision needs.</param>
    /// <param name="error">What is wrong, if invalid.</param>
    public FrameStatus TryRead(
        in ReadOnlySequence<byte> received, out ReadOnlySequence<byte> message, out int needed, out NmsecError error)
    {
        message = default;
        error = NmsecError.None;
        var layout = dialect.MessageHeader;
        needed = layout.PrefixLength;
        if (received.Length < needed)
        {
            return FrameStatus.NeedMore;
        }

        Span<byte> buffer = stackalloc byte[PrefixBuffer];
        scoped var prefix = received.FirstSpan;
        if (prefix.Length < needed)
        {
            received.Slice(0, needed).CopyTo(buffer);
            prefix = buffer;
        }

        error = CheckPrefix(prefix, out var length);
        if (error.IsError)
        {
            return FrameStatus.Invalid;
        }

        needed = length;
        if (received.Length < length)
        {
            return FrameStatus.NeedMore;
        }

        message = received.Slice(0, length);
        return FrameStatus.Complete;
    }

    private NmsecError CheckPrefix(ReadOnlySpan<byte> prefix, out int length)
    {
        var layout = dialect.MessageHeader;
        length = 0;
        if (layout.Ident.Read(prefix) != layout.Identifier)
        {
            return NmsecError.BadIdentifier;
        }

        if (layout.HeaderLength.Read(prefix) != (ulong)layout.Length)
        {
            return NmsecError.BadHeaderSize;
        }

        var messageLength = layout.MessageLength.Read(prefix);
        if (messageLength < (ulong)layout.Length)
        {
            return NmsecError.MessageShorterThanHeader;
        }

        if (messageLength > (ulong)maximumLength)
        {
            return NmsecError.ExcessiveSize;
        }

        length = (int)messageLength;
        return NmsecError.None;
    }
}
