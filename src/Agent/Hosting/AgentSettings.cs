using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Hosting;

/// <summary>
/// Where settings come from, the later over the earlier: <c>appsettings.json</c> beside the program, <c>/etc/myikev2/settings.json</c>, the file of
/// <c>--settings</c>, <c>MYIKEV2_</c> variables, the command line.
/// </summary>
internal static class AgentSettings
{
    public const string EnvironmentPrefix = "MYIKEV2_";

    private const string SystemFile = "/etc/myikev2/settings.json";

    // The demonstration prefers the ports that clients of these interfaces expect.
    private const int GrpcPort = 12330;
    private const int SnmpPort = 1161;
    private const int PortsTried = 20;

    /// <summary>Fills <paramref name="configuration"/>. Throws <see cref="FileNotFoundException"/> when a named file is missing.</summary>
    public static void Load(IConfigurationManager configuration, AgentRun run)
    {
        configuration.Sources.Clear();
        if (run.IsDemonstration || !Environment.IsPrivilegedProcess)
        {
            // The system's folders are not ours to write to.
            configuration.AddInMemoryCollection(
            [
                new("Grpc:SocketPath", RuntimeDirectory.AgentSocket),
                new("Nmsec:SocketPath", RuntimeDirectory.NmsecSocket),
            ]);
        }

        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        if (run.IsDemonstration)
        {
            configuration.AddInMemoryCollection(Demonstration());
        }
        else
        {
            configuration.AddJsonFile(SystemFile, optional: true, reloadOnChange: false);
        }

        if (run.SettingsFile is { } file)
        {
            configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
        }

        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        foreach (var setting in run.Settings)
        {
            // One by one: of a setting that is given twice, the last counts.
            configuration.AddInMemoryCollection([setting]);
        }

        if (run.KeyLogFile is { } keyLog)
        {
            configuration.AddInMemoryCollection([new("Engine:KeyLogFile", keyLog)]);
        }
    }

    /// <summary>Loopback, ports that the system chooses, no tunnel device, sockets of the user, logs in a file: nothing that a service on this host could collide with.</summary>
    private static Dictionary<string, string?> Demonstration() => new()
    {
        ["Engine:Listeners:0:Address"] = "127.0.0.1",
        ["Engine:Listeners:0:Port"] = "0",
        ["Engine:Listeners:0:NatTraversalPort"] = "0",
        ["Engine:Listeners:1:Address"] = "::1",
        ["Engine:Listeners:1:Port"] = "0",
        ["Engine:Listeners:1:NatTraversalPort"] = "0",
        ["Engine:Listeners:1:Optional"] = "true",
        ["Engine:RawSockets"] = "false",
        ["Engine:Tunnel:Enabled"] = "Never",
        ["Grpc:TcpEndpoint"] = $"127.0.0.1:{FreePort(SocketType.Stream, GrpcPort)}",
        ["Snmp:Listen:0"] = $"127.0.0.1:{FreePort(SocketType.Dgram, SnmpPort)}",
        ["Snmp:Communities:0:Community"] = "public",
        ["State:Enabled"] = "false",
        ["Log:Console"] = "false",
        ["Log:File"] = Path.Combine(RuntimeDirectory.Path, "demo.log"),
    };

    /// <summary>The first free loopback port from <paramref name="first"/> on; somebody else may take it before we do, and then the start says so.</summary>
    private static int FreePort(SocketType type, int first)
    {
        for (var port = first; port < first + PortsTried; port++)
        {
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, type, ProtocolType.Unspecified);
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }

        return first;
    }
}
