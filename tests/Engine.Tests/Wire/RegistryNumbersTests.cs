using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>
/// The numbers peers see, as IANA assigned them, written down a second time: a slip in an enum breaks here and
/// not at a peer. The notify types' error and status ranges are checked in <see cref="NotifyBodyTests"/>.
/// </summary>
public sealed class RegistryNumbersTests
{
    public static TheoryData<Type, string> Registries { get; } = new()
    {
        { typeof(ExchangeType), "34 35 36 37 43 44" },
        { typeof(PayloadType), "0 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 53" },
        { typeof(ProtocolId), "0 1 2 3" },
        { typeof(TransformType), "1 2 3 4 5 6 7 8 9 10 11 12" },
        { typeof(SequenceNumbersId), "0 1" },
        { typeof(TrafficSelectorType), "7 8" },
        { typeof(IdentificationType), "1 2 3 5 9 10 11 13" },
        { typeof(AuthenticationMethod), "0 1 2 3 9 10 11 13 14" },
        { typeof(CertificateEncoding), "1 4 7 12 13 14 15" },
        { typeof(ConfigurationType), "1 2 3 4" },
        { typeof(ConfigurationAttributeType), "1 2 3 4 6 7 8 9 10 11 12 13 14 15 17 18 25 26" },
        { typeof(SignatureHashAlgorithm), "1 2 3 4 5 6 7" },
    };

    [Theory]
    [MemberData(nameof(Registries))]
    public void Registry_Numbers_AreThoseOfIana(Type registry, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', Enum.GetValues(registry).Cast<object>().Select(Convert.ToInt32)));

    [Fact]
    public void Numbers_MostSeenOnTheWire_BelongToTheirNames()
    {
        Assert.Equal(34, (int)ExchangeType.IkeSaInit);
        Assert.Equal(37, (int)ExchangeType.Informational);
        Assert.Equal(46, (int)PayloadType.Encrypted);
        Assert.Equal(53, (int)PayloadType.EncryptedFragment);
        Assert.Equal(20, (int)EncryptionId.AesGcm16);
        Assert.Equal(28, (int)EncryptionId.ChaCha20Poly1305);
        Assert.Equal(5, (int)PseudorandomFunctionId.HmacSha256);
        Assert.Equal(12, (int)IntegrityId.HmacSha256_128);
        Assert.Equal(14, (int)KeyExchangeId.Modp2048);
        Assert.Equal(31, (int)KeyExchangeId.Curve25519);
        Assert.Equal(17, (int)NotifyType.InvalidKePayload);
        Assert.Equal(16388, (int)NotifyType.NatDetectionSourceIp);
        Assert.Equal(16390, (int)NotifyType.Cookie);
        Assert.Equal(16393, (int)NotifyType.RekeySa);
        Assert.Equal(16430, (int)NotifyType.IkeFragmentationSupported);
    }
}
