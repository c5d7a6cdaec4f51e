using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>Ed25519 (RFC 8032) through EVP raw keys.</summary>
internal sealed unsafe class LibcryptoEd25519(SignatureFunctions functions, EvpFunctions evp) : ISignature
{
    /// <summary>NID of Ed25519 in libcrypto.</summary>
    private const int OpensslId = 1087;

    private const int KeyLength = 32;
    private const int SignatureLength = 64;

    public bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (key.Kind != PublicKeyKind.Ed25519 || signature.Length != SignatureLength)
        {
            return false;
        }

        bool valid;
        fixed (byte* keyPointer = key.Value.Span, dataPointer = data, signaturePointer = signature)
        {
            nint context = evp.DigestContextNew();
            nint imported = evp.KeyFromPublic(OpensslId, 0, keyPointer, KeyLength);
            valid = context != 0 && imported != 0
                && functions.VerifyInit(context, 0, 0, 0, imported) == 1
                && functions.Verify(context, signaturePointer, SignatureLength, dataPointer, (nuint)data.Length) == 1;
            evp.DigestContextFree(context);
            evp.KeyFree(imported);
        }

        if (!valid)
        {
            evp.ClearErrors();
        }

        return valid;
    }

    public byte[] Sign(PrivateKey key, ReadOnlySpan<byte> data)
    {
        KeyMaterial seed = key.Seed ?? throw new CryptographicException("the key is not of Ed25519");
        byte[] signature = new byte[SignatureLength];
        nuint written = SignatureLength;
        fixed (byte* seedPointer = seed.Span, dataPointer = data, signaturePointer = signature)
        {
            nint context = evp.DigestContextNew();
            nint imported = evp.KeyFromPrivate(OpensslId, 0, seedPointer, KeyLength);
            bool done = context != 0 && imported != 0
                && functions.SignInit(context, 0, 0, 0, imported) == 1
                && functions.Sign(context, signaturePointer, &written, dataPointer, (nuint)data.Length) == 1
                && written == SignatureLength;
            evp.DigestContextFree(context);
            evp.KeyFree(imported);
            evp.Require(done, "EVP_DigestSign");
        }

        return signature;
    }

    public int SignMicroseconds(PublicKey key) => SignatureCosts.ToSign(key);
}
