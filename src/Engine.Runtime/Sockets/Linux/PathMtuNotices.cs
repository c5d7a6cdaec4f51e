namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// Packets with DF were too large for the way to these addresses: what the system knows of it waits here until the engine hears it. One thread.
/// </summary>
internal sealed class PathMtuNotices(RouteLookup routes)
{
    // Each refused packet asks; the answer costs a socket.
    private const int MaximumWaiting = 32;

    private readonly Queue<(IpAddress Remote, int Mtu)> _waiting = new();
    private readonly HashSet<IpAddress> _asked = [];

    public void Refused(IpAddress remote)
    {
        if (_waiting.Count < MaximumWaiting && _asked.Add(remote) && routes.PathMtu(remote) is > 0 and var mtu)
        {
            _waiting.Enqueue((remote, mtu));
        }
    }

    public bool TryTake(out IpAddress remote, out int mtu)
    {
        if (_waiting.TryDequeue(out var notice))
        {
            (remote, mtu) = notice;
            return true;
        }

        _asked.Clear();
        (remote, mtu) = (default, 0);
        return false;
    }
}
