using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Commands;

/// <summary><c>nmsecq iketun</c>: NMsec_GET_IKETUN.</summary>
internal sealed class IkeTunnelQuery()
    : Query("iketun", "IKE tunnels, as 'ipsec -k display' of z/OS shows them.", NmsecMessageType.GetIkeTunnels)
{
    protected override async Task ReportAsync(
        NmsecClient client, QueryArguments arguments, TextWriter output, CancellationToken cancellation)
    {
        var response = await client.GetIkeTunnelsAsync(arguments.Filters, arguments.Stack, cancellation);
        var report = new IkeTunnelReport(output, TimeZoneInfo.Local);
        report.WriteHeading(response.Stack, response.TotalAvailable, DateTimeOffset.Now);
        await foreach (var record in response.WithCancellation(cancellation))
        {
            report.WriteTunnel(record);
        }

        report.WriteCount(response.Count);
    }

    protected override async Task JsonAsync(
        NmsecClient client, QueryArguments arguments, Stream output, CancellationToken cancellation)
    {
        var response = await client.GetIkeTunnelsAsync(arguments.Filters, arguments.Stack, cancellation);
        await RecordJson.WriteAsync(output, response, WriteTunnel, cancellation);
    }

    private static void WriteTunnel(System.Text.Json.Utf8JsonWriter writer, IkeTunnelRecord record)
    {
        var ipv6 = (record.Tunnel.Flags & IkeTunnelFlags.Ipv6) != 0;
        RecordJson.WriteStructure(writer, record.Tunnel, ipv6);
        RecordJson.WriteStructure(writer, record.Statistics, ipv6);
        writer.WriteString("localIdentity", record.LocalIdentity);
        writer.WriteString("remoteIdentity", record.RemoteIdentity);
    }
}
