using System.Collections.Frozen;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>TABLE: method to the role it needs. A method without a row is refused.</summary>
internal static class MethodRoles
{
    private const string Agent = "/myikev2.v1.Agent/";
    private const string TestApi = "/api.MyIKEv2APISvc/";
    private const string Health = "/grpc.health.v1.Health/";

    private static readonly FrozenDictionary<string, CallerRole> Rows = new Dictionary<string, CallerRole>
    {
        [Agent + "Status"] = CallerRole.Monitor,
        [Agent + "ListTunnels"] = CallerRole.Monitor,
        [Agent + "ListVpns"] = CallerRole.Monitor,
        [Agent + "ListPings"] = CallerRole.Monitor,
        [Agent + "ListManualTunnels"] = CallerRole.Monitor,
        [Agent + "ListFilters"] = CallerRole.Monitor,
        [Agent + "Watch"] = CallerRole.Monitor,
        [Agent + "ShowConfiguration"] = CallerRole.Monitor,
        [Agent + "RevealKeys"] = CallerRole.Secrets,
        [Agent + "Execute"] = CallerRole.Operator,
        [Agent + "EditConfiguration"] = CallerRole.Operator,

        [TestApi + "GetSummary"] = CallerRole.Monitor,
        [TestApi + "GetIKESA"] = CallerRole.Monitor,
        [TestApi + "ListIKESA"] = CallerRole.Monitor,
        [TestApi + "ListCHILDSA"] = CallerRole.Monitor,
        [TestApi + "GetCHILDSA"] = CallerRole.Monitor,
        [TestApi + "SubscrEvent"] = CallerRole.Monitor,
        [TestApi + "UpdateEventFilter"] = CallerRole.Monitor,
        [TestApi + "GetPingSummary"] = CallerRole.Monitor,
        [TestApi + "GetPoolUsageSummary"] = CallerRole.Monitor,
        [TestApi + "NotifyFinalResult"] = CallerRole.Monitor,
        [TestApi + "ClearPingStats"] = CallerRole.Operator,
        [TestApi + "Stop"] = CallerRole.Operator,
        [TestApi + "RekeyChild"] = CallerRole.Operator,

        [Health + "Check"] = CallerRole.Monitor,
        [Health + "List"] = CallerRole.Monitor,
        [Health + "Watch"] = CallerRole.Monitor,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = CallerRole.Monitor,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = CallerRole.Monitor,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The role that a method needs, or null when it has no row.</summary>
    public static CallerRole? Of(string method) => Rows.TryGetValue(method, out CallerRole role) ? role : null;
}
