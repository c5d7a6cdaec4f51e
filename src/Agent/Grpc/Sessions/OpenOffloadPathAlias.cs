using System.Collections.Frozen;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>
/// Clients of openoffload.v1 send the octets of openoffload.v2 to methods with other names: their path is rewritten before it is routed.
/// </summary>
internal static class OpenOffloadPathAlias
{
    private const string Second = "/openoffload.v2.SessionTable/";

    /// <summary>TABLE: method of the first version to that of the second.</summary>
    private static readonly FrozenDictionary<string, string> Methods = new Dictionary<string, string>
    {
        ["/openoffload.v1.SessionTable/addSession"] = Second + "AddSession",
        ["/openoffload.v1.SessionTable/getSession"] = Second + "GetSession",
        ["/openoffload.v1.SessionTable/deleteSession"] = Second + "DeleteSession",
        ["/openoffload.v1.SessionTable/getAllSessions"] = Second + "GetAllSessions",
        ["/openoffload.v1.SessionTable/getClosedSessions"] = Second + "GetClosedSessions",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Rewrite(HttpContext http)
    {
        if (http.Request.Path.Value is { } path && Methods.TryGetValue(path, out string? method))
        {
            http.Request.Path = method;
            http.Items[typeof(OpenOffloadPathAlias)] = true;
        }
    }

    /// <summary>True for a caller of the first version.</summary>
    public static bool IsFirstVersion(HttpContext http) => http.Items.ContainsKey(typeof(OpenOffloadPathAlias));
}
