using System.Numerics;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>What is particular to the provider with native contexts: no garbage, threads, disposal, absence.</summary>
public sealed class NativeProviderTests
{
    [Fact]
    public void Libcrypto_HotPath_AllocatesNothing()
    {
        using LibcryptoProvider? crypto = LibcryptoProvider.TryCreate();
        if (crypto is null)
        {
            return;
        }

        byte[] text = new byte[1400];
        byte[] iv = new byte[16];
        byte[] output = new byte[64];
        byte[] seed = new byte[80];
        byte[] keymat = new byte[300];
        IAead[] aeads =
        [
            crypto.Aead(EncryptionId.AesGcm16, 256)!,
            crypto.Aead(EncryptionId.AesCcm8, 128)!,
            crypto.Aead(EncryptionId.ChaCha20Poly1305, 0)!,
        ];
        ICipher[] ciphers = [crypto.Cipher(EncryptionId.AesCbc, 256)!, crypto.Cipher(EncryptionId.AesCtr, 128)!];
        IPrf prf = crypto.Prf(PseudorandomFunctionId.HmacSha256)!;
        IIntegrity integrity = crypto.Integrity(IntegrityId.HmacSha256_128)!;
        IIntegrity cmac = crypto.Integrity(IntegrityId.AesCmac96)!;
        byte[] key = new byte[64];

        void Once()
        {
            foreach (IAead aead in aeads)
            {
                ReadOnlySpan<byte> aeadKey = key.AsSpan(0, aead.KeyLength);
                aead.Seal(aeadKey, iv.AsSpan(0, 8), seed, text, output.AsSpan(0, aead.IcvLength));
                aead.Open(aeadKey, iv.AsSpan(0, 8), seed, text, output.AsSpan(0, aead.IcvLength));
                aead.Open(aeadKey, iv.AsSpan(0, 8), seed, text, output.AsSpan(0, aead.IcvLength));
            }

            foreach (ICipher cipher in ciphers)
            {
                cipher.Encrypt(key.AsSpan(0, cipher.KeyLength), iv.AsSpan(0, cipher.IvLength), text.AsSpan(0, 1392));
                cipher.Decrypt(key.AsSpan(0, cipher.KeyLength), iv.AsSpan(0, cipher.IvLength), text.AsSpan(0, 1392));
            }

            prf.Compute(key, seed, text, output);
            PrfPlus.Expand(prf, key, seed, keymat);
            integrity.Compute(key.AsSpan(0, 32), text, output);
            integrity.Verify(key.AsSpan(0, 32), text, output.AsSpan(0, 16));
            cmac.Compute(key.AsSpan(0, 16), text, output);
            crypto.Sha1(text, output);
        }

        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10; round++)
        {
            Once();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(TestProviders.Libcrypto)]
    [InlineData(TestProviders.Platform)]
    public void Provider_ManyThreadsOneObject_EachGetsRightAnswers(string name)
    {
        if (!TestProviders.Names.Contains(name))
        {
            return;
        }

        ICryptoProvider crypto = TestProviders.Get(name);
        IAead aead = crypto.Aead(EncryptionId.AesGcm16, 128)!;
        IPrf prf = crypto.Prf(PseudorandomFunctionId.HmacSha256)!;
        IKeyExchange exchange = crypto.KeyExchange(KeyExchangeId.Ecp256)!;
        string[] expected = [.. Enumerable.Range(0, 4).Select(seed => Work(aead, prf, exchange, seed, rounds: 20))];
        string[] actual = new string[4];
        Thread[] threads =
        [
            .. Enumerable.Range(0, 4).Select(seed => new Thread(() => actual[seed] = Work(aead, prf, exchange, seed, rounds: 20))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Libcrypto_Disposed_RefusesNewThreadsAndDisposesTwice()
    {
        LibcryptoProvider? crypto = LibcryptoProvider.TryCreate();
        if (crypto is null)
        {
            return;
        }

        IAead aead = crypto.Aead(EncryptionId.AesGcm16, 128)!;
        aead.Seal(new byte[20], new byte[8], default, new byte[8], new byte[16]);
        crypto.Dispose();
        crypto.Dispose();
        Assert.Throws<ObjectDisposedException>(() => aead.Seal(new byte[20], new byte[8], default, new byte[8], new byte[16]));
    }

    [Theory]
    [InlineData(KeyExchangeId.Modp1536, false)]
    [InlineData(KeyExchangeId.Modp2048, true)]
    [InlineData(KeyExchangeId.Modp3072, true)]
    [InlineData(KeyExchangeId.Modp4096, true)]
    [InlineData(KeyExchangeId.Modp2048Sub256, false)]
    public void LibcryptoModp_EveryDigitInEveryWindow_MatchesPlainExponentiation(KeyExchangeId id, bool hasTable)
    {
        if (LibcryptoProvider.TryCreate() is not { } crypto)
        {
            return;
        }

        using (crypto)
        {
            ModpGroup group = ModpPrimes.All.Single(candidate => candidate.Id == id);
            LibcryptoModp exchange = Assert.IsType<LibcryptoModp>(crypto.KeyExchange(id));
            Assert.Equal(hasTable, exchange.HasTable);
            BigInteger prime = new(group.Prime, isUnsigned: true, isBigEndian: true);
            BigInteger generator = new(group.Generator, isUnsigned: true, isBigEndian: true);
            for (int digits = 0; digits < (group.HasSmallSubgroups ? 4 : 8); digits++)
            {
                byte[] exponent = new byte[group.ExponentLength];
                exponent.AsSpan().Fill((byte)((digits * 0x22) + 0x01));
                BigInteger expected = BigInteger.ModPow(generator, new BigInteger(exponent, isUnsigned: true, isBigEndian: true), prime);
                byte[] actual = exchange.Generate(new ScriptedRandom(exponent)).Public;
                Assert.Equal(expected, new BigInteger(actual, isUnsigned: true, isBigEndian: true));
            }
        }
    }

    [Fact]
    public void FixedBaseTable_Digit_CountsFromTheLeastSignificantEnd()
    {
        byte[] exponent = [0x12, 0x34];
        Assert.Equal([4, 3, 2, 1], Enumerable.Range(0, FixedBaseTable.Windows(2)).Select(window => FixedBaseTable.Digit(exponent, window)));
        Assert.False(FixedBaseTable.AreFullLength(new byte[64], 32));
    }

    [Fact]
    public void NativeModule_AbsentLibrary_IsNullAndAbsentFunctionSaysSo()
    {
        Assert.Null(NativeModule.TryLoad("libno-such-library.so.99"));
        if (NativeModule.TryLoad("libno-such-library.so.99", "libcrypto.so.3") is { } module)
        {
            Assert.NotEqual(0, module.Function("OpenSSL_version_num"));
            Assert.Throws<EntryPointNotFoundException>(() => module.Function("no_such_function"));
        }
    }

    [Fact]
    public void Libcrypto_X25519WithoutLibsodium_MatchesTheVectors()
    {
        if (Libcrypto.TryLoad() is not { } library)
        {
            return;
        }

        using LibcryptoMontgomeryCurve exchange = LibcryptoMontgomeryCurve.Curve25519(library.Evp);
        Algorithm row = AlgorithmCatalog.Find(KeyExchangeId.Curve25519)!;
        Assert.True(KnownAnswers.Passes(row, exchange));
        foreach (Vector vector in VectorFile.Read("keyexchange").Where(vector => vector.Algorithm == "curve25519"))
        {
            using KeyMaterial own = new(vector.Octets("privateInitiator"));
            using KeyMaterial? shared = exchange.Agree(own, vector.Octets("publicResponder"));
            Assert.Equal(vector.Text("shared"), Convert.ToHexStringLower(shared!.Span));
        }

        using KeyMaterial any = new(new byte[32]);
        Assert.Null(exchange.Agree(any, new byte[32]));
    }

    private static string Work(IAead aead, IPrf prf, IKeyExchange exchange, int seed, int rounds)
    {
        SeededOctets random = new(seed);
        byte[] state = random.Next(32);
        byte[] icv = new byte[16];
        KeyExchangeKeyPair pair = exchange.Generate(random);
        for (int round = 0; round < rounds; round++)
        {
            aead.Seal(state.AsSpan(0, 20), state.AsSpan(20, 8), default, state, icv);
            prf.Compute(icv, state, default, state);
            using KeyMaterial? shared = exchange.Agree(pair.Private, exchange.Generate(random).Public);
            prf.Compute(shared!.Span, state, icv, state);
        }

        return Convert.ToHexString(state);
    }
}
