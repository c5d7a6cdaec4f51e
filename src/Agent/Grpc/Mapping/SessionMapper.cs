using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>A session of the data plane in the native API.</summary>
internal static class SessionMapper
{
    public static V1.FlowSession ToMessage(in SessionReading reading)
    {
        SessionDefinition definition = reading.Definition;
        var message = new V1.FlowSession
        {
            SessionId = definition.Id,
            Source = ToEndpoint(definition.Source, definition.SourcePort),
            Destination = ToEndpoint(definition.Destination, definition.DestinationPort),
            Protocol = definition.Protocol,
            InInterface = definition.InInterface,
            OutInterface = definition.OutInterface,

            // All three have no "unspecified" in the table.
            Action = (V1.SessionAction)((int)definition.Action + 1),
            State = (V1.SessionState)((int)reading.State + 1),
            CloseCode = (V1.SessionCloseCode)((int)reading.CloseCode + 1),
            NextHop = definition.NextHop?.ToString() ?? string.Empty,
            IdleTimeout = WireValues.Span(TimeSpan.FromSeconds(definition.IdleSeconds)),
            InPackets = reading.InPackets,
            InOctets = reading.InOctets,
            OutPackets = reading.OutPackets,
            OutOctets = reading.OutOctets,
            StartedAt = WireValues.Moment(reading.StartedAt),
        };
        if (reading.EndedAt is { } ended)
        {
            message.EndedAt = WireValues.Moment(ended);
        }

        return message;
    }

    private static V1.Endpoint ToEndpoint(SessionAddress address, ushort port) => new() { Address = address.ToString(), Port = port };
}
