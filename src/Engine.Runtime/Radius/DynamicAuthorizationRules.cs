using System.Buffers.Binary;
using System.Text;
using MyIkev2.Engine.Radius;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>Error-Cause (RFC 5176 section 3.5).</summary>
public enum ErrorCause : uint
{
    UnsupportedAttribute = 401,
    MissingAttribute = 402,
    NasIdentificationMismatch = 403,
    InvalidRequest = 404,
    UnsupportedService = 405,
    InvalidAttributeValue = 407,
    SessionContextNotFound = 503,
    ResourcesUnavailable = 506,
}

/// <summary>What a Disconnect-Request or CoA-Request means, attribute by attribute (RFC 5176 section 3.6).</summary>
public sealed class DynamicAuthorizationRules(string nasIdentifier)
{
    /// <summary>Requests that are older, or from so far in the future, are replays or of a server whose clock is wrong (RFC 5176 section 3.3).</summary>
    private static readonly TimeSpan LargestAge = TimeSpan.FromSeconds(300);

    /// <summary>A request that says when it was made was made lately.</summary>
    public static bool IsFresh(RadiusPacket request, DateTimeOffset now) =>
        request.Number(RadiusAttributeType.EventTimestamp) is not { } seconds || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= LargestAge;

    /// <summary>Reads a genuine request; why it is refused, null when it is not.</summary>
    public ErrorCause? Read(RadiusPacket request, out RadiusSelector? selector, out RadiusChange? change)
    {
        (selector, change) = (null, null);
        var sessions = new RadiusSelector();
        TimeSpan? timeout = null;
        foreach (var (type, value) in request.Attributes())
        {
            ErrorCause? problem = null;
            switch (type)
            {
                case RadiusAttributeType.UserName:
                    sessions = sessions with { UserName = value.ToArray() };
                    break;
                case RadiusAttributeType.AcctSessionId:
                    sessions = sessions with { SessionId = Encoding.UTF8.GetString(value.Span) };
                    break;
                case RadiusAttributeType.CallingStationId:
                    sessions = sessions with { CallingStation = Encoding.UTF8.GetString(value.Span) };
                    break;
                case RadiusAttributeType.NasPortId:
                    sessions = sessions with { VpnName = Encoding.UTF8.GetString(value.Span) };
                    break;
                case RadiusAttributeType.NasPort:
                    problem = Number(value, out var port);
                    sessions = sessions with { Port = port };
                    break;
                case RadiusAttributeType.FramedIpAddress or RadiusAttributeType.FramedIpv6Address:
                    problem = Address(type, value, out var address);
                    sessions = sessions with { Addresses = [.. sessions.Addresses, address] };
                    break;
                case RadiusAttributeType.NasIdentifier:
                    problem = value.Span.SequenceEqual(Encoding.UTF8.GetBytes(nasIdentifier)) ? null : ErrorCause.NasIdentificationMismatch;
                    break;
                case RadiusAttributeType.SessionTimeout when request.Code == RadiusCode.CoaRequest:
                    problem = Number(value, out var seconds);
                    timeout = TimeSpan.FromSeconds(seconds);
                    break;
                case RadiusAttributeType.ServiceType:
                    // "Authorize Only" would have us ask the server again.
                    problem = ErrorCause.UnsupportedService;
                    break;
                case RadiusAttributeType.NasIpAddress or RadiusAttributeType.NasIpv6Address or RadiusAttributeType.CalledStationId
                    or RadiusAttributeType.EventTimestamp or RadiusAttributeType.MessageAuthenticator or RadiusAttributeType.ProxyState
                    or RadiusAttributeType.ReplyMessage or RadiusAttributeType.Class or RadiusAttributeType.AcctTerminateCause:
                    // They say nothing that another attribute does not say better.
                    break;
                default:
                    problem = ErrorCause.UnsupportedAttribute;
                    break;
            }

            if (problem is not null)
            {
                return problem;
            }
        }

        if (sessions.IsEmpty || (request.Code == RadiusCode.CoaRequest && timeout is null))
        {
            return ErrorCause.MissingAttribute;
        }

        selector = sessions;
        change = timeout is { } span ? new RadiusChange.Extend(span) : new RadiusChange.Disconnect();
        return null;
    }

    private static ErrorCause? Number(ReadOnlyMemory<byte> value, out uint number)
    {
        number = value.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(value.Span) : 0;
        return value.Length == sizeof(uint) ? null : ErrorCause.InvalidAttributeValue;
    }

    private static ErrorCause? Address(RadiusAttributeType type, ReadOnlyMemory<byte> value, out IpAddress address)
    {
        const int Ipv6Octets = 16;
        var isIpv6 = type == RadiusAttributeType.FramedIpv6Address;
        if (value.Length != (isIpv6 ? Ipv6Octets : sizeof(uint)))
        {
            address = default;
            return ErrorCause.InvalidAttributeValue;
        }

        address = IpAddress.FromBits(isIpv6 ? BinaryPrimitives.ReadUInt128BigEndian(value.Span) : BinaryPrimitives.ReadUInt32BigEndian(value.Span), isIpv6);
        return null;
    }
}
