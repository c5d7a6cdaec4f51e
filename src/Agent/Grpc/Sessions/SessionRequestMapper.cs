using System.Buffers.Binary;
using Google.Protobuf;
using MyIkev2.Registry;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>A request's session as the registry has it.</summary>
/// <param name="order">How IPv4 addresses stand in numbers.</param>
/// <param name="takesStrayNextHop">
/// The published clients of sessionOffload name a next hop with FORWARD; for them it means nothing.
/// </param>
internal readonly struct SessionRequestMapper(Ipv4Order order, bool takesStrayNextHop)
{
    private const int Ipv6Length = 16;

    /// <summary>The session; or what is wrong with it, the field first.</summary>
    public string? Read(F.SessionRequest request, out SessionDefinition session)
    {
        session = default;
        if (ReadAddress("source", request.Ipversion, request.Sourceip, request.Sourceipv6, out SessionAddress source) is { } sourceMistake)
        {
            return sourceMistake;
        }

        if (ReadAddress("destination", request.Ipversion, request.Destinationip, request.Destinationipv6, out SessionAddress destination) is { } destinationMistake)
        {
            return destinationMistake;
        }

        if (request.Sourceport > ushort.MaxValue)
        {
            return $"sourceport: {request.Sourceport} is above 65535";
        }

        if (request.Destinationport > ushort.MaxValue)
        {
            return $"destinationport: {request.Destinationport} is above 65535";
        }

        int protocol = (int)request.Protocolid;
        if (protocol is < 0 or > byte.MaxValue)
        {
            return $"protocolid: {protocol} is no IP protocol";
        }

        int action = (int)(request.Action?.Actiontype ?? F.ActionType.Drop);
        if (action is < 0 or > (int)SessionAction.Snoop)
        {
            return $"actiontype: {action} is none of 0 (DROP) to 3 (SNOOP)";
        }

        if (ReadNextHop(request.Action, (SessionAction)action, out SessionAddress? nextHop) is { } nextHopMistake)
        {
            return nextHopMistake;
        }

        session = new SessionDefinition
        {
            Id = request.SessionId,
            InInterface = request.Inlif,
            OutInterface = request.Outlif,
            Source = source,
            Destination = destination,
            SourcePort = (ushort)request.Sourceport,
            DestinationPort = (ushort)request.Destinationport,
            Protocol = (byte)protocol,
            Action = (SessionAction)action,
            NextHop = nextHop,
            IdleSeconds = request.Cachetimeout,
        };
        return session.FindMistake();
    }

    private string? ReadAddress(string side, F.IpVersion version, uint ipv4, ByteString ipv6, out SessionAddress address)
    {
        address = default;
        switch (version)
        {
            case F.IpVersion.Ipv4:
                address = Ipv4(ipv4);
                return ipv4 == 0 ? $"{side}ip: no address" : null;
            case F.IpVersion.Ipv6 when ipv6.Length == Ipv6Length:
                address = SessionAddress.FromBytes(ipv6.Span);
                return null;
            case F.IpVersion.Ipv6:
                return $"{side}ipv6: {ipv6.Length} octets; an address has {Ipv6Length}";
            default:
                return $"ipversion: {(int)version} is neither 0 (IPv4) nor 1 (IPv6)";
        }
    }

    private string? ReadNextHop(F.ActionParameters? parameters, SessionAction action, out SessionAddress? nextHop)
    {
        nextHop = null;
        if (parameters is null || (takesStrayNextHop && action is SessionAction.Drop or SessionAction.Forward))
        {
            return null;
        }

        if (parameters.Actionnexthopv6.Length > 0)
        {
            if (parameters.Actionnexthopv6.Length != Ipv6Length)
            {
                return $"actionnexthopv6: {parameters.Actionnexthopv6.Length} octets; an address has {Ipv6Length}";
            }

            if (parameters.Actionnexthop != 0)
            {
                return "actionnexthop: either this or actionnexthopv6";
            }

            nextHop = SessionAddress.FromBytes(parameters.Actionnexthopv6.Span);
        }
        else if (parameters.Actionnexthop != 0)
        {
            nextHop = Ipv4(parameters.Actionnexthop);
        }

        return null;
    }

    /// <summary>The number holds the octets of an in_addr as they lie in its host's memory.</summary>
    private SessionAddress Ipv4(uint value) => new(order == Ipv4Order.Little ? BinaryPrimitives.ReverseEndianness(value) : value, IsIpv6: false);
}
