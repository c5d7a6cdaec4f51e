using System.Collections.Frozen;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// TABLE of the signatures that a provider must accept before it is used, one per row of <see cref="SignatureAlgorithms"/>; the same with one bit changed must be
/// refused. Made with OpenSSL's command line, the keys were thrown away.
/// </summary>
internal static class SignatureKnownAnswers
{
    private const string RsaKey =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs8V8WmKfQJ9L2dqSyngyNA2kbsUKIvSVEaQ2uHLEpNpkyd/culRe30qhM9wo9ETRRT+G1zKgF4OA" +
        "F8wnQ9HZpv6oZa35IKQMuwqVAbiyb+ZQRkkXsEJw3G9VOzfUMDU9xJGmt7+MaPCcYyM5qTV4xUphmkdEY1FPnswH04fNRVjPQvSyU8drFlv6Hy+1FnCbaYiN" +
        "LJLmjnpYwljeuPcdOzl8MV1bpxWg0KCJmhp0za6Qf5HbttqkM3eCkLKsCk5Y4ef8nuHzQrOJ6v/4boVNEaV7hYVWk22jOFJBFFGX5H/nzje6/7RBLTwEbSmG" +
        "AZ5XyZRd4KK1iTAoU8vgaHMNjQIDAQAB";

    private const string EcdsaKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEwA5mQTSnTQL6K1it+cEFwhhkktwIqw/dXxQhUtqC/eoFKBDhK1+teSiSjP4ecJh6IzFmGZKCaE5o/zINu1N+" +
        "JA==";

    private const string EdKey = "MCowBQYDK2VwAyEApoinqto/6hQvW/+sBo7wFRxL3J8txud8XbstNG86hqM=";

