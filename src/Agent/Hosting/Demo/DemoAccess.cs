using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Agent.Snmp;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>Where the interfaces are, as lines to copy.</summary>
internal sealed class DemoAccess(IOptions<GrpcOptions> grpc, IOptions<NmsecOptions> nmsec, IOptions<SnmpOptions> snmp)
{
    public IEnumerable<(string Interface, string Command)> Lines()
    {
        // The command line looks in the same folder by itself, unless this process was told another one.
        var socket = Environment.GetEnvironmentVariable(RuntimeDirectory.Variable) is { Length: > 0 } ? $" --socket {grpc.Value.SocketPath}" : string.Empty;
        yield return ("CLI", $"./myikev2 show ike ike-sa details{socket}");
        yield return ("", $"./myikev2 cmd ike rekey ike-sa vpn {DemoTunnels.All[0].Name}{socket}");
        yield return ("NMsec", $"./nmsecq iketun --socket {nmsec.Value.SocketPath}");
        yield return ("SNMP", $"snmpbulkwalk -v2c -c {snmp.Value.Communities[0].Community} {snmp.Value.Listen[0]} {MibRoot.Default}");

        // Debian's python3-grpcio belongs to the system's interpreter; another one first on the path does not have it.
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        yield return ("gRPC", $"{python} tools/grpcq.py {grpc.Value.TcpEndpoint}");
    }
}
