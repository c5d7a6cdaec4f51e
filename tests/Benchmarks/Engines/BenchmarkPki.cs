using MyIkev2.Engine;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>
/// An authority and the certificates of both sides, with RSA keys of 2048 bits. All initiators share one: what a certificate costs does not depend on
/// whose it is. Processes that are to trust each other hand it on in files.
/// </summary>
internal sealed record BenchmarkPki(Certificate Root, TestCertificate Initiator, TestCertificate Responder)
{
    public const string InitiatorId = "initiator.example";

    private const string Der = ".der";
    private const string Key = ".key";

    public static BenchmarkPki Create()
    {
        var root = TestPki.Root("benchmark root", PublicKeyKind.Rsa);
        return new BenchmarkPki(
            root.Certificate,
            root.Issue("CN=initiator", PublicKeyKind.Rsa, dns: InitiatorId),
            root.Issue("CN=responder", PublicKeyKind.Rsa, dns: EngineConfigurations.ResponderId));
    }

    public static BenchmarkPki Load(string folder) => new(
        Certificate.TryRead(File.ReadAllBytes(Path.Combine(folder, nameof(Root) + Der)))!, Load(folder, nameof(Initiator)), Load(folder, nameof(Responder)));

    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, nameof(Root) + Der), Root.Der.ToArray());
        Save(folder, nameof(Initiator), Initiator);
        Save(folder, nameof(Responder), Responder);
    }

    private static TestCertificate Load(string folder, string name) => new(
        Certificate.TryRead(File.ReadAllBytes(Path.Combine(folder, name + Der)))!, File.ReadAllBytes(Path.Combine(folder, name + Key)));

    private static void Save(string folder, string name, TestCertificate certificate)
    {
        File.WriteAllBytes(Path.Combine(folder, name + Der), certificate.Certificate.Der.ToArray());
        File.WriteAllBytes(Path.Combine(folder, name + Key), certificate.Pkcs8);
    }
}
