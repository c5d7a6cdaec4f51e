namespace MyIkev2.Engine.Crypto;

/// <summary>TABLE: measured costs of making a signature, in microseconds; RSA grows with the cube of the modulus.</summary>
internal static class SignatureCosts
{
    public static int ToSign(PublicKey key) => key.Kind switch
    {
        PublicKeyKind.Rsa => key.Bits <= 2048 ? 660 : key.Bits <= 3072 ? 2_000 : key.Bits <= 4096 ? 4_500 : 30_000,
        PublicKeyKind.EcdsaP256 => 27,
        PublicKeyKind.EcdsaP384 => 920,
        PublicKeyKind.EcdsaP521 => 312,
        _ => 47,
    };
}
