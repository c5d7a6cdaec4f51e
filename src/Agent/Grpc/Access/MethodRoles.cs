using System.Collections.Frozen;

namespace MyIkev2.Agent.Grpc.Access;

/// <summary>TABLE: method to the role it needs. A method without a row is refused.</summary>
internal static class MethodRoles
{
    private const string Agent = "/myikev2.v1.Agent/";
    private const string TestApi = "/api.MyIKEv2APISvc/";
    private const string DaemonApi = "/daemonapi.MyIKEv2DaemonAPISvc/";
    private const string Opi = "/opi.security.v1.IPsec/";
    private const string OpiOfToday = "/opi_api.security.v1.IPsecService/";
    private const string Sessions = "/opi.security.firewall.v1.SessionTable/";
    private const string OpenOffload = "/openoffload.v2.SessionTable/";
    private const string Health = "/grpc.health.v1.Health/";

    private static readonly FrozenDictionary<string, CallerRole> Rows = new Dictionary<string, CallerRole>
    {
        [Agent + "Status"] = CallerRole.Monitor,
        [Agent + "ListTunnels"] = CallerRole.Monitor,
        [Agent + "ListVpns"] = CallerRole.Monitor,
        [Agent + "ListPings"] = CallerRole.Monitor,
        [Agent + "ListManualTunnels"] = CallerRole.Monitor,
        [Agent + "ListCertificates"] = CallerRole.Monitor,
        [Agent + "ListFilters"] = CallerRole.Monitor,
        [Agent + "ListAddressPools"] = CallerRole.Monitor,
        [Agent + "ListAddressLeases"] = CallerRole.Monitor,
        [Agent + "ListRadiusServers"] = CallerRole.Monitor,
        [Agent + "ListSessions"] = CallerRole.Monitor,
        [Agent + "ListHistory"] = CallerRole.Monitor,
        [Agent + "ListFailures"] = CallerRole.Monitor,
        [Agent + "Watch"] = CallerRole.Monitor,
        [Agent + "WatchCounters"] = CallerRole.Monitor,
        [Agent + "ShowConfiguration"] = CallerRole.Monitor,
        [Agent + "RevealKeys"] = CallerRole.Secrets,
        [Agent + "Execute"] = CallerRole.Operator,
        [Agent + "EditConfiguration"] = CallerRole.Operator,
        [Agent + "ImportCertificate"] = CallerRole.Operator,
        [Agent + "ReloadConfiguration"] = CallerRole.Operator,

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

        [DaemonApi + "Status"] = CallerRole.Monitor,
        [DaemonApi + "List"] = CallerRole.Monitor,
        [DaemonApi + "Define"] = CallerRole.Operator,
        [DaemonApi + "Destroy"] = CallerRole.Operator,
        [DaemonApi + "ClearPingStats"] = CallerRole.Operator,

        [Opi + "IPsecVersion"] = CallerRole.Monitor,
        [Opi + "IPsecStats"] = CallerRole.Monitor,
        [Opi + "IPsecListSas"] = CallerRole.Monitor,
        [Opi + "IPsecListConns"] = CallerRole.Monitor,
        [Opi + "IPsecListCerts"] = CallerRole.Monitor,
        [Opi + "IPsecInitiate"] = CallerRole.Operator,
        [Opi + "IPsecTerminate"] = CallerRole.Operator,
        [Opi + "IPsecRekey"] = CallerRole.Operator,
        [Opi + "IPsecLoadConn"] = CallerRole.Operator,
        [Opi + "IPsecUnloadConn"] = CallerRole.Operator,

        [OpiOfToday + "IPsecVersion"] = CallerRole.Monitor,
        [OpiOfToday + "IPsecStats"] = CallerRole.Monitor,
        [OpiOfToday + "IPsecListSas"] = CallerRole.Monitor,
        [OpiOfToday + "IPsecListConns"] = CallerRole.Monitor,
        [OpiOfToday + "IPsecListCerts"] = CallerRole.Monitor,
        [OpiOfToday + "IPsecInitiate"] = CallerRole.Operator,
        [OpiOfToday + "IPsecTerminate"] = CallerRole.Operator,
        [OpiOfToday + "IPsecRekey"] = CallerRole.Operator,
        [OpiOfToday + "IPsecLoadConn"] = CallerRole.Operator,
        [OpiOfToday + "IPsecUnloadConn"] = CallerRole.Operator,

        [Sessions + "GetSession"] = CallerRole.Monitor,
        [Sessions + "GetAllSession"] = CallerRole.Monitor,
        [Sessions + "AddSession"] = CallerRole.Operator,
        [Sessions + "DeleteSession"] = CallerRole.Operator,

        [OpenOffload + "GetSession"] = CallerRole.Monitor,
        [OpenOffload + "GetAllSessions"] = CallerRole.Monitor,
        [OpenOffload + "AddSession"] = CallerRole.Operator,
        [OpenOffload + "DeleteSession"] = CallerRole.Operator,

        // What one caller has taken, another does not see.
        [OpenOffload + "GetClosedSessions"] = CallerRole.Operator,

        [Health + "Check"] = CallerRole.Monitor,
        [Health + "List"] = CallerRole.Monitor,
        [Health + "Watch"] = CallerRole.Monitor,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = CallerRole.Monitor,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = CallerRole.Monitor,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The role that a method needs, or null when it has no row.</summary>
    public static CallerRole? Of(string method) => Rows.TryGetValue(method, out CallerRole role) ? role : null;
}
