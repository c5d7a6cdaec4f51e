namespace MyIkev2.Engine.Crypto;

/// <summary>
/// What a side signs to prove its identity (RFC 7296 section 2.15):
/// <code>
/// SignedOctets = RealMessage1 | NonceOfTheOtherSide | prf(SK_p, RestOfIdPayload) [| IntAuth]
/// </code>
/// </summary>
public static class AuthOctets
{
    /// <param name="prf">The negotiated PRF.</param>
    /// <param name="realMessage1">The signer's own IKE_SA_INIT message, from the first octet of its header.</param>
    /// <param name="nonceOther">The nonce of the other side, without payload header.</param>
    /// <param name="skP">SK_pi for the initiator's AUTH, SK_pr for the responder's.</param>
    /// <param name="idPayloadBody">The signer's ID payload without its generic header: type, three reserved octets, data.</param>
    /// <param name="intermediate">IntAuth of the IKE_INTERMEDIATE exchanges (RFC 9242 section 3.3.2); empty without.</param>
    public static byte[] Compute(
        IPrf prf,
        ReadOnlySpan<byte> realMessage1,
        ReadOnlySpan<byte> nonceOther,
        KeyMaterial skP,
        ReadOnlySpan<byte> idPayloadBody,
        ReadOnlySpan<byte> intermediate = default)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skP);
        byte[] octets = new byte[realMessage1.Length + nonceOther.Length + prf.OutputLength + intermediate.Length];
        realMessage1.CopyTo(octets);
        nonceOther.CopyTo(octets.AsSpan(realMessage1.Length));
        prf.Compute(skP.Span, idPayloadBody, default, octets.AsSpan(realMessage1.Length + nonceOther.Length, prf.OutputLength));
        intermediate.CopyTo(octets.AsSpan(octets.Length - intermediate.Length));
        return octets;
    }
}
