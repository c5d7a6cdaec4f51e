using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>A set of algorithms in strongSwan's words and in ours.</summary>
/// <param name="Proposal">strongSwan's proposal for the IKE SA; also the name on the command line.</param>
/// <param name="Ours">The same for our engine.</param>
[SupportedOSPlatform("linux")]
internal sealed record SetupSuite(string Proposal, EngineSuite Ours)
{
    /// <summary>The child's proposal, the same in all.</summary>
    public const string EspProposal = "aes128gcm16";

    public static IReadOnlyList<SetupSuite> All { get; } =
    [
        new("aes128-sha256-x25519", EngineSuite.Curve25519Cbc),
        new("aes128-sha256-ecp256", EngineSuite.Ecp256Cbc),
    ];

    public static SetupSuite Named(string proposal) => All.Single(suite => suite.Proposal == proposal);
}
