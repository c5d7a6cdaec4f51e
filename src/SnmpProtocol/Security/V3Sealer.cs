using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>What a message says about its sender, for <see cref="V3Sealer"/>.</summary>
internal ref struct V3Envelope
{
    internal int MessageId;
    internal int MaximumSize;
    internal bool IsReportable;
    internal SecurityLevel Level;
    internal ReadOnlySpan<byte> EngineId;
    internal int Boots;
    internal int Time;
    internal ReadOnlySpan<byte> UserName;
    internal UsmUser? User;
}

/// <summary>
/// Makes an SNMPv3 message around a ScopedPDU that stands in a buffer: encrypts it in place, writes everything else in front
/// of it, and signs the whole (RFC 3412 section 7.1, RFC 3414 section 3.1).
/// </summary>
internal static class V3Sealer
{
    /// <summary>Most octets that go in front of a ScopedPDU.</summary>
    internal const int HeadRoom = 192;

    /// <summary>Most octets that go behind it.</summary>
    internal const int TailRoom = PrivacyScheme.LongestPadding;

    /// <summary>Where the whole message stands, a part of <paramref name="buffer"/>; empty if there is no room for it.</summary>
    internal static Range Seal(scoped in V3Envelope envelope, UsmSalt salts, Span<byte> buffer, int start, int length)
    {
        var user = envelope.User;
        var isAuthentic = envelope.Level >= SecurityLevel.AuthNoPriv;
        var isEncrypted = envelope.Level == SecurityLevel.AuthPriv;
        Span<byte> salt = stackalloc byte[PrivacyScheme.SaltLength];
        Span<byte> zeros = stackalloc byte[AuthenticationScheme.LongestDigest];
        zeros.Clear();
        if (isEncrypted)
        {
            var padded = user!.EncryptedLength(length);
            if (padded > buffer.Length - start)
            {
                return default;
            }

            buffer.Slice(start + length, padded - length).Clear();
            salts.Draw(user.PrivacyProtocol, envelope.Boots, salt);
            user.Encrypt(buffer.Slice(start, padded), envelope.Boots, envelope.Time, salt);
            length = padded;
        }

        var end = start + length;
        var writer = new BerBackwardWriter(buffer, start);
        if (isEncrypted)
        {
            writer.PrependHeader(BerTag.OctetString, end);
        }

        var parametersEnd = writer.Start;
        writer.PrependOctetString(isEncrypted ? salt : []);
        var digestEnd = writer.Start;
        writer.PrependOctetString(isAuthentic ? zeros[..user!.DigestLength] : []);
        writer.PrependOctetString(envelope.UserName);
        writer.PrependInteger(envelope.Time);
        writer.PrependInteger(envelope.Boots);
        writer.PrependOctetString(envelope.EngineId);
        writer.PrependHeader(BerTag.Sequence, parametersEnd);
        writer.PrependHeader(BerTag.OctetString, parametersEnd);
        PrependHeaderData(ref writer, envelope);
        writer.PrependInteger((int)SnmpVersion.V3);
        writer.PrependHeader(BerTag.Sequence, end);
        if (writer.Overflowed)
        {
            return default;
        }

        var message = buffer[writer.Start..end];
        if (isAuthentic)
        {
            user!.WriteDigest(message, digestEnd - user.DigestLength - writer.Start);
        }

        return new Range(writer.Start, end);
    }

    /// <summary>Octets of the message that <see cref="Seal"/> would make.</summary>
    internal static int MessageLength(scoped in V3Envelope envelope, int scopedPduLength)
    {
        var data = envelope.Level == SecurityLevel.AuthPriv ? Element(envelope.User!.EncryptedLength(scopedPduLength)) : scopedPduLength;
        var parameters = Element(envelope.EngineId.Length) + Number(envelope.Boots) + Number(envelope.Time) + Element(envelope.UserName.Length)
            + Element(envelope.Level >= SecurityLevel.AuthNoPriv ? envelope.User!.DigestLength : 0)
            + Element(envelope.Level == SecurityLevel.AuthPriv ? PrivacyScheme.SaltLength : 0);
        var header = Number(envelope.MessageId) + Number(envelope.MaximumSize) + Element(1) + Number((int)SecurityModel.Usm);
        return Element(Number((int)SnmpVersion.V3) + Element(header) + Element(Element(parameters)) + data);
    }

    private static void PrependHeaderData(ref BerBackwardWriter writer, scoped in V3Envelope envelope)
    {
        var end = writer.Start;
        var flags = (envelope.Level >= SecurityLevel.AuthNoPriv ? V3Flags.Authenticated : 0)
            | (envelope.Level == SecurityLevel.AuthPriv ? V3Flags.Encrypted : 0)
            | (envelope.IsReportable ? V3Flags.Reportable : 0);
        writer.PrependInteger((int)SecurityModel.Usm);
        writer.PrependOctetString([(byte)flags]);
        writer.PrependInteger(envelope.MaximumSize);
        writer.PrependInteger(envelope.MessageId);
        writer.PrependHeader(BerTag.Sequence, end);
    }

    private static int Number(int value) => Element(BerWriter.IntegerLength(value));

    private static int Element(int length) => BerWriter.ElementLength(length);
}
