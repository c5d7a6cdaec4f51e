using Google.Protobuf;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

/// <summary>What clients put on the wire.</summary>
internal static class SessionRequests
{
    /// <summary>Session 1001, interface 1 to 2, 10.0.0.1 port 12345 to 10.0.0.2 port 80, TCP, FORWARD, 30 seconds.</summary>
    public static byte[] Vector { get; } = Convert.FromHexString("08e90710011802288a80800838b960408a8080105050580662020801681e");

    /// <summary>10.0.0.1 as an in_addr lies in the memory of a little-endian host.</summary>
    public const uint FirstHost = 16_777_226;

    public static F.SessionRequest Sample => F.SessionRequest.Parser.ParseFrom(Vector);

    /// <summary>The sample with another number and flow.</summary>
    public static F.SessionRequest Of(ulong id, uint port) => With(sample =>
    {
        sample.SessionId = id;
        sample.Sourceport = port;
    });

    public static F.SessionRequest With(Action<F.SessionRequest> change)
    {
        F.SessionRequest sample = Sample;
        change(sample);
        return sample;
    }

    public static ByteString Ipv6(string address) => ByteString.CopyFrom(System.Net.IPAddress.Parse(address).GetAddressBytes());
}
