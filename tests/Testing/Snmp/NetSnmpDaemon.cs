using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MyIkev2.Testing.Snmp;

/// <summary>
/// snmpd or snmptrapd with a configuration of its own on loopback ports. The lines it prints can be waited for. Stopped
/// with <see cref="DisposeAsync"/>.
/// </summary>
public sealed class NetSnmpDaemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private NetSnmpDaemon(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        process.OutputDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "(end)");
        process.ErrorDataReceived += (_, line) => _lines.Writer.TryWrite(line.Data ?? "(end)");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its process id, for measuring what it costs.</summary>
    public int ProcessId => _process.Id;

    /// <summary>A port of 127.0.0.1 that nobody used a moment ago: neither program can be asked which one it got.</summary>
    public static int FreePort(SocketType type)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Starts snmpd and waits until it serves.</summary>
    /// <param name="configuration">Lines of snmpd.conf.</param>
    public static Task<NetSnmpDaemon> Agent(params IEnumerable<string> configuration) =>
        Start("snmpd", ["-f", "-Lo", "-m", "", "-I", "-smux"], configuration, "NET-SNMP version");

    /// <summary>Starts snmpd as an AgentX subagent and waits until it runs; it registers with the master by itself.</summary>
    /// <param name="master">Where the master listens.</param>
    /// <param name="configuration">Lines of snmpd.conf.</param>
    public static Task<NetSnmpDaemon> Subagent(string master, params IEnumerable<string> configuration) =>
        Start("snmpd", ["-f", "-Lo", "-m", "", "-X", "-x", master, "-I", "dlmod,agentx"], configuration, "NET-SNMP version");

    /// <summary>Starts snmptrapd and waits until it listens; it prints one line for each notification, with numeric names.</summary>
    /// <param name="port">Its UDP port on 127.0.0.1.</param>
    /// <param name="configuration">More lines of snmptrapd.conf.</param>
    public static Task<NetSnmpDaemon> TrapReceiver(int port, params IEnumerable<string> configuration) => Start(
        "snmptrapd",
        ["-f", "-Lo", "-On", "-m", "", "-F", "notification %v\\n", $"udp:127.0.0.1:{port}"],
        ["disableAuthorization yes", .. configuration],
        "NET-SNMP version");

    /// <summary>
    /// Starts snmptrapd as a receiver that remembers: its engine id, boots and users are in a folder of the caller's. It
    /// prints version, community or user of each notification in front of its objects.
    /// </summary>
    /// <param name="port">Its UDP port on 127.0.0.1.</param>
    /// <param name="memory">The folder.</param>
    /// <param name="configuration">Lines of snmptrapd.conf; without any, nobody is authorized.</param>
    public static async Task<NetSnmpDaemon> TrapReceiverWithMemory(int port, string memory, params IEnumerable<string> configuration)
    {
        const string Format1 = "format1 notification v1 %N %w %q %T %A | %v\\n";
        const string Format2 = "format2 notification %P | %v\\n";
        var folder = Directory.CreateTempSubdirectory("netsnmp").FullName;
        await File.WriteAllLinesAsync(Path.Combine(folder, "snmptrapd.conf"), [Format1, Format2, .. configuration]);

        // A file named with -c would keep it from reading its memory too.
        Dictionary<string, string> environment = new() { ["SNMPCONFPATH"] = $"{folder}:{memory}", ["SNMP_PERSISTENT_DIR"] = memory };
        var daemon = new NetSnmpDaemon(
            NetSnmpTool.Start("snmptrapd", environment, ["-f", "-Lo", "-On", "-OQ", "-m", "", $"udp:127.0.0.1:{port}"]), folder);
        await daemon.WaitForLine("NET-SNMP version");
        return daemon;
    }

    /// <summary>Asks it to end, so that it writes down what it has to remember.</summary>
    public async Task Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var timeout = new CancellationTokenSource(Patience);
        await kill.WaitForExitAsync(timeout.Token);
        await _process.WaitForExitAsync(timeout.Token);
    }

    /// <summary>Waits for a line that contains a text; those before it are dropped.</summary>
    public async Task<string> WaitForLine(string text)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(timeout.Token);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }

            if (line == "(end)" && _process.HasExited)
            {
                throw new InvalidOperationException($"{_process.ProcessName} ended instead of printing '{text}'.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<NetSnmpDaemon> Start(
        string program, IEnumerable<string> arguments, IEnumerable<string> configuration, string ready)
    {
        var folder = Directory.CreateTempSubdirectory("netsnmp").FullName;
        var file = Path.Combine(folder, $"{program}.conf");
        await File.WriteAllLinesAsync(file, [.. configuration, $"[snmp] persistentDir {folder}/persistent"]);
        var daemon = new NetSnmpDaemon(NetSnmpTool.Start(program, ["-C", "-c", file, .. arguments]), folder);
        await daemon.WaitForLine(ready);
        return daemon;
    }
}
