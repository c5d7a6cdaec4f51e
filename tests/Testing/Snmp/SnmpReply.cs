using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.Testing.Snmp;

/// <summary>One variable binding of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tag">Type of the value.</param>
/// <param name="Value">int, uint, ulong, byte[], <see cref="ObjectIdentifier"/>, or null for exceptions.</param>
public sealed record SnmpBinding(ObjectIdentifier Name, BerTag Tag, object? Value)
{
    /// <summary>The value as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString((byte[])Value!);
}

/// <summary>A decoded SNMPv1 or SNMPv2c answer. Reading one that is not well-formed throws.</summary>
public sealed record SnmpReply(int RequestId, ErrorStatus Status, int ErrorIndex, string Community, IReadOnlyList<SnmpBinding> Bindings)
{
    public SnmpVersion Version { get; init; } = SnmpVersion.V2c;

    public PduType Type { get; init; } = PduType.Response;

    public static SnmpReply Read(ReadOnlySpan<byte> datagram)
    {
        Expect(CommunityMessage.TryRead(datagram, out var message));
        var reply = ReadPdu(message.PduOctets, System.Text.Encoding.UTF8.GetString(message.Community)) with { Version = (SnmpVersion)message.Version };
        return reply.Type == PduType.Response ? reply : throw new InvalidDataException($"Not an answer: {reply.Type}.");
    }

    /// <summary>Decodes a PDU of any version, a Report too.</summary>
    public static SnmpReply ReadPdu(ReadOnlySpan<byte> octets, string community = "")
    {
        Expect(Pdu.TryRead(octets, out var pdu));
        var bindings = new List<SnmpBinding>();
        var list = new BerReader(pdu.VarBindOctets);
        Span<uint> numbers = stackalloc uint[ObjectIdentifier.MaximumLength];
        while (!list.IsEmpty)
        {
            var binding = list.ReadConstructed(BerTag.Sequence);
            var length = binding.ReadObjectIdentifier(numbers);
            var name = new ObjectIdentifier(numbers[..length]);
            var tag = binding.PeekTag;
            object? value = tag switch
            {
                BerTag.Integer => binding.ReadInteger32(),
                BerTag.Counter32 or BerTag.Gauge32 or BerTag.TimeTicks => binding.ReadUnsigned32(tag),
                BerTag.Counter64 => binding.ReadCounter64(),
                BerTag.ObjectIdentifier => ReadIdentifier(ref binding),
                BerTag.OctetString or BerTag.IpAddress => binding.ReadContent(tag).ToArray(),
                _ => binding.ReadContent(tag).IsEmpty ? null : throw new InvalidDataException($"Content in {tag}."),
            };
            binding.ExpectEnd();
            Expect(binding.Error);
            bindings.Add(new SnmpBinding(name, tag, value));
        }

        Expect(list.Error);
        return new SnmpReply(pdu.RequestId, (ErrorStatus)pdu.First, pdu.Second, community, bindings) { Type = pdu.Type };
    }

    private static ObjectIdentifier ReadIdentifier(ref BerReader reader)
    {
        Span<uint> numbers = stackalloc uint[ObjectIdentifier.MaximumLength];
        var length = reader.ReadObjectIdentifier(numbers);
        return new ObjectIdentifier(numbers[..length]);
    }

    private static void Expect(BerError error)
    {
        if (error != BerError.None)
        {
            throw new InvalidDataException($"Malformed answer: {error}.");
        }
    }
}
