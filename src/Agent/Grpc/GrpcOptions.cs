using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.Opi;
using MyIkev2.Agent.Grpc.Sessions;
using MyIkev2.Agent.Grpc.TestApi;

namespace MyIkev2.Agent.Grpc;

/// <summary>The gRPC interface: the agent's native API and the MyIKEv2 test API.</summary>
internal sealed class GrpcOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Grpc";

    /// <summary>The port that clients of the MyIKEv2 test API expect.</summary>
    public const int TestApiPort = 12330;

    /// <summary>The port that clients of the MyIKEv2 daemon API expect.</summary>
    public const int DaemonApiPort = 12240;

    /// <summary>Whether the interface is offered.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The path of the Unix socket; empty for none. Its folder is made if it is missing.</summary>
    public string SocketPath { get; set; } = DefaultSocketPath;

    /// <summary>The mode of the socket's file, octal.</summary>
    public string SocketMode { get; set; } = "0660";

    /// <summary>
    /// Where to listen for TCP, <c>127.0.0.1:12330</c> for example; empty for nowhere. Without <see cref="Tls"/> loopback only. Callers from loopback
    /// may monitor, others nothing, but for what <see cref="Callers"/> says of them.
    /// </summary>
    public string TcpEndpoint { get; set; } = "";

    /// <summary>
    /// A second endpoint like that, at the port where clients of the MyIKEv2 daemon API look, <c>127.0.0.1:12240</c> for example; empty for none. All services
    /// are at both.
    /// </summary>
    public string DaemonEndpoint { get; set; } = "";

    /// <summary>TLS on the TCP endpoints.</summary>
    public GrpcTlsOptions Tls { get; set; } = new();

    /// <summary>Callers over TCP that are known by a token or a certificate.</summary>
    public GrpcCallerOptions[] Callers { get; set; } = [];

    /// <summary>
    /// Whether dumps of the MyIKEv2 test API carry keys and preshared keys, as that API has them, for callers with the secrets role.
    /// </summary>
    public bool RevealKeys { get; set; }

    /// <summary>The API that every test run serves for itself.</summary>
    public TestRunApiOptions TestRuns { get; set; } = new();

    /// <summary>OPI's IPsec service.</summary>
    public OpiOptions Opi { get; set; } = new();

    /// <summary>The session table.</summary>
    public SessionServiceOptions Sessions { get; set; } = new();

    /// <summary>The largest request in octets.</summary>
    public int MaxRequestSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most calls at once over one connection; callers wait with one more, or open another connection.</summary>
    public int MaxCallsPerConnection { get; set; } = 100;

    /// <summary>A connection that is silent for so long is asked for a sign of life; zero to ask none.</summary>
    public TimeSpan KeepAliveDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection is closed when the sign of life takes longer.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The most callers that may watch at once; one more is RESOURCE_EXHAUSTED.</summary>
    public int MaxWatches { get; set; } = 1000;

    /// <summary>
    /// The changes that are kept for callers that watch and are slow. One that falls further behind gets a new snapshot. They are kept once for all.
    /// </summary>
    public int WatchBacklog { get; set; } = 16_384;

    /// <summary>Where command-line tools look for the agent.</summary>
    public static string DefaultSocketPath => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "MyIkev2", "grpc.sock")
        : "/run/myikev2/grpc.sock";
}
