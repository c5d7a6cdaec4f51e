using System.Net.Sockets;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>Connects to a master.</summary>
internal static class AgentXConnector
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Gives a connected, blocking socket.</summary>
    /// <exception cref="SocketException">Nobody is there, or this user may not.</exception>
    internal static Socket Connect(AgentXAddress address, CancellationToken stopping)
    {
        var socket = address.CreateSocket();
        try
        {
            if (address.IsUnix)
            {
                socket.Connect(address.EndPoint); // never waits
            }
            else
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                timeout.CancelAfter(ConnectTimeout);
                socket.ConnectAsync(address.EndPoint, timeout.Token).AsTask().GetAwaiter().GetResult();
            }

            socket.Blocking = true;
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
