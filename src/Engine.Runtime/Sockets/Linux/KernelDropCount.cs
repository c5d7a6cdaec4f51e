using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// Follows the system's own count of datagrams that found a socket's receive buffer full (SO_RXQ_OVFL). It comes with the datagrams and wraps.
/// One thread.
/// </summary>
internal sealed class KernelDropCount(ListenerCounters socket, Action<long> all)
{
    private uint _known;

    public void Note(uint total)
    {
        if (total != _known)
        {
            var more = total - _known;
            _known = total;
            socket.KernelDrops.Add(more);
            all(more);
        }
    }
}
