using Microsoft.Extensions.Logging;

namespace MyIkev2.Engine.Runtime;

/// <summary>What the runtime itself has to say, apart from the engine's events. Event ids 1..99 are stable.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Information, "listening on {Endpoint} (UDP{Purpose})")]
    public static partial void Listening(ILogger logger, string endpoint, string purpose);

    [LoggerMessage(2, LogLevel.Warning, "skipped an optional listener: {Reason}")]
    public static partial void ListenerSkipped(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "engine started: {Shards} shard(s), {JobThreads} job thread(s), cryptography by {Crypto}")]
    public static partial void Started(ILogger logger, int shards, int jobThreads, string crypto);

    [LoggerMessage(4, LogLevel.Information, "engine stopping: closing {Tunnels} IKE SA(s)")]
    public static partial void Stopping(ILogger logger, int tunnels);

    [LoggerMessage(5, LogLevel.Information, "engine stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "{Count} shard(s) did not finish closing in time; their peers will notice by liveness checks")]
    public static partial void StopIncomplete(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Critical, "shard {Shard} failed in its own bookkeeping and cannot go on")]
    public static partial void ShardFaulted(ILogger logger, int shard, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "a job failed: {Job}")]
    public static partial void JobFaulted(ILogger logger, string job, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "cannot send: {Reason}")]
    public static partial void SendRefused(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Warning, "cannot send: no listener for {Path}")]
    public static partial void NoSocketForPath(ILogger logger, string path);

    [LoggerMessage(11, LogLevel.Warning, "cannot receive on {Endpoint}: {Reason}")]
    public static partial void ReceiveFailed(ILogger logger, string endpoint, string reason);

    [LoggerMessage(12, LogLevel.Warning, "{Count} event(s) were not logged: the log is slower than the engine")]
    public static partial void EventsLost(ILogger logger, long count);

    [LoggerMessage(13, LogLevel.Critical, "KEY LOG IS ON: every key of every IKE SA is written to {File}, of every Child SA to {EspFile}. Whoever reads these files can decrypt negotiations and traffic. Switch it off after debugging.")]
    public static partial void KeyLogOn(ILogger logger, string file, string espFile);

    [LoggerMessage(14, LogLevel.Error, "cannot write the key log {File}: {Reason}")]
    public static partial void KeyLogFailed(ILogger logger, string file, string reason);

    [LoggerMessage(15, LogLevel.Information, "configuration applied: {Vpns} vpn(s), {Changed} new or changed")]
    public static partial void ConfigurationApplied(ILogger logger, int vpns, int changed);

    [LoggerMessage(16, LogLevel.Information, "tunnel device {Name} ready: MTU {Mtu}, {Queues} queue(s), {Offload}")]
    public static partial void TunnelDeviceReady(ILogger logger, string name, int mtu, int queues, string offload);

    [LoggerMessage(17, LogLevel.Warning, "no tunnel device: {Reason}. Tunnels are negotiated, but no packet of this host goes through them; ping tasks work. Engine:Tunnel:Enabled 'always' makes this an error, 'never' silences it")]
    public static partial void TunnelDeviceMissing(ILogger logger, string reason);

    [LoggerMessage(18, LogLevel.Warning, "cannot route {Destination} into {Device}: {Reason}")]
    public static partial void RouteRefused(ILogger logger, string destination, string device, string reason);

    [LoggerMessage(19, LogLevel.Warning, "cannot take the route to {Destination} from {Device}: {Reason}")]
    public static partial void RouteNotRemoved(ILogger logger, string destination, string device, string reason);

    [LoggerMessage(20, LogLevel.Warning, "net.ipv4.conf.all.rp_filter is 1 (strict): when a tunnel's remote selectors cover the peer's own address, the host drops the peer's packets. Set it to 2 (loose), or net.ipv4.conf.all.src_valid_mark to 1 with a firewall that restores our mark")]
    public static partial void StrictReversePathFilter(ILogger logger);

    [LoggerMessage(21, LogLevel.Warning, "raw sockets cannot be opened ({Reason}): ESP goes in UDP only, AH and packets in clear not at all. They need root or CAP_NET_RAW")]
    public static partial void RawSocketsMissing(ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Error, "the tunnel device is gone: somebody removed it. No packet of this host goes through the tunnels until the service is restarted")]
    public static partial void TunnelDeviceGone(ILogger logger);

    [LoggerMessage(23, LogLevel.Warning, "cannot give the interface {Device} the virtual address {Address}: {Reason}")]
    public static partial void AddressRefused(ILogger logger, string address, string device, string reason);

    [LoggerMessage(24, LogLevel.Warning, "cannot take the virtual address {Address} from the interface {Device}: {Reason}")]
    public static partial void AddressNotRemoved(ILogger logger, string address, string device, string reason);

    [LoggerMessage(25, LogLevel.Warning, "cannot add the route to {Destination} {NextHop}, table {Table}{Vrf}: {Reason}")]
    public static partial void ReachedRouteRefused(ILogger logger, string destination, string nextHop, uint table, string vrf, string reason);

    [LoggerMessage(26, LogLevel.Warning, "cannot remove the route to {Destination} {NextHop}, table {Table}{Vrf}: {Reason}")]
    public static partial void ReachedRouteNotRemoved(ILogger logger, string destination, string nextHop, uint table, string vrf, string reason);

    [LoggerMessage(27, LogLevel.Warning, "cannot add the routing rule for table {Table}, priority {Priority}: {Reason}. Packets of this host do not reach the tunnels")]
    public static partial void RoutingRuleRefused(ILogger logger, uint table, int priority, string reason);

    [LoggerMessage(28, LogLevel.Information, "removed {Count} route(s) and address(es) that a predecessor left")]
    public static partial void LeftoversRemoved(ILogger logger, int count);

    [LoggerMessage(29, LogLevel.Warning, "{Reason}: SAs with MOBIKE move only when nobody answers them")]
    public static partial void NetworkWatchMissing(ILogger logger, string reason);

    [LoggerMessage(32, LogLevel.Information, "vrf {Vrf} is served")]
    public static partial void VrfStarted(ILogger logger, string vrf);

    [LoggerMessage(33, LogLevel.Warning, "vrf {Vrf} is not served: {Reason}. It is tried again while it is configured")]
    public static partial void VrfMissing(ILogger logger, string vrf, string reason);

    [LoggerMessage(34, LogLevel.Information, "vrf {Vrf} is no longer served")]
    public static partial void VrfStopped(ILogger logger, string vrf);

    [LoggerMessage(30, LogLevel.Warning, "{Url} did not say whether certificates are revoked; it is not asked again for {Seconds} s")]
    public static partial void RevocationSilent(ILogger logger, string url, long seconds);

    [LoggerMessage(40, LogLevel.Warning, "RADIUS accounting records are being lost: no server confirms them")]
    public static partial void AccountingLost(ILogger logger);

    [LoggerMessage(41, LogLevel.Error, "RADIUS dynamic authorization cannot listen on {Address} port {Port}: {Reason}")]
    public static partial void DynamicAuthorizationRefused(ILogger logger, string address, int port, string reason);

    [LoggerMessage(42, LogLevel.Information, "RADIUS {Request} of {Server}: {Outcome}")]
    public static partial void DynamicAuthorization(ILogger logger, string request, string server, string outcome);

    [LoggerMessage(31, LogLevel.Warning, "certificate {Name} ({Subject}) {What}")]
    public static partial void CertificateExpiring(ILogger logger, string name, string subject, string what);
}
