using System.Diagnostics;
using System.Text.RegularExpressions;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

// A poller of somebody else: Prometheus' snmp_exporter with the module that is shipped, against a live agent on loopback.
public sealed partial class SnmpExporterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _timeout = new(Patience);
    private Process? _exporter;

    [PeerFact("prometheus-snmp-exporter", Package = "prometheus-snmp-exporter")]
    public async Task Exporter_Scrape_ShowsEveryTunnelOnceWithItsNames()
    {
        using var service = SnmpAgentServiceTests.Service(SnmpAgentServiceTests.Options("127.0.0.1:0"), new CannedRegistry(tunnels: 300));
        await service.StartAsync(CancellationToken.None);
        var exporter = await Start();
        using var client = new HttpClient();
        var text = await client.GetStringAsync(
            new Uri($"http://{exporter}/snmp?module=cipsec&target=127.0.0.1:{service.EndPoints[0].Port}"), _timeout.Token);
        var lines = text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').ToArray();

        // Tunnels whose number divides by 7 are half-open.
        Assert.Equal(300 - (300 / 7), lines.Count(static line => line.StartsWith("cikeTunStatus{", StringComparison.Ordinal)));
        Assert.Equal(300 - (300 / 7), lines.Count(static line => line.StartsWith("cipSecTunHcOutOctets{", StringComparison.Ordinal)));
        Assert.Equal(lines.Length, lines.Select(static line => line[..line.LastIndexOf(' ')]).Distinct().Count());
        Assert.Contains("cikeTunStatus{cikeTunIndex=\"2\",cikeTunLocalName=\"vpn-2\",cikeTunRemoteValue=\"198.51.100.2\"} 1", lines);
        Assert.Contains("cikeTunStatus{cikeTunIndex=\"5\",cikeTunLocalName=\"vpn-5\",cikeTunRemoteValue=\"2001:db8:ffff::5\"} 1", lines);
        Assert.Contains("cipSecTunHcInOctets{cipSecTunIkeTunnelIndex=\"2\",cipSecTunIndex=\"2\"} 205000", lines);
        Assert.Contains("cipSecTunInDropPkts{cipSecTunIkeTunnelIndex=\"2\",cipSecTunIndex=\"2\"} 3", lines);
        Assert.Contains($"cipSecGlobalActiveTunnels {300 - (300 / 7)}", lines);
    }

    public void Dispose()
    {
        if (_exporter is { HasExited: false })
        {
            _exporter.Kill();
        }

        _exporter?.Dispose();
        _timeout.Dispose();
    }

    /// <summary>Starts it on a port that the system chooses; its log names that.</summary>
    private async Task<string> Start()
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find("prometheus-snmp-exporter") ?? "prometheus-snmp-exporter") { RedirectStandardError = true };
        start.ArgumentList.Add($"--config.file={Path.Combine(AppContext.BaseDirectory, "contrib", "prometheus", "snmp-exporter.yml")}");
        start.ArgumentList.Add("--web.listen-address=127.0.0.1:0");
        _exporter = Process.Start(start)!;
        var log = new List<string>();
        while (await _exporter.StandardError.ReadLineAsync(_timeout.Token) is { } line)
        {
            log.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = _exporter.StandardError.ReadToEndAsync(CancellationToken.None);
                return match.Groups["address"].Value;
            }
        }

        throw new InvalidOperationException($"The exporter does not listen: {string.Join('\n', log)}");
    }

    [GeneratedRegex("Listening on\" address=(?<address>[0-9.:]+)")]
    private static partial Regex Listening();
}
