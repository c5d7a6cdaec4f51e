using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Tests.Security;

public class KeyLocalizationTests
{
    private static readonly byte[] EngineId = Convert.FromHexString("000000000000000000000002");

    // MD5 and SHA-1: RFC 3414 appendix A.3. The SHA-2 rows have no vectors in RFC 7860; these are of the same password and engine,
    // made with Python's hashlib, and stand in the test suites of other SNMP libraries too.
    [Theory]
    [InlineData(AuthenticationProtocol.Md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b")]
    [InlineData(
        AuthenticationProtocol.Sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f")]
    [InlineData(
        AuthenticationProtocol.Sha224,
        "282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b",
        "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674")]
    [InlineData(
        AuthenticationProtocol.Sha256,
        "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac",
        "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b")]
    [InlineData(
        AuthenticationProtocol.Sha384,
        "e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f383c86fb836857444654b287c93f51ff64",
        "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78")]
    [InlineData(
        AuthenticationProtocol.Sha512,
        "7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91",
        "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b")]
    public void PasswordToKey_Maplesyrup_IsTheKnownKey(AuthenticationProtocol protocol, string key, string localized)
    {
        var scheme = AuthenticationScheme.Find(protocol)!;
        var made = KeyLocalization.PasswordToKey(scheme, "maplesyrup"u8);
        Assert.Equal(key, Convert.ToHexStringLower(made));
        Assert.Equal(localized, Convert.ToHexStringLower(KeyLocalization.Localize(scheme, made, EngineId)));
    }

    // Reeder: draft-reeder-snmpv3-usm-3desede-00 appendix B. Blumenthal: by its definition, with Python's hashlib.
    [Theory]
    [InlineData(AuthenticationProtocol.Md5, KeyExtension.Reeder, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12")]
    [InlineData(AuthenticationProtocol.Sha1, KeyExtension.Reeder, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c")]
    [InlineData(AuthenticationProtocol.Sha224, KeyExtension.Reeder, "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be68207567422c34be4")]
    [InlineData(AuthenticationProtocol.Md5, KeyExtension.Blumenthal, "526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f4b09192be10dfaec")]
    [InlineData(AuthenticationProtocol.Sha1, KeyExtension.Blumenthal, "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe")]
    [InlineData(AuthenticationProtocol.Sha224, KeyExtension.Blumenthal, "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674e82d9bf0")]
    [InlineData(AuthenticationProtocol.Sha256, KeyExtension.Reeder, "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b")]
    [InlineData(AuthenticationProtocol.Sha512, KeyExtension.Blumenthal, "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099")]
    public void Fit_LongCipherKey_IsExtendedInTheUsersWay(AuthenticationProtocol protocol, KeyExtension extension, string expected)
    {
        var scheme = AuthenticationScheme.Find(protocol)!;
        var localized = KeyLocalization.Localize(scheme, KeyLocalization.PasswordToKey(scheme, "maplesyrup"u8), EngineId);
        foreach (var length in (int[])[16, 24, 32])
        {
            var fitted = KeyLocalization.Fit(scheme, localized, length, extension, EngineId);
            Assert.Equal(expected[..(2 * length)], Convert.ToHexStringLower(fitted));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4_095)]
    [InlineData(4_097)]
    [InlineData(2_000_000)]
    public void PasswordToKey_AnyLength_RepeatsThePasswordToOneMebioctet(int length)
    {
        var password = new byte[length];
        new Random(length).NextBytes(password);
        var expanded = new byte[1_048_576];
        for (var i = 0; i < expanded.Length; i++)
        {
            expanded[i] = password[i % length];
        }

        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(expanded),
            KeyLocalization.PasswordToKey(AuthenticationScheme.Find(AuthenticationProtocol.Sha256)!, password));
    }
}
