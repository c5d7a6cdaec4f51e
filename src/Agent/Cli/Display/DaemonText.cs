using System.Globalization;
using System.Net;
using System.Text;
using MyIkev2.Agent.Grpc.DaemonApi;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>A test of the daemon as the command line shows it.</summary>
/// <param name="Entry">Its numbers.</param>
/// <param name="State">The number of its state.</param>
internal sealed record DaemonRow(ListTestStatusEntry Entry, uint State)
{
    public string Api => Entry.APIPort == 0 ? string.Empty : new IPEndPoint(new IPAddress(Entry.APIAddr.Span), (int)Entry.APIPort).ToString();
}

/// <summary><c>daemon list</c>.</summary>
internal static class DaemonText
{
    private static readonly string[] Titles = ["NAME", "TYPE", "STATE", "API", "UP", "CREATED", "OF", "PER SECOND", "PINGS", "ANSWERED"];

    public static string Table(IReadOnlyList<DaemonRow> rows)
    {
        var lines = new List<string[]> { Titles };
        lines.AddRange(rows.Select(Cells));
        int[] widths = [.. Enumerable.Range(0, Titles.Length).Select(column => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    public static string Json(IReadOnlyList<DaemonRow> rows) => JsonText.OfRows("tests", rows, static (json, row) =>
    {
        json.WriteString("name", row.Entry.Name);
        json.WriteString("type", TypeOf(row.Entry));
        json.WriteString("state", DaemonApiCodes.NameOf(row.State));
        if (row.Entry.APIPort != 0)
        {
            json.WriteString("api", row.Api);
        }

        if (row.Entry.Status is { } status)
        {
            json.WriteNumber("live", status.LiveCount);
            json.WriteNumber("created", status.NumOfCreatedTunnel);
            json.WriteNumber("configured", status.ConfiguredCount);
            json.WriteNumber("setupRate", status.SetupRate);
            json.WriteNumber("result", status.Result);
            json.WriteString("lastError", status.LastErrMsg);
        }

        if (row.Entry.PingResults is { } pings)
        {
            json.WriteNumber("pingsSent", pings.TotalSent);
            json.WriteNumber("pingsReceived", pings.TotalRecv);
        }
    });

    private static string[] Cells(DaemonRow row)
    {
        var status = row.Entry.Status;
        var pings = row.Entry.PingResults;
        return
        [
            row.Entry.Name,
            TypeOf(row.Entry),
            DaemonApiCodes.NameOf(row.State),
            row.Api,
            Number(status?.LiveCount),
            Number(status?.NumOfCreatedTunnel),
            Number(status?.ConfiguredCount),
            status is null ? string.Empty : status.SetupRate.ToString("0.0", CultureInfo.InvariantCulture),
            Number(pings?.TotalSent),
            Number(pings?.TotalRecv),
        ];
    }

    private static string TypeOf(ListTestStatusEntry entry) => entry.Type == DaemonApiCodes.OtherTest ? "other" : "ike";

    private static string Number(ulong? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
