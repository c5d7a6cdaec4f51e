using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-GCM, AES-CCM and ChaCha20-Poly1305 in managed code, for systems whose platform lacks them. Works on arrays, so every call copies.
/// </summary>
internal sealed class BouncyCastleAead(AeadShape shape, Func<IAeadCipher> create) : IAead
{
    public int KeyLength => shape.KeyLength;

    public int SaltLength => shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => shape.IcvLength;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        shape.Check(key, iv, icv);
        IAeadCipher cipher = Start(encrypts: true, key, iv, associatedData);
        byte[] output = new byte[text.Length + shape.IcvLength];
        int written = cipher.ProcessBytes(text.ToArray(), 0, text.Length, output, 0);
        cipher.DoFinal(output, written);
        output.AsSpan(0, text.Length).CopyTo(text);
        output.AsSpan(text.Length).CopyTo(icv);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        IAeadCipher cipher = Start(encrypts: false, key, iv, associatedData);
        byte[] input = [.. text, .. icv];
        byte[] output = new byte[cipher.GetOutputSize(input.Length)];
        try
        {
            int written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
            cipher.DoFinal(output, written);
        }
        catch (InvalidCipherTextException)
        {
            return false;
        }

        output.AsSpan(0, text.Length).CopyTo(text);
        return true;
    }

    private IAeadCipher Start(bool encrypts, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        KeyParameter keyParameter = new(shape.CipherKey(key).ToArray());
        IAeadCipher cipher = create();
        cipher.Init(encrypts, new AeadParameters(keyParameter, 8 * shape.IcvLength, nonce.ToArray(), associatedData.ToArray()));
        return cipher;
    }
}
