using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Hosting;

/// <summary>Where a syslog daemon listens.</summary>
/// <param name="UnixPath">Path of a datagram socket, or null.</param>
/// <param name="Host">Host name or address, when there is no path.</param>
/// <param name="Port">UDP port.</param>
internal sealed record SyslogTarget(string? UnixPath, string Host, int Port)
{
    private const int SyslogPort = 514;

    /// <summary>Reads <c>unix:PATH</c> or <c>udp://HOST[:PORT]</c>; null when it is neither.</summary>
    public static SyslogTarget? TryParse(string text)
    {
        const string Unix = "unix:";
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            return text.Length > Unix.Length ? new SyslogTarget(text[Unix.Length..], string.Empty, 0) : null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "udp" && uri.Host.Length > 0
            ? new SyslogTarget(null, uri.DnsSafeHost, uri.Port > 0 ? uri.Port : SyslogPort)
            : null;
    }

    /// <summary>A connected datagram socket. Throws <see cref="SocketException"/> when nobody is there.</summary>
    public Socket Connect()
    {
        if (UnixPath is { } path)
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            return Connected(unix, new UnixDomainSocketEndPoint(path));
        }

        var address = IPAddress.TryParse(Host, out var literal) ? literal : Dns.GetHostAddresses(Host)[0];
        return Connected(new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp), new IPEndPoint(address, Port));
    }

    public override string ToString() => UnixPath is { } path ? $"unix:{path}" : string.Create(CultureInfo.InvariantCulture, $"udp://{Host}:{Port}");

    private static Socket Connected(Socket socket, EndPoint endpoint)
    {
        try
        {
            socket.Connect(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
