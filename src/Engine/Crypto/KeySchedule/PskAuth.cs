using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The AUTH value of a shared key (RFC 7296 section 2.15):
/// <code>
/// AUTH = prf( prf(Shared Secret, "Key Pad for IKEv2"), SignedOctets )
/// SignedOctets = RealMessage1 | NonceOfTheOtherSide | prf(SK_p, RestOfIdPayload) [| IntAuth]
/// </code>
/// EAP methods that make a key use the same formula with the MSK (section 2.16).
/// </summary>
public static class PskAuth
{
    private const int LongestOutput = 64;

    private static ReadOnlySpan<byte> KeyPad => "Key Pad for IKEv2"u8;

    /// <param name="prf">The negotiated PRF.</param>
    /// <param name="psk">The shared secret.</param>
    /// <param name="realMessage1">The signer's own IKE_SA_INIT message, from the first octet of its header.</param>
    /// <param name="nonceOther">The nonce of the other side, without payload header.</param>
    /// <param name="skP">SK_pi for the initiator's AUTH, SK_pr for the responder's.</param>
    /// <param name="idPayloadBody">The signer's ID payload without its generic header: type, three reserved octets, data.</param>
    /// <param name="intermediate">IntAuth of the IKE_INTERMEDIATE exchanges (RFC 9242 section 3.3.2); empty without.</param>
    /// <returns>The AUTH data, as long as the PRF's output.</returns>
    public static byte[] Compute(
        IPrf prf,
        ReadOnlySpan<byte> psk,
        ReadOnlySpan<byte> realMessage1,
        ReadOnlySpan<byte> nonceOther,
        KeyMaterial skP,
        ReadOnlySpan<byte> idPayloadBody,
        ReadOnlySpan<byte> intermediate = default)
    {
        ArgumentNullException.ThrowIfNull(prf);
        int length = prf.OutputLength;
        byte[] octets = AuthOctets.Compute(prf, realMessage1, nonceOther, skP, idPayloadBody, intermediate);
        Span<byte> key = stackalloc byte[LongestOutput];
        key = key[..length];
        prf.Compute(psk, KeyPad, default, key);
        byte[] auth = new byte[length];
        prf.Compute(key, octets, default, auth);
        CryptographicOperations.ZeroMemory(key);
        return auth;
    }

    /// <summary>Compares a received AUTH value with the expected one in constant time.</summary>
    public static bool Matches(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> received) =>
        CryptographicOperations.FixedTimeEquals(expected, received);
}
