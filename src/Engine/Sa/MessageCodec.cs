using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>What became of an arriving message.</summary>
internal enum DecodeStatus
{
    /// <summary>Payloads are there, and authentic if the SA has keys.</summary>
    Complete,

    /// <summary>A fragment was stored; more are needed.</summary>
    Incomplete,

    /// <summary>Not authentic or not parseable before authentication: drop it without a word.</summary>
    Drop,

    /// <summary>Authentic, but its padding is longer than it is: it is dropped too.</summary>
    BadPadding,

    /// <summary>Authentic, but its payloads do not parse: the sender is told.</summary>
    Malformed,
}

/// <summary>Turns payload lists into datagrams and back, with protection and fragmentation where they apply.</summary>
internal sealed class MessageCodec
{
    /// <summary>Largest inner chain: what a UDP datagram can carry, with room for fragments' sum.</summary>
    private const int LargestChain = 1 << 16;

    private readonly FragmentAssembler _assembler = new();

    /// <summary>Set once keys are there; until then messages are clear.</summary>
    public MessageProtection? Protection { get; set; }

    /// <summary>Gets what IKE_INTERMEDIATE messages carry; null where there are none.</summary>
    public IntermediateExchanges? Intermediate { get; set; }

    /// <summary>Largest datagram before fragmentation, 0 while the peer does not fragment.</summary>
    public int FragmentThreshold { get; set; }

    /// <summary>Fragments sent, for the counters.</summary>
    public int LastFragmentCount { get; private set; }

    /// <summary>One datagram, or several fragments.</summary>
    public IReadOnlyList<byte[]> Encode(in IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        LastFragmentCount = 0;
        var room = System.Buffers.ArrayPool<byte>.Shared.Rent(LargestChain);
        var used = room.Length;
        try
        {
            if (Protection is null || header.Exchange == ExchangeType.IkeSaInit)
            {
                var length = IkeMessageWriter.Write(room, header, payloads);
                used = Math.Max(length, 0);
                return length < 0 ? throw TooLarge() : [room[..length]];
            }

            var chain = IkeMessageWriter.WriteChain(room, payloads, out var first);
            if (chain < 0)
            {
                throw TooLarge();
            }

            used = chain;
            var inner = room.AsSpan(0, chain);
            if (header.Exchange == ExchangeType.IkeIntermediate)
            {
                Intermediate?.Cover(header, first, inner);
            }

            return FragmentThreshold > 0 && Protection.SealedLength(chain) > FragmentThreshold
                ? Split(header, first, inner, Protection)
                : [Protection.Seal(header, first, inner)];
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(room.AsSpan(0, used));
            System.Buffers.ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Opens an arriving message; <paramref name="error"/> says what is wrong when it is malformed.</summary>
    public DecodeStatus Decode(IkeMessage message, out IReadOnlyList<Payload> payloads, out WireError error, out bool badIntegrity)
    {
        payloads = message.Payloads;
        error = WireError.None;
        badIntegrity = false;
        if (Protection is null || message.Header.Exchange == ExchangeType.IkeSaInit)
        {
            return message.Encrypted is null && message.Fragment is null ? DecodeStatus.Complete : DecodeStatus.Drop;
        }

        if (message.Fragment is { } known && (FragmentThreshold == 0 || _assembler.Has(message.Header, known)))
        {
            return DecodeStatus.Drop;
        }

        if (Protection.Open(message, out var isAuthentic) is not { } inner)
        {
            badIntegrity = !isAuthentic;
            return isAuthentic ? DecodeStatus.BadPadding : DecodeStatus.Drop;
        }

        PayloadType first;
        if (message.Fragment is { } fragment)
        {
            if (_assembler.Add(message.Header, fragment, inner, out first) is not { } whole)
            {
                return DecodeStatus.Incomplete;
            }

            inner = whole;
        }
        else
        {
            first = message.Encrypted!.FirstInner;
        }

        if (message.Header.Exchange == ExchangeType.IkeIntermediate)
        {
            Intermediate?.Cover(message.Header, first, inner);
        }

        var list = new List<Payload>();
        error = IkeMessageReader.TryReadChain(first, inner, list);
        payloads = list;
        return error.IsError ? DecodeStatus.Malformed : DecodeStatus.Complete;
    }

    private List<byte[]> Split(in IkeHeader header, PayloadType first, ReadOnlySpan<byte> inner, MessageProtection protection)
    {
        var capacity = Math.Max(16, protection.FragmentCapacity(FragmentThreshold));
        var total = (inner.Length + capacity - 1) / capacity;
        var fragments = new List<byte[]>(total);
        for (var number = 1; number <= total; number++)
        {
            var offset = (number - 1) * capacity;
            var part = inner.Slice(offset, Math.Min(capacity, inner.Length - offset));
            fragments.Add(protection.SealFragment(header, number == 1 ? first : PayloadType.None, (ushort)number, (ushort)total, part));
        }

        LastFragmentCount = total;
        return fragments;
    }

    private static InvalidOperationException TooLarge() => new("an IKE message of ours does not fit into 64 KiB");
}
