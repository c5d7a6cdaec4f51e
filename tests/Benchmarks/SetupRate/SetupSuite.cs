using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>A set of algorithms in strongSwan's words and in ours.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Proposal">strongSwan's proposal for the IKE SA.</param>
/// <param name="Ours">The same for our engine.</param>
/// <param name="UsesCertificates">RSA certificates of 2048 bits on both sides, otherwise a preshared key.</param>
[SupportedOSPlatform("linux")]
internal sealed record SetupSuite(string Name, string Proposal, EngineSuite Ours, bool UsesCertificates = false)
{
    /// <summary>The child's proposal, the same in all.</summary>
    public const string EspProposal = "aes128gcm16";

    public static IReadOnlyList<SetupSuite> All { get; } =
    [
        new("psk-ecp256", "aes128-sha256-ecp256", EngineSuite.Ecp256Cbc),
        new("psk-x25519", "aes128-sha256-x25519", EngineSuite.Curve25519Cbc),
        new("psk-modp2048", "aes128-sha256-modp2048", EngineSuite.Modp2048Cbc),
        new("rsa2048-ecp256", "aes128-sha256-ecp256", EngineSuite.Ecp256Cbc, UsesCertificates: true),
    ];

    public static SetupSuite Named(string name) => All.Single(suite => suite.Name == name);
}
