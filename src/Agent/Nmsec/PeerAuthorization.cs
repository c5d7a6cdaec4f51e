using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// Who may request what. The agent's own user and root may do everything; the users and groups of the options may
/// read; everybody else is refused, request by request.
/// </summary>
internal sealed class PeerAuthorization(IOptions<NmsecOptions> options)
{
    private const uint Root = 0;

    private readonly uint? _ownUser = OperatingSystem.IsWindows() ? null : NativeMethods.EffectiveUserId;
    private readonly HashSet<uint> _users = [.. options.Value.AllowedUsers];
    private readonly HashSet<uint> _groups = [.. options.Value.AllowedGroups];

    /// <summary>True if the peer may send requests of a kind.</summary>
    public bool IsAllowed(PeerCredentials? peer, MessageKind kind)
    {
        if (peer is null)
        {
            // Where the system has no peer credentials, whoever may open the socket's file may use it.
            return !OperatingSystem.IsLinux();
        }

        return peer.UserId == Root
            || peer.UserId == _ownUser
            || (kind == MessageKind.Monitoring && (_users.Contains(peer.UserId) || IsInAllowedGroup(peer)));
    }

    private bool IsInAllowedGroup(PeerCredentials peer) => _groups.Contains(peer.GroupId) || peer.Groups.Any(_groups.Contains);
}
