using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>A session's reading as a reply.</summary>
internal static class SessionReadingMapper
{
    public static F.SessionResponse ToMessage(in SessionReading reading) => new()
    {
        Sessionid = reading.Definition.Id,
        Inpackets = reading.InPackets,
        Outpackets = reading.OutPackets,
        Inbytes = reading.InOctets,
        Outbytes = reading.OutOctets,
        Sessionstate = (F.SessionState)reading.State,
        Sessionclosecode = (F.SessionCloseCode)reading.CloseCode,
        Starttime = Timestamp.FromDateTimeOffset(reading.StartedAt),
        Endtime = reading.EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
    };
}
