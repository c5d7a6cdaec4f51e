using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>RADIUS servers and their counters as messages.</summary>
internal static class RadiusMapper
{
    public static V1.ListRadiusServersResponse ToMessage(RegistryView view)
    {
        var response = new V1.ListRadiusServersResponse { AsOf = WireValues.Moment(view.AsOf) };
        if (view.Radius is { } radius)
        {
            response.Servers.AddRange(radius.Servers.Select(ToMessage));
            response.PeersWaiting = radius.PeersWaiting;
            response.PeersRefused = radius.PeersRefused;
            response.Accounting = radius.IsAccounting;
            response.RecordsWaiting = radius.RecordsWaiting;
            response.RecordsConfirmed = radius.RecordsConfirmed;
            response.RecordsLost = radius.RecordsLost;
            response.DynamicAuthorization = radius.DynamicAuthorization?.ToString() ?? "";
            response.RequestsAnswered = radius.RequestsAnswered;
            response.RequestsDropped = radius.RequestsDropped;
        }

        return response;
    }

    private static V1.RadiusServer ToMessage(RadiusServerInfo server) => new()
    {
        Name = server.Name,
        Address = server.Address.ToString(),
        AuthenticationPort = server.AuthenticationPort,
        AccountingPort = server.AccountingPort,
        Preference = server.Preference,
        Dead = server.IsDead,
        Requests = server.Requests,
        Retransmissions = server.Retransmissions,
        Responses = server.Responses,
        Timeouts = server.Timeouts,
        BadAuthenticators = server.BadAuthenticators,
        MalformedResponses = server.MalformedResponses,
        PacketsDropped = server.PacketsDropped,
    };
}
