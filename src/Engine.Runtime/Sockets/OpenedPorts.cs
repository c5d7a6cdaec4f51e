using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Sockets.Linux;
using MyIkev2.Engine.Runtime.Sockets.Portable;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Sockets;

/// <summary>Everything through which messages and packets come and go, opened before the shards are made.</summary>
internal sealed class OpenedPorts : IAsyncDisposable
{
    private readonly OpenedListeners _listeners;
    private readonly OpenedTunnel? _tunnel;
    private readonly ITunDevice? _device;
    private readonly RawSocketSet[] _raw;
    private readonly LinuxPortSettings _settings;
    private readonly ILogger _logger;

    private OpenedPorts(
        OpenedListeners listeners, OpenedTunnel? tunnel, ITunDevice? device, RawSocketSet[] raw, LinuxPortSettings settings, bool portable, bool canSendRaw, ILogger logger)
    {
        _listeners = listeners;
        _tunnel = tunnel;
        _device = device;
        _raw = raw;
        _settings = settings;
        _logger = logger;
        IsPortable = portable;
        CanSendRaw = canSendRaw;
        Routing = new RouteLookup(settings.Mark, settings.Namespace);
    }

    public IReadOnlyList<IkeListener> Listeners => _listeners.Listeners;

    /// <summary>Ordinary sockets, shared by all shards and read by threads of their own.</summary>
    public bool IsPortable { get; }

    /// <summary>Packets that leave a tunnel reach the local host.</summary>
    public bool HasDevice => _device is not null;

    public string? DeviceName => _device?.Name;

    /// <summary>ESP and AH can leave as protocols of their own, or it is somebody else who sends them.</summary>
    public bool CanSendRaw { get; }

    /// <summary>Takes the shards' wishes for routes; null when nobody does.</summary>
    public IRouteSink? Routes => _tunnel?.Routes;

    public RouteLookup Routing { get; }

    /// <summary>
    /// Opens ports, device and raw sockets where the thread is. Throws <see cref="ListenException"/> or <see cref="TunnelDeviceException"/>, and then leaves nothing open.
    /// </summary>
    public static OpenedPorts Open(EngineRuntimeOptions options, EnginePlace place, EngineHostServices services, int shards, ILogger logger)
    {
        var portable = options.PortableSockets || !OperatingSystem.IsLinux();

        // Portable sockets are shared by all shards; on Linux every shard has its own.
        var listeners = new ListenerOpener(options, place.Vrf, logger).Open(portable ? 1 : shards);
        OpenedTunnel? tunnel = null;
        try
        {
            var carriesPackets = services.DataPlane is null;
            tunnel = carriesPackets && services.TunDevice is null ? TunnelStart.Open(place.Tunnel, shards, portable, logger, place.Leftovers) : null;
            var settings = new LinuxPortSettings
            {
                ReceiveBuffer = options.ReceiveBufferSize,
                SendBuffer = options.SendBufferSize,
                Mark = tunnel?.Mark ?? 0,
                Offload = options.UdpOffload,
                Namespace = place.Namespace,
            };
            var raw = carriesPackets && !portable && options.RawSockets ? OpenRaw(shards, settings, logger) : [];
            return new OpenedPorts(listeners, tunnel, services.TunDevice ?? tunnel?.Device, raw, settings, portable, raw.Length > 0 || !carriesPackets, logger);
        }
        catch
        {
            tunnel?.Abandon();
            listeners.Dispose();
            throw;
        }
    }

    /// <summary>The ports of one shard.</summary>
    public IShardPorts PortsOf(int shard, IngressCounters counters)
    {
        var queue = _device?.QueueOf(shard);
        return IsPortable
            ? new PortableShardPorts(_listeners.SocketsOf(0), Listeners, queue, counters, _logger)
            : new LinuxShardPorts(_listeners.SocketsOf(shard), Listeners, _raw.Length > 0 ? _raw[shard] : null, queue, _settings, counters, _logger);
    }

    /// <summary>Threads that read portable sockets; none elsewhere.</summary>
    public IReadOnlyList<PortableReceiver> MakeReceivers(Func<IDiscardCount, DatagramRouter> router) => IsPortable
        ? [.. Listeners.Select((listener, i) => new PortableReceiver(_listeners.SocketsOf(0)[i], listener, router, _logger))]
        : [];

    /// <summary>Closes what the shards' ports have not, and takes the device away.</summary>
    public async ValueTask DisposeAsync()
    {
        _listeners.Dispose();
        foreach (var raw in _raw)
        {
            raw.Dispose();
        }

        if (_tunnel is { } tunnel)
        {
            await tunnel.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static RawSocketSet[] OpenRaw(int shards, LinuxPortSettings settings, ILogger logger)
    {
        var sets = new List<RawSocketSet>();
        try
        {
            for (var shard = 0; shard < shards; shard++)
            {
                sets.Add(RawSocketSet.Open(reads: shard == 0, settings));
            }

            return [.. sets];
        }
        catch (RawSocketException e)
        {
            sets.ForEach(static set => set.Dispose());
            RuntimeLog.RawSocketsMissing(logger, e.Message);
            return [];
        }
    }
}
