using System.Numerics;
using System.Runtime.Intrinsics;
using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Against RFC 8439's formula in whole numbers, and the RFC's own cases where a sum comes close to the prime.</summary>
public sealed unsafe class Poly1305KernelTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 130) - 5;
    private static readonly BigInteger Bits128 = BigInteger.Pow(2, 128);

    /// <summary>RFC 8439 appendix A.3, test vectors 7 to 11: r, s, data, tag.</summary>
    [Theory]
    [InlineData("02", "", "ffffffffffffffffffffffffffffffff", "03")]
    [InlineData("02", "ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000", "03")]
    [InlineData("01", "", "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000", "05")]
    [InlineData("01", "", "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101", "")]
    [InlineData("02", "", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff")]
    public void Tag_CasesAtThePrime_AreThoseOfTheRfc(string r, string s, string data, string tag)
    {
        if (!ChaCha20Kernel.IsSupported)
        {
            return;
        }

        byte[] key = [.. Padded(r), .. Padded(s)];
        Assert.Equal(Padded(tag), Tag(key, Convert.FromHexString(data)));
        Assert.Equal(Padded(tag), Formula(key, Convert.FromHexString(data)));
    }

    [Fact]
    public void Tag_AnyNumberOfBlocks_IsTheFormulas()
    {
        if (!ChaCha20Kernel.IsSupported)
        {
            return;
        }

        SeededOctets random = new(1305);
        for (int blocks = 1; blocks <= 40; blocks++)
        {
            byte[] ones = new byte[blocks * 16];
            ones.AsSpan().Fill(0xff);
            byte[] largest = new byte[32];
            largest.AsSpan().Fill(0xff);
            foreach (byte[] key in (byte[][])[random.Next(32), random.Next(32), largest])
            {
                foreach (byte[] data in (byte[][])[random.Next(blocks * 16), ones, new byte[blocks * 16]])
                {
                    Assert.Equal(Formula(key, data), Tag(key, data));
                }
            }
        }
    }

    private static byte[] Padded(string hexadecimal)
    {
        byte[] block = new byte[16];
        Convert.FromHexString(hexadecimal).CopyTo(block, 0);
        return block;
    }

    private static byte[] Tag(byte[] key, byte[] data)
    {
        int missing = -(data.Length / 16) & 3;
        byte[] groups = [.. new byte[missing * 16], .. data];
        Poly1305Kernel kernel = default;
        byte[] tag = new byte[16];
        fixed (byte* keyPointer = key, groupPointer = groups)
        {
            kernel.Start(keyPointer);
            kernel.Update(groupPointer, groups.Length / Poly1305Kernel.GroupLength, missing);
            kernel.Finish(keyPointer).CopyTo(tag);
        }

        return tag;
    }

    private static byte[] Formula(byte[] key, byte[] data)
    {
        byte[] clamped = key[..16];
        foreach (int index in (int[])[3, 7, 11, 15])
        {
            clamped[index] &= 15;
        }

        foreach (int index in (int[])[4, 8, 12])
        {
            clamped[index] &= 252;
        }

        BigInteger r = new(clamped, isUnsigned: true);
        BigInteger sum = 0;
        foreach (byte[] block in data.Chunk(16))
        {
            sum = (sum + Bits128 + new BigInteger(block, isUnsigned: true)) * r % Prime;
        }

        byte[] tag = new byte[16];
        ((sum + new BigInteger(key.AsSpan(16), isUnsigned: true)) % Bits128).ToByteArray(isUnsigned: true).CopyTo(tag, 0);
        return tag;
    }
}
