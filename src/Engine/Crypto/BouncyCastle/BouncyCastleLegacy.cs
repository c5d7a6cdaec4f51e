using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// What MS-CHAP-V2 needs and OpenSSL 3 keeps in its legacy provider, which systems need not have: MD4 and single DES. The platform's DES also
/// refuses weak keys, and a password may well hash to one.
/// </summary>
internal static class BouncyCastleLegacy
{
    private const int DesBlockSize = 8;

    /// <summary>MD4 (RFC 1320); 16 octets.</summary>
    public static void Md4(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        var md4 = new MD4Digest();
        var input = data.ToArray();
        md4.BlockUpdate(input, 0, input.Length);
        var output = new byte[md4.GetDigestSize()];
        md4.DoFinal(output, 0);
        output.CopyTo(digest);
        Array.Clear(input);
        Array.Clear(output);
    }

    /// <summary>One block of DES with 56 bits of key, which are spread over eight octets; the parity bits do not matter.</summary>
    public static void Des(ReadOnlySpan<byte> key, ReadOnlySpan<byte> block, Span<byte> result)
    {
        var spread = new byte[DesBlockSize];
        var rest = 0;
        for (var i = 0; i < key.Length; i++)
        {
            spread[i] = (byte)(rest | (key[i] >> i));
            rest = key[i] << (7 - i);
        }

        spread[^1] = (byte)rest;
        var des = new DesEngine();
        des.Init(true, new KeyParameter(spread));
        var output = new byte[DesBlockSize];
        des.ProcessBlock(block.ToArray(), 0, output, 0);
        output.CopyTo(result);
        Array.Clear(spread);
    }
}
