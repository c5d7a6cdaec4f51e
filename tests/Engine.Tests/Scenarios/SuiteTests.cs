using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Every algorithm of the catalog carries a tunnel, on the best and on the portable provider.</summary>
public sealed class SuiteTests
{
    public static TheoryData<string> IkeEncryption() => Names(AlgorithmClass.Aead, AlgorithmClass.Encryption, use: row => row.Use.HasFlag(AlgorithmUse.Ike));

    public static TheoryData<string> IntegrityNames() => Names(AlgorithmClass.Integrity, AlgorithmClass.Integrity, use: _ => true);

    public static TheoryData<string> PrfNames() => Names(AlgorithmClass.PseudorandomFunction, AlgorithmClass.PseudorandomFunction, use: _ => true);

    public static TheoryData<string> KeyExchangeNames() => Names(AlgorithmClass.KeyExchange, AlgorithmClass.KeyExchange, use: row => !row.Name.Contains("8192", StringComparison.Ordinal) && !row.Name.Contains("6144", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(IkeEncryption))]
    public void Establish_EachEncryption_ProtectsIkeAndChild(string name)
    {
        var row = AlgorithmCatalog.All.Single(candidate => candidate.Name == name && candidate.Type == TransformType.Encryption);
        var choice = new EncryptionChoice((EncryptionId)row.Id, row.KeyBits);
        Establish(choice, IntegrityId.HmacSha256_128, PseudorandomFunctionId.HmacSha256, KeyExchangeId.Curve25519, SharedCrypto.Best);
    }

    [Theory]
    [MemberData(nameof(IntegrityNames))]
    public void Establish_EachIntegrity_ProtectsIkeAndChild(string name)
    {
        var row = AlgorithmCatalog.All.Single(candidate => candidate.Name == name && candidate.Type == TransformType.Integrity);
        Establish(new EncryptionChoice(EncryptionId.AesCbc, 128), (IntegrityId)row.Id, PseudorandomFunctionId.HmacSha256, KeyExchangeId.Curve25519, SharedCrypto.Best);
    }

    [Theory]
    [MemberData(nameof(PrfNames))]
    public void Establish_EachPrf_DerivesTheSameKeys(string name)
    {
        var row = AlgorithmCatalog.All.Single(candidate => candidate.Name == name && candidate.Type == TransformType.PseudorandomFunction);
        Establish(new EncryptionChoice(EncryptionId.AesGcm16, 128), IntegrityId.None, (PseudorandomFunctionId)row.Id, KeyExchangeId.Curve25519, SharedCrypto.Best);
    }

    [Theory]
    [MemberData(nameof(KeyExchangeNames))]
    public void Establish_EachKeyExchange_AgreesOnASecret(string name)
    {
        var row = AlgorithmCatalog.All.Single(candidate => candidate.Name == name && candidate.Type == TransformType.KeyExchangeMethod);
        Establish(new EncryptionChoice(EncryptionId.AesGcm16, 128), IntegrityId.None, PseudorandomFunctionId.HmacSha256, (KeyExchangeId)row.Id, SharedCrypto.Best);
    }

    [Fact]
    public void Establish_PortableProvider_BothSidesAgree() => Establish(
        new EncryptionChoice(EncryptionId.AesCbc, 256), IntegrityId.HmacSha512_256, PseudorandomFunctionId.HmacSha512, KeyExchangeId.Ecp256, SharedCrypto.Portable);

    private static void Establish(EncryptionChoice encryption, IntegrityId integrity, PseudorandomFunctionId prf, KeyExchangeId group, ICryptoProvider crypto)
    {
        var combined = encryption.Id.IsCombinedMode();
        ValueList<IntegrityId> integrities = combined ? [] : [integrity];
        var pair = new SimPair(seed: 11, crypto);
        pair.Configure(new SimVpn
        {
            IkeProposals = [new ProposalOffer { Protocol = ProtocolId.Ike, Encryption = [encryption], Integrity = integrities, Prfs = [prf], KeyExchanges = [group] }],
            EspProposals = [new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [encryption], Integrity = integrities, KeyExchanges = [group] }],
        });
        pair.Start();
        pair.ShouldAgree();
        pair.A.Execute(new Registry.EngineCommand.RekeyChild(Registry.SaSelector.All));
        pair.Drive();
        pair.A.Execute(new Registry.EngineCommand.RekeyIke(Registry.SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.Equal(2u, pair.A.Tunnel.Generation);
        Assert.Equal((ushort)encryption.Id, pair.A.Tunnel.Encryption.Id);
        Assert.Equal(encryption.KeyBits, pair.A.Tunnel.Encryption.KeyBits);
        Assert.Equal((ushort)group, pair.A.Tunnel.KeyExchange.Id);
        Assert.Contains(pair.A.Tunnel.Children, child => child.Generation == 2 && child.KeyExchange.Id == (ushort)group);
    }

    private static TheoryData<string> Names(AlgorithmClass first, AlgorithmClass second, Func<Algorithm, bool> use) =>
        [.. AlgorithmCatalog.All.Where(row => (row.Class == first || row.Class == second) && use(row) && row.IsAvailable(SharedCrypto.Best)).Select(row => row.Name)];
}
