namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>
/// Setup files for a client and a gateway on this host. Setup files name their ports, so these are loopback addresses that nothing else uses, and ports below
/// those that systems choose.
/// </summary>
internal static class Setups
{
    public const int ClientPort = 15_502;

    public static string Gateway(int tunnels) =>
        $"""
        role: gateway
        numberoftunnels: {tunnels}
        bindifaddr: 127.0.0.77/8
        apilistenaddr: 127.0.0.1
        apilistenport: 12345
        setup:
          own_port: 15500
          own_natt_port: 15501
          shards: 1
        ikeconf:
          psk: correct horse battery staple
        """;

    public static string Client(int tunnels) =>
        $"""
        role: client
        numberoftunnels: {tunnels}
        startclntaddr: 127.0.0.80/8
        peeraddr: 127.0.0.77
        setupinterval: 0s
        apilistenaddr: 127.0.0.1
        apilistenport: 12345
        setup:
          own_port: {ClientPort}
          own_natt_port: 15503
          peer_port: 15500
          peer_natt_port: 15501
          shards: 1
        ikeconf:
          psk: correct horse battery staple
        """;
}