    private static readonly FrozenDictionary<SignatureAlgorithm, (string Key, string Signature)> Answers = new Dictionary<SignatureAlgorithm, (string, string)>
    {
        [SignatureAlgorithms.RsaSha1] = (
            RsaKey,
            "plDQ62+DcxfYnXRHdl5fmUxe4weXmJrBtTf8eFeDKssXlFhJdfYS+FPP3o3CWkYxDPBMgShrk2jGjXeZHijUrwf6F1/zjpDcpKK7OrQ502i1sooihOp4Ql9p" +
            "+1TYvtePdpX2N41BMyqfFIi3cAf9/EcBQYNHNauDBbTJfizFme0S+xup1C4Q0DByie13AUZBgT8VjUDuIGRkr8ldbAcjcw2nsJBQsWOCUzV9fV33W6fU9dOn" +
            "9Z6c+aCq4oSZRu48PRAxvyRwGb/bEjgGcZxo/4oITFbyAFKlWBxxv/3PuqTfdScf9Z12doeeZvj2tzPzN32YpuMDlQdarUWoNkqqag=="),
        [SignatureAlgorithms.EcdsaSha1] = (
            EcdsaKey,
            "MEQCIBQiWExFf8SJMw1jiIQQQsdbPYuOEe8HZdvKvyC6304RAiAr/wsHR0kPeNmlMO1OcM+aLtNpEOkfe7+dDVZxSGiW8w=="),
        [SignatureAlgorithms.RsaSha256] = (
            RsaKey,
            "b2xSjYhkkP+MLsotoNqAbWGfA7lRzhnB8R6uS0t7w7X+Uw0nJcvaKBpNVZtwadNA/38mlZvEMgYzyd90pSOvfsJTod7uthSXVsHYvvNY5auJp1W37fZRBMuq" +
            "7UwyJPqhf5ykgrBhEzNiOeVco7nDUFXTOXrptSkESKorxK5OnJTgjbpdwwCxqDKDp66ORFVnC1I1xFzaX3X0+tnC7XDMOMn8tSHdT1BWNa04nEEoxOapNpjv" +
            "S5xnRMFavR4FDqFHGPoTSy2inA5sOsgxrdZb/Hmrb5cl4Lydt9Q/DGQUAAVxx3MsLcQMzWEPZUgJTC6TPfzCc+KioN0HXufbzgsQXg=="),
        [SignatureAlgorithms.PssSha256] = (
            RsaKey,
            "bmbCjGx2K4EMwbCd73Dz2tl8MjRPvQo2LKXDTT+eo/JGlt+y2Ci6pDmJyWKs9Ndy99KMX1CpCa3wf3l7UXgfnkrTsOxzk/JJfJiDVaZD++lY/FXiXl1uHzzE" +
            "SjjhnoelOzwRmoIpz5cTK/j5yBfKkc2gwvXDjWjkxVCod0sbym/5dZiLy2qWwEYJ5yu8+FL6pCLt4NuV4OIDivukuUJ5HWSb0SiqYRqGTaVfcMRhamh0r/Ch" +
            "utffpIAkuEKxKf7J9RFYYHCXBFVpXAK710lLzFsm5roAHiz9wohhR0KlosnFlsQmyXh9upiLH84j4h2OuYxhNIDuX34WqKlV22lerQ=="),
        [SignatureAlgorithms.EcdsaSha256] = (
            EcdsaKey,
            "MEUCIGrLJaTERYnmfRhw40BdWlU6Cl8nA75lFjC1D/VqTlFhAiEAvoNOnSnYPA2t9Xf/fDDVFq/KfYYcV2Vo6X1dpM73kW8="),
        [SignatureAlgorithms.RsaSha384] = (
            RsaKey,
            "PLLuQ3ofcQvSI0h1IZlY9+9xommNAzeP1lRR1PXP0IIF5srjDpFpidkRF8/amqX1RkJfgXYPc7nZ0C+2GXZ+cCLu4mbfX87krIuFE+0Bj5NxJoqsbwvFGlaw" +
            "PBe2e4sz75412YxeGAi104tdgaRcjiQlbId2E6KjOra3KNeeubolDavOEkUNHjq2qSqi953vZaRC2qzMSk9fyn6Lb70deKk/DopijBpWIkg2uiW7+SONKY1j" +
            "xOslJX0wsK9Lim8Cwu+E6t+v2m8ICYhy+a5+p3mn3wfT8MV7rqCHBiGPT9LZ6caF+NE9VwsFFegx0eTnMgbPBJ1xG/c/it/xllZMVA=="),
        [SignatureAlgorithms.PssSha384] = (
            RsaKey,
            "juVF8gE5Fi7zkhOA37WwQ9+w1AWcEPaUb575RwPdmnE3ITEWL1c9y3GzoDRfG3mIkKpSoR/j7RdVD31rpNgI1i0Ap3Kxy1rGpfLAUEEVbbn6FNR9fT0dj53m" +
            "cKb4zltI/pC3uFCHLTBl4kiZUgWOib6AAE1VbyHIuB5A3OCVvW8YlxyUgI6Vmyb5yDJ6XVshFVyJa1mq81BBhIcZNsuQBBw8OaQs1pyF/FUcIMbMa1blTBa3" +
            "77/iOmA5NQwFXS3PTX7pAoGhWdlkyoo4vKXx4Cy82FM5baA/Fu1LWArHTZZ4zBwCdk6agL34fRlDCrRwMS1j8Zde8greiTPT8Xv6jg=="),
        [SignatureAlgorithms.EcdsaSha384] = (
            EcdsaKey,
            "MEUCIDFYW/3a8ScfAp2abUNL0IcHND8awACSV693S05tt7ouAiEAsdWwnIvHDvDQl/W64+NLrBeQr1TASB+f0ld4JNDEYVg="),
        [SignatureAlgorithms.RsaSha512] = (
            RsaKey,
            "QMOQp0a4LoYjQ7f4Q9ayvBlMbsAdV3bM0kiGVFleqf7BGJy3wb6HzO4U2DbWo4lt8be+RTtRyGHhXE+V8jzcuVGFbTsEf8rSWxYgEEZihV/qk7hRD0u2arVv" +
            "tbbbvtS8GsV7dYsHGt8f9fkD2NBem1IZC2TnmQ/P7rjaUGJNIB33BdggUpc5bqOZSjBdp3/MLTg/S7H95S28VUJYBLr30n6FWXMSTFFCjImEK9Wb649lL7Rl" +
            "qITpI/Ev7kc7n/xrcE9wFsay8lDI6mgI9f6hgLb/wB5Fyl++f7dKnjkUaCt2fOA1u5/61f+LAMADmLyhcjVH5lzA6L+Z8uhqb1SkIg=="),
        [SignatureAlgorithms.PssSha512] = (
            RsaKey,
            "ZnP9wLPiQdlxlLYJO4VhfmxzKJLl2GicU8W7mEpc2MPTyTpaJAQ5VQoDJ+qucRZ/qXKK6+LNEShpT6hOKmP/y9KIXCkLPrAFJyTDnUuEmm831cEy4J04Xl07" +
            "yrGAH/D+D2yfDGERIkq0NvRh48CfrF9LMBQ6YpF2b3v3Re0Kzj3Us+6p66YbMZmoNdam6dgTO/58UeFf4CDUT3XTgbuv+vyuDj9FUbrG/Qs2jpNejXWiFKNU" +
            "+xneKdJyeKNZHhN6XGeZu547ZvYMel0Ju0w2MRvHG7kKSoQvotZecgcecD7xAfWBJTP8QC0aqao1QIXinzUHA1atk48yHB1JgJr72A=="),
        [SignatureAlgorithms.EcdsaSha512] = (
            EcdsaKey,
            "MEUCIADJorPbdsCKqIXYbbyi36jiuDqt0YhnDfOpKKkCNyjvAiEA85HF+UmorcSdQRgyc1Wmv+wLygV7Fguyo6vlvWeUcP8="),
        [SignatureAlgorithms.Ed25519] = (
            EdKey,
            "onYCGjkhenB0CirHGte7awrIigfMamxHu7LjZnBsMjfo9thyb6SZchfYt4O2d9u8zlrKsFWZ/qjvUlc+4SrEDw=="),
    }.ToFrozenDictionary();

    private static ReadOnlySpan<byte> Message => "MyIkev2 signature self-test"u8;

    /// <summary>False when the answer is wrong, and when the implementation throws.</summary>
    public static bool Passes(SignatureAlgorithm algorithm, ISignature implementation)
    {
        try
        {
            var (key, text) = Answers[algorithm];
            var publicKey = PublicKey.TryRead(Convert.FromBase64String(key))!;
            var signature = Convert.FromBase64String(text);
            var accepts = implementation.Verify(publicKey, Message, signature);
            var acceptsOther = implementation.Verify(publicKey, Message[1..], signature);
            signature[^1] ^= 1;
            return accepts && !acceptsOther && !implementation.Verify(publicKey, Message, signature);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a broken library does, the next provider gets its chance.
            return false;
        }
    }
}
