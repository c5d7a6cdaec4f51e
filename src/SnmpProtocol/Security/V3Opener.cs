using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>Takes the ScopedPDU out of an SNMPv3 message that is authentic as far as its level says: the way back of <see cref="V3Sealer"/>.</summary>
internal static class V3Opener
{
    /// <summary>Reads or decrypts it; false if it is not in the form that the level of the message asks for.</summary>
    /// <param name="outer">The message.</param>
    /// <param name="security">Its security parameters.</param>
    /// <param name="user">Whose keys decrypt; may only be null for a message without authentication.</param>
    /// <param name="plainText">Room for decryption.</param>
    /// <param name="scopedPdu">The ScopedPDU.</param>
    internal static bool TryReadScopedPdu(
        scoped in V3Message outer, scoped in UsmSecurityParameters security, UsmUser? user, Span<byte> plainText, out V3ScopedPdu scopedPdu)
    {
        scopedPdu = default;
        var isPrivate = outer.SecurityLevel == SecurityLevel.AuthPriv;
        if (outer.IsEncrypted != isPrivate)
        {
            return false;
        }

        if (!isPrivate)
        {
            return V3ScopedPdu.TryRead(outer.Data, out scopedPdu) == BerError.None;
        }

        var length = outer.Data.Length;
        return user!.HighestLevel == SecurityLevel.AuthPriv
            && user.TryDecrypt(outer.Data, plainText, security.EngineBoots, security.EngineTime, security.Privacy)
            && V3ScopedPdu.TryRead(plainText[..length], out scopedPdu) == BerError.None;
    }
}
