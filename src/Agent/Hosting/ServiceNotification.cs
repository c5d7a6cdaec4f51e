using System.Net.Sockets;
using System.Text;

namespace MyIkev2.Agent.Hosting;

/// <summary>
/// Tells a supervisor of the systemd kind when the service is ready and when it stops (sd_notify: one datagram to the socket that
/// <c>NOTIFY_SOCKET</c> names). Without such a supervisor nothing happens.
/// </summary>
internal sealed class ServiceNotification(IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Variable = "NOTIFY_SOCKET";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path && !OperatingSystem.IsWindows())
        {
            lifetime.ApplicationStarted.Register(() => Send(path, "READY=1"));
            lifetime.ApplicationStopping.Register(() => Send(path, "STOPPING=1"));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A supervisor that is gone must not take the service with it.</summary>
    internal static bool Send(string path, string state)
    {
        try
        {
            // A leading @ stands for the zero octet of an abstract name.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
