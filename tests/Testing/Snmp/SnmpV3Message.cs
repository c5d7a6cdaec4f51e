using System.Buffers.Binary;
using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.Testing.Snmp;

/// <summary>
/// An SNMPv3 message, built octet by octet with every field open to change, and read with every check on. Written apart from the
/// product's reader and writer; only the BER primitives are shared.
/// </summary>
public sealed record SnmpV3Message
{
    public int MessageId { get; init; } = 4711;

    public int MaximumSize { get; init; } = 65_507;

    /// <summary>msgFlags; null for what the level says, reportable.</summary>
    public byte? Flags { get; init; }

    public int SecurityModel { get; init; } = 3;

    public byte[] EngineId { get; init; } = [];

    public int Boots { get; init; }

    public int Time { get; init; }

    public string UserName { get; init; } = "";

    public byte[] Salt { get; init; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>msgPrivacyParameters where they shall not be the salt.</summary>
    public byte[]? SaltField { get; init; }

    public byte[] ContextEngineId { get; init; } = [];

    public string ContextName { get; init; } = "";

    /// <summary>The PDU with its header.</summary>
    public byte[] Pdu { get; init; } = [];

    public SecurityLevel Level { get; init; } = SecurityLevel.NoAuthNoPriv;

    /// <summary>msgAuthenticationParameters of a message that was read.</summary>
    public byte[] Digest { get; init; } = [];

    /// <summary>A request from a user at the engine that its keys are for.</summary>
    public static SnmpV3Message From(SnmpV3User user, SecurityLevel level, int boots, int time, byte[] pdu) => new()
    {
        EngineId = user.EngineId,
        Boots = boots,
        Time = time,
        UserName = user.Name,
        ContextEngineId = user.EngineId,
        Level = level,
        Pdu = pdu,
    };

    /// <summary>A PDU with empty values.</summary>
    public static byte[] PduOf(PduType type, int requestId, params string[] names)
    {
        var buffer = new byte[65_000];
        var list = new BerWriter(buffer);
        foreach (var name in names)
        {
            var binding = list.BeginSequence();
            list.WriteObjectIdentifier(ObjectIdentifier.Parse(name));
            list.WriteEmpty(BerTag.Null);
            list.EndSequence(binding);
        }

        return Element((byte)type, [.. Number(requestId), .. Number(0), .. Number(0), .. Element(0x30, list.Written.ToArray())]);
    }

    /// <summary>The octets; the user's keys sign and encrypt as the level says.</summary>
    public byte[] Build(SnmpV3User? user = null)
    {
        var isAuthentic = Level >= SecurityLevel.AuthNoPriv;
        var isEncrypted = Level == SecurityLevel.AuthPriv;
        byte[] scopedPdu = Element(0x30, [.. Octets(ContextEngineId), .. Octets(Encoding.UTF8.GetBytes(ContextName)), .. Pdu]);
        var data = isEncrypted ? Octets(user!.Encrypt(scopedPdu, Boots, Time, Salt)) : scopedPdu;
        var flags = Flags ?? (byte)((isAuthentic ? 1 : 0) | (isEncrypted ? 2 : 0) | 4);
        byte[] header = Element(0x30, [.. Number(MessageId), .. Number(MaximumSize), .. Octets([flags]), .. Number(SecurityModel)]);
        byte[] privacy = Octets(SaltField ?? (isEncrypted ? Salt : []));
        byte[] digest = isAuthentic ? new byte[user!.DigestLength] : [];
        byte[] parameters = Element(
            0x30,
            [
                .. Octets(EngineId), .. Number(Boots), .. Number(Time), .. Octets(Encoding.UTF8.GetBytes(UserName)), .. Octets(digest),
                .. privacy,
            ]);
        byte[] message = Element(0x30, [.. Number(3), .. header, .. Octets(parameters), .. data]);
        if (isAuthentic)
        {
            user!.Digest(message).CopyTo(message, message.Length - data.Length - privacy.Length - digest.Length);
        }

        return message;
    }

    /// <summary>Reads a message and checks its digest. Throws on anything that is not as it must be.</summary>
    public static SnmpV3Message Read(ReadOnlySpan<byte> datagram, SnmpV3User? user = null)
    {
        var outer = new BerReader(datagram);
        var body = outer.ReadConstructed(BerTag.Sequence);
        outer.ExpectEnd();
        Require(body.ReadInteger32() == 3, "version");
        var header = body.ReadConstructed(BerTag.Sequence);
        var (messageId, maximumSize) = (header.ReadInteger32(), header.ReadInteger32());
        var flags = header.ReadOctetString();
        Require(flags.Length == 1 && header.ReadInteger32() == 3, "flags or security model");
        var parametersOuter = new BerReader(body.ReadOctetString());
        var parameters = parametersOuter.ReadConstructed(BerTag.Sequence);
        parametersOuter.ExpectEnd();
        var engineId = parameters.ReadOctetString().ToArray();
        var (boots, time) = (parameters.ReadInteger32(), parameters.ReadInteger32());
        var userName = Encoding.UTF8.GetString(parameters.ReadOctetString());
        var digest = parameters.ReadOctetString();
        var salt = parameters.ReadOctetString().ToArray();
        parameters.ExpectEnd();
        var level = (flags[0] & 3) switch
        {
            0 => SecurityLevel.NoAuthNoPriv,
            1 => SecurityLevel.AuthNoPriv,
            3 => SecurityLevel.AuthPriv,
            _ => throw new InvalidDataException("level"),
        };
        if (level != SecurityLevel.NoAuthNoPriv)
        {
            var zeroed = datagram.ToArray();
            Require(datagram.Overlaps(digest, out var place) && digest.Length == user!.DigestLength, "digest length");
            zeroed.AsSpan(place, digest.Length).Clear();
            Require(digest.SequenceEqual(user!.Digest(zeroed)), "digest");
        }

        var scopedPdu = level == SecurityLevel.AuthPriv
            ? new BerReader(user!.Decrypt(body.ReadOctetString().ToArray(), boots, time, salt))
            : body;
        var scoped = scopedPdu.ReadConstructed(BerTag.Sequence);
        var contextEngineId = scoped.ReadOctetString().ToArray();
        var contextName = Encoding.UTF8.GetString(scoped.ReadOctetString());
        Require(outer.Error + (int)header.Error + (int)parameters.Error + (int)scoped.Error == BerError.None, "structure");
        return new SnmpV3Message
        {
            MessageId = messageId,
            MaximumSize = maximumSize,
            Flags = flags[0],
            EngineId = engineId,
            Boots = boots,
            Time = time,
            UserName = userName,
            Digest = digest.ToArray(),
            Salt = salt,
            Level = level,
            ContextEngineId = contextEngineId,
            ContextName = contextName,
            Pdu = scoped.Rest.ToArray(),
        };
    }

    private static byte[] Number(int value)
    {
        var octets = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(octets, value);
        return Element(2, octets);
    }

    private static byte[] Octets(byte[] octets) => Element(4, octets);

    private static byte[] Element(byte tag, byte[] content) => content.Length < 0x80
        ? [tag, (byte)content.Length, .. content]
        : [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The message has a wrong {what}.");
        }
    }
}
