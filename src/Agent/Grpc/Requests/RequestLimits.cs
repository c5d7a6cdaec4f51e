using System.Collections.Frozen;

namespace MyIkev2.Agent.Grpc.Requests;

/// <summary>How much a member of a request may hold.</summary>
/// <param name="Length">Characters of a text, octets of a byte string; each element's in a list.</param>
/// <param name="Elements">Of a list or map.</param>
internal readonly record struct RequestLimit(int Length, int Elements);

/// <summary>TABLE: members of requests that may hold more than usual. All others have <see cref="Usual"/>. The size of the whole request bounds them all.</summary>
internal static class RequestLimits
{
    /// <summary>Names, addresses, identities, proposals: more of it than anybody needs.</summary>
    public static RequestLimit Usual { get; } = new(4096, 1024);

    private static readonly FrozenDictionary<string, RequestLimit> Rows = new Dictionary<string, RequestLimit>
    {
        // A whole configuration in one edit.
        ["myikev2.v1.EditConfigurationRequest.lines"] = new(16_384, 100_000),
        ["myikev2.v1.ShowConfigurationRequest.candidate_lines"] = new(16_384, 100_000),

        // A certificate with its chain and key, or a revocation list.
        ["myikev2.v1.ImportCertificateRequest.content"] = new(1024 * 1024, 1),

        // The text of a setup file.
        ["daemonapi.DefineMyIKEv2TestReq.Setup"] = new(int.MaxValue, 1),
        ["daemonapi.DefineOtherTestReq.SetupCMDs"] = new(65_536, 1),
        ["daemonapi.DefineOtherTestReq.UpCMDs"] = new(65_536, 1),
        ["daemonapi.DefineOtherTestReq.DestroyCMDs"] = new(65_536, 1),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The limit of a member, named with its message and package.</summary>
    public static RequestLimit Of(string member) => Rows.TryGetValue(member, out RequestLimit limit) ? limit : Usual;
}
