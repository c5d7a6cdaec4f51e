using System.Globalization;
using System.Text;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show radius</c>, as text and as JSON.</summary>
internal static class RadiusDisplay
{
    public static string Text(ListRadiusServersResponse radius)
    {
        if (radius.Servers.Count == 0)
        {
            return "no RADIUS server is configured\n";
        }

        var text = new StringBuilder();
        foreach (var server in radius.Servers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{server.Name}: {server.Address} ports {server.AuthenticationPort} {server.AccountingPort}, preference {server.Preference}{(server.Dead ? ", does not answer" : "")}\n");
            text.Append(CultureInfo.InvariantCulture, $"  {server.Requests} requests, {server.Retransmissions} retransmissions, {server.Responses} responses, {server.Timeouts} timeouts\n");
            text.Append(CultureInfo.InvariantCulture, $"  {server.BadAuthenticators} bad authenticators, {server.MalformedResponses} malformed, {server.PacketsDropped} unexpected\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"authentication: {radius.PeersWaiting} peers wait, {radius.PeersRefused} refused\n");
        text.Append(CultureInfo.InvariantCulture, $"accounting {(radius.Accounting ? "on" : "off")}: {radius.RecordsConfirmed} records confirmed, {radius.RecordsWaiting} wait, {radius.RecordsLost} lost\n");
        return text.Append(radius.DynamicAuthorization.Length == 0
            ? "dynamic authorization off\n"
            : string.Create(CultureInfo.InvariantCulture, $"dynamic authorization on {radius.DynamicAuthorization}: {radius.RequestsAnswered} requests answered, {radius.RequestsDropped} dropped\n")).ToString();
    }

    public static string Json(ListRadiusServersResponse radius) => JsonText.Of(json =>
    {
        json.WriteStartArray("server");
        foreach (var server in radius.Servers)
        {
            json.WriteStartObject();
            json.WriteString("name", server.Name);
            json.WriteString("address", server.Address);
            json.WriteNumber("auth-port", server.AuthenticationPort);
            json.WriteNumber("acct-port", server.AccountingPort);
            json.WriteNumber("preference", server.Preference);
            json.WriteBoolean("dead", server.Dead);
            json.WriteNumber("requests", server.Requests);
            json.WriteNumber("retransmissions", server.Retransmissions);
            json.WriteNumber("responses", server.Responses);
            json.WriteNumber("timeouts", server.Timeouts);
            json.WriteNumber("bad-authenticators", server.BadAuthenticators);
            json.WriteNumber("malformed-responses", server.MalformedResponses);
            json.WriteNumber("packets-dropped", server.PacketsDropped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("peers-waiting", radius.PeersWaiting);
        json.WriteNumber("peers-refused", radius.PeersRefused);
        json.WriteBoolean("accounting", radius.Accounting);
        json.WriteNumber("records-waiting", radius.RecordsWaiting);
        json.WriteNumber("records-confirmed", radius.RecordsConfirmed);
        json.WriteNumber("records-lost", radius.RecordsLost);
        json.WriteString("dynamic-authorization", radius.DynamicAuthorization);
        json.WriteNumber("requests-answered", radius.RequestsAnswered);
        json.WriteNumber("requests-dropped", radius.RequestsDropped);
    });
}
