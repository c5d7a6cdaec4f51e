using System.Text;
using MyIkev2.Engine;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Eap;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The methods on TLS against wpa_supplicant's peer, which also compares the keys: what strongSwan has no client for is judged here. Debian's has no TLS 1.3 in EAP.</summary>
[Trait("Category", "Interop")]
public class EapSupplicantTests
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";
    private const string ServerName = "gateway.example";

    [InteropTheory(LabNeed.EapolTest)]
    [InlineData(EapMethodType.Peap, "PEAP", "auth=MSCHAPV2")]
    [InlineData(EapMethodType.Ttls, "TTLS", "autheap=MSCHAPV2")]
    [InlineData(EapMethodType.Ttls, "TTLS", "autheap=MD5")]
    [InlineData(EapMethodType.Ttls, "TTLS", "auth=MSCHAPV2")]
    [InlineData(EapMethodType.Ttls, "TTLS", "auth=PAP")]
    public async Task Tunnel_RightPassword_IsLetInWithTheSameKey(EapMethodType type, string method, string phaseTwo)
    {
        var (outcome, problem) = await RunAsync(type, method, phaseTwo, Password);

        Assert.True(outcome.Succeeded && outcome.Output.Contains("\nSUCCESS", StringComparison.Ordinal), $"{problem}\n{outcome}");
        Assert.Contains("MPPE keys OK: 1  mismatch: 0", outcome.Output, StringComparison.Ordinal);
    }

    [InteropTheory(LabNeed.EapolTest)]
    [InlineData(EapMethodType.Peap, "PEAP", "auth=MSCHAPV2")]
    [InlineData(EapMethodType.Ttls, "TTLS", "auth=PAP")]
    public async Task Tunnel_WrongPassword_IsTurnedAway(EapMethodType type, string method, string phaseTwo)
    {
        var (outcome, problem) = await RunAsync(type, method, phaseTwo, "wrong");

        Assert.False(outcome.Succeeded);
        Assert.Contains("unknown identity or wrong password", problem, StringComparison.Ordinal);
    }

    [InteropFact(LabNeed.EapolTest)]
    public async Task Tls_CertificateOfTheUser_IsLetInWithTheSameKey()
    {
        var (root, folder) = (TestPki.Root("lab root"), Scratch.CreateFor("eapol-tls"));
        var carol = root.Issue("CN=carol", mail: User);
        try
        {
            await WriteAsync(folder, root, ("carol.pem", carol.Pem), ("carol.key", carol.KeyPem));
            await using var test = new EapolTest(() => Authenticator(EapMethodType.Tls, root));
            var outcome = await test.RunAsync(
                folder,
                "eap=TLS",
                $"identity=\"{User}\"",
                $"ca_cert=\"{folder}/root.pem\"",
                $"client_cert=\"{folder}/carol.pem\"",
                $"private_key=\"{folder}/carol.key\"");

            Assert.True(outcome.Succeeded, $"{test.Problem}\n{outcome}");
            Assert.Contains("MPPE keys OK: 1  mismatch: 0", outcome.Output, StringComparison.Ordinal);
        }
        finally
        {
            Scratch.Remove(folder);
        }
    }

    private static async Task<(CommandOutcome Outcome, string? Problem)> RunAsync(EapMethodType type, string method, string phaseTwo, string password)
    {
        var (root, folder) = (TestPki.Root("lab root"), Scratch.CreateFor($"eapol-{method}-{phaseTwo}-{password}"));
        try
        {
            await WriteAsync(folder, root);
            await using var test = new EapolTest(() => Authenticator(type, root));
            var outcome = await test.RunAsync(
                folder,
                $"eap={method}",
                "anonymous_identity=\"anonymous@example.org\"",
                $"identity=\"{User}\"",
                $"password=\"{password}\"",
                $"ca_cert=\"{folder}/root.pem\"",
                $"domain_match=\"{ServerName}\"",
                $"phase2=\"{phaseTwo}\"");
            return (outcome, test.Problem);
        }
        finally
        {
            Scratch.Remove(folder);
        }
    }

    private static async Task WriteAsync(string folder, TestPki root, params (string Name, string Text)[] files)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), TestPki.ToPem(root.Certificate));
        foreach (var (name, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }
    }

    private static EapAuthenticator Authenticator(EapMethodType type, TestPki root) => new([type], new OnePassword(), new SeededRandom(1), ServerName, tls: new EapTlsOptions
    {
        Library = SharedCrypto.Best.Tls!,
        Crypto = SharedCrypto.Best,
        Own = root.Issue("CN=gateway", dns: ServerName).Credential("own"),
        Trust = new TrustStore([root.Certificate], [], []),
        Now = TestPki.From.AddYears(1).ToUnixTimeMilliseconds(),
    });

    private sealed class OnePassword : IEapPasswords
    {
        public KeyMaterial? Find(ReadOnlySpan<byte> identity) =>
            identity.SequenceEqual(Encoding.UTF8.GetBytes(User)) ? new KeyMaterial(Encoding.UTF8.GetBytes(Password)) : null;
    }
}
