using System.Text;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Radius;

/// <summary>What all ways to authenticate by RADIUS share: the question, and what a yes means for the tunnel.</summary>
internal static class RadiusQuestions
{
    /// <summary>A question about the peer of an SA.</summary>
    public static RadiusQuestion Of(IkeSa sa, ReadOnlyMemory<byte> userName) => new()
    {
        SessionId = RadiusSession.IdOf(sa),
        Port = sa.UniqueId,
        VpnName = sa.Name,
        Path = sa.Path,
        UserName = userName,
    };

    /// <summary>The server accepted the peer: the tunnel is a session of its. Why the vpn does not take it all the same, null when it does.</summary>
    public static string? Admit(IkeSa sa, RadiusGrant grant, ReadOnlyMemory<byte> userName)
    {
        if (sa.Policy!.RadiusGroups is { Count: > 0 } wanted && !grant.Groups.Any(group => wanted.Contains(group)))
        {
            return $"RADIUS puts '{Encoding.UTF8.GetString(userName.Span)}' into no group of vpn {sa.Name} (radius-group)";
        }

        if (grant.Problem is { } problem)
        {
            return $"what RADIUS says of '{Encoding.UTF8.GetString(userName.Span)}' cannot be done: {problem}";
        }

        sa.Family.Radius = new RadiusSession(sa.Family, RadiusSession.IdOf(sa), sa.UniqueId, userName, grant);
        return null;
    }
}
