using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>Where a master agent listens, read from the form that snmpd.conf has for it too.</summary>
/// <param name="Text">As written.</param>
/// <param name="EndPoint">Where to connect to.</param>
internal sealed record AgentXAddress(string Text, EndPoint EndPoint)
{
    private const string Unix = "unix:";
    private const string Tcp = "tcp:";

    // sun_path has 108 octets, the last one for the terminating zero.
    private const int LongestPath = 107;

    internal bool IsUnix => EndPoint is UnixDomainSocketEndPoint;

    internal static bool TryParse(string text, out AgentXAddress? address)
    {
        address = null;
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            var path = text[Unix.Length..];
            if (!Path.IsPathRooted(path) || Encoding.UTF8.GetByteCount(path) > LongestPath)
            {
                return false;
            }

            address = new AgentXAddress(text, new UnixDomainSocketEndPoint(path));
            return true;
        }

        if (!text.StartsWith(Tcp, StringComparison.Ordinal)
            || !SnmpOptionsValidator.TryParseEndPoint(text[Tcp.Length..], out var endPoint)
            || endPoint.Port == 0)
        {
            return false;
        }

        address = new AgentXAddress(text, endPoint);
        return true;
    }

    /// <summary>A socket to connect with, blocking, small PDUs sent at once.</summary>
    internal Socket CreateSocket() => IsUnix
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
