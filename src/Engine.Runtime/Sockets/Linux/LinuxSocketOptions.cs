using System.Net.Sockets;
using MyIkev2.Engine.Runtime.Vrf;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>How the sockets of a shard are set up on Linux.</summary>
internal sealed record LinuxPortSettings
{
    /// <summary>Octets of each receive buffer. Above the host's limit where privileges allow.</summary>
    public required int ReceiveBuffer { get; init; }

    /// <summary>Octets of each send buffer.</summary>
    public required int SendBuffer { get; init; }

    /// <summary>SO_MARK of everything we send; 0 = none.</summary>
    public uint Mark { get; init; }

    /// <summary>Where sockets that are opened later belong; null = the process's own network namespace.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>UDP segmentation and receive offload on the NAT traversal port.</summary>
    public bool Offload { get; init; } = true;
}

/// <summary>Socket options that .NET has no names for.</summary>
internal static class LinuxSocketOptions
{
    /// <summary>Sets a number; throws when the system has no such option.</summary>
    public static void Require(Socket socket, int level, int option, int value) => socket.SetRawSocketOption(level, option, BitConverter.GetBytes(value));

    /// <summary>Sets a number where the system and our privileges allow it.</summary>
    public static bool Try(Socket socket, int level, int option, int value)
    {
        try
        {
            Require(socket, level, option, value);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static void AskForTrafficClass(Socket socket, bool isIpv6) =>
        Try(socket, isIpv6 ? LibC.IpProtocolIpv6 : LibC.IpProtocolIpv4, isIpv6 ? LibC.Ipv6ReceiveTrafficClass : LibC.Ipv4ReceiveTypeOfService, 1);

    /// <summary>Buffers and mark. The mark was granted to the tunnel device's opener, so it is granted here.</summary>
    public static void Apply(Socket socket, LinuxPortSettings settings)
    {
        // The limits of the host (net.core.rmem_max) are far below what a gigabit needs; with CAP_NET_ADMIN they do not hold.
        if (!Try(socket, LibC.SocketLevel, LibC.ReceiveBufferForce, settings.ReceiveBuffer))
        {
            socket.ReceiveBufferSize = settings.ReceiveBuffer;
        }

        if (!Try(socket, LibC.SocketLevel, LibC.SendBufferForce, settings.SendBuffer))
        {
            socket.SendBufferSize = settings.SendBuffer;
        }

        if (settings.Mark != 0)
        {
            Require(socket, LibC.SocketLevel, LibC.Mark, unchecked((int)settings.Mark));
        }
    }
}
