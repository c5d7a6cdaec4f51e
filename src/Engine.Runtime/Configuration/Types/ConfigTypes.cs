using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The types that rows of <see cref="ConfigTree"/> share.</summary>
internal static class ConfigTypes
{
    public static ConfigType TrueOrFalse { get; } = new BooleanType();

    public static ConfigType Name { get; } = new NameType();

    public static ConfigType Text { get; } = new FreeTextType();

    public static ConfigType HexDigits { get; } = new HexDigitsType();

    public static ConfigType Secret { get; } = new SecretType();

    public static ConfigType ManualKey { get; } = new ManualKeyType();

    public static ConfigType Spi { get; } = new SpiType();

    public static ConfigType Duration { get; } = new DurationType();

    public static ConfigType ByteSize { get; } = new ByteSizeType();

    public static ConfigType Address { get; } = new AddressType();

    public static ConfigType AddressOrAny { get; } = new AddressOrAnyType();

    public static ConfigType Subnet { get; } = new SubnetType();

    public static ConfigType AddressRange { get; } = new AddressRangeType();

    public static ConfigType PortRange { get; } = new PortRangeType();

    public static ConfigType InterfaceName { get; } = new InterfaceNameType();

    public static ConfigType NextHop { get; } = new NextHopType();

    public static ConfigType Identity { get; } = new IdentityType();

    public static ConfigType IdentityPattern { get; } = new IdentityPatternType();

    public static ConfigType Port { get; } = new IntegerType(1, 65535, "PORT");

    public static ConfigType Count { get; } = new IntegerType(0, int.MaxValue);

    public static ConfigType UnsignedInt { get; } = new IntegerType(0, uint.MaxValue);

    /// <summary>Number of a list entry; entries are kept in its order.</summary>
    public static ConfigType Order { get; } = new IntegerType(1, 65535);

    public static ConfigType Encryption { get; } = new AlgorithmType(AlgorithmClass.Encryption);

    public static ConfigType ManualCipher { get; } = new ManualCipherType();

    public static ConfigType Aead { get; } = new AlgorithmType(AlgorithmClass.Aead);

    public static ConfigType Integrity { get; } = new AlgorithmType(AlgorithmClass.Integrity);

    public static ConfigType Prf { get; } = new AlgorithmType(AlgorithmClass.PseudorandomFunction);

    public static ConfigType KeyExchange { get; } = new AlgorithmType(AlgorithmClass.KeyExchange);

    public static ConfigType AdditionalKeyExchange { get; } = new AlgorithmType(AlgorithmClass.KeyExchange, mayBeNone: true);

    public static ConfigType Integer(long minimum, long maximum) => new IntegerType(minimum, maximum);

    public static ConfigType Words(params string[] words) => new WordType(words);
}
