using System.Runtime.Versioning;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>What <c>swanctl --list-sas</c> prints.</summary>
[SupportedOSPlatform("linux")]
internal static class SwanctlListing
{
    /// <summary>For programs. Each IKE SA is one line that begins like this.</summary>
    public static Task<Answer> AskAsync(string viciSocket) => AskAsync(viciSocket, "list-sa event"u8.ToArray(), "--raw");

    /// <summary>For people. Each IKE SA has its state once.</summary>
    public static Task<Answer> AskForTextAsync(string viciSocket) => AskAsync(viciSocket, ", ESTABLISHED, "u8.ToArray());

    private static Task<Answer> AskAsync(string viciSocket, byte[] marker, params string[] more) =>
        ProgramListing.AskAsync("swanctl", ["--list-sas", "--uri", "unix://" + viciSocket, .. more], marker);
}
