namespace MyIkev2.Interop.Tests.Lab;

/// <summary>What went over the wire at the agent's host: tcpdump writes it, tshark reads it.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private readonly LabProcess _tcpdump;
    private readonly string _file;

    private Capture(LabProcess tcpdump, string file)
    {
        _tcpdump = tcpdump;
        _file = file;
    }

    public static async Task<Capture> StartAsync(InteropLab lab)
    {
        var file = Path.Combine(lab.Folder, "capture.pcap");
        var host = lab.Network.Agent;

        // Datagrams that a sender hands over by the dozen would come into the capture as one; and the host itself takes them apart then.
        foreach (var end in new[] { host, lab.Network.Peer })
        {
            await Command.RunAsync("ip", "-n", end.Name, "link", "set", end.Interface, "gso_max_segs", "1");
        }

        var tcpdump = host.Start("tcpdump", "tcpdump", ["-i", host.Interface, "-U", "--immediate-mode", "-Z", "root", "-w", file, "udp port 500 or udp port 4500 or esp or ah"]);
        await Wait.UntilAsync("tcpdump to listen", () => tcpdump.Output.Contains("listening on", StringComparison.Ordinal));
        return new Capture(tcpdump, file);
    }

    /// <summary>Ends the capture; the file is complete then.</summary>
    public Task StopAsync() => _tcpdump.StopAsync();

    /// <summary>One field of the packets that pass a filter, decrypted with the given lines of Wireshark's <c>ikev2_decryption_table</c>.</summary>
    public Task<string> FieldsAsync(IEnumerable<string> keys, string filter, string field) =>
        FieldsAsync(keys.SelectMany(line => new[] { "-o", "uat:ikev2_decryption_table:" + line }), filter, field, []);

    /// <summary>The same of packets inside ESP, decrypted with the given lines of Wireshark's <c>esp_sa</c> table.</summary>
    public Task<string> EspFieldsAsync(IEnumerable<string> keys, string filter, string field) =>
        FieldsAsync(keys.SelectMany(line => new[] { "-o", "uat:esp_sa:" + line }), filter, field, ["-o", "esp.enable_encryption_decode:TRUE"]);

    private async Task<string> FieldsAsync(IEnumerable<string> keys, string filter, string field, IEnumerable<string> more)
    {
        var options = keys.Concat(more);
        var outcome = await Command.TryRunAsync("tshark", ["-r", _file, .. options, "-Y", filter, "-T", "fields", "-e", field], timeout: TimeSpan.FromSeconds(60));
        return outcome.Succeeded ? outcome.Output : throw new LabException(outcome.ToString());
    }

    public ValueTask DisposeAsync() => _tcpdump.DisposeAsync();
}
