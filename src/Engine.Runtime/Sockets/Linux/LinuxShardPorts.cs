using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// A shard's sockets and its end of the tunnel device on Linux. The shard's thread waits for all of them and an event descriptor, then reads
/// and writes in batches: no other thread, no hop, no await between the wire and the engine.
/// </summary>
internal sealed unsafe class LinuxShardPorts : IShardPorts
{
    private readonly LinuxIkeSocket[] _sockets;
    private readonly RawSocketSet? _raw;
    private readonly ITunQueue? _tun;
    private readonly ReceiveBatch _receive = new();
    private readonly SendBatch _send;
    private readonly PathMtuNotices _pathMtus;
    private readonly ReadinessSet _readiness;
    private readonly SafeFileHandle _event;
    private readonly IngressCounters _counters;
    private readonly KernelDropCount[] _rawDrops;
    private readonly UnsentMessages _unsent = new();
    private readonly SendFailureLog _failures;
    private readonly ILogger _logger;

    /// <param name="sockets">Bound sockets, owned from now on.</param>
    /// <param name="listeners">What each socket serves.</param>
    /// <param name="raw">Sockets without UDP, owned from now on; null: only UDP.</param>
    /// <param name="tun">The shard's end of the tunnel device, or null.</param>
    /// <param name="settings">How sockets are set up.</param>
    /// <param name="counters">What is dropped here is counted here.</param>
    /// <param name="logger">Hears why something cannot be sent.</param>
    public LinuxShardPorts(
        IReadOnlyList<Socket> sockets,
        IReadOnlyList<IkeListener> listeners,
        RawSocketSet? raw,
        ITunQueue? tun,
        LinuxPortSettings settings,
        IngressCounters counters,
        ILogger logger)
    {
        _raw = raw;
        _tun = tun;
        _counters = counters;
        _logger = logger;
        _failures = new SendFailureLog(logger);
        _pathMtus = new PathMtuNotices(new RouteLookup(settings.Mark, settings.Namespace));
        _send = new SendBatch(OnSendFailed);
        _sockets = [.. sockets.Zip(listeners, (socket, listener) => new LinuxIkeSocket(socket, listener, settings, counters))];
        _rawDrops = [.. raw?.Receivers.Select(receiver => new KernelDropCount(receiver.Counters, counters.AddPacketDrops)) ?? []];
        Rows = [.. _sockets.Select(static socket => new SocketRow(ListenerTransport.Udp, socket.Listener.Endpoint, socket.Counters)), .. raw?.Rows ?? []];
        var descriptor = LibC.CreateEvent(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlocking);
        if (descriptor < 0)
        {
            throw new InvalidOperationException($"cannot create an event descriptor: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        _event = new SafeFileHandle(descriptor, ownsHandle: true);

        // The order in which Receive asks.
        List<int> descriptors = [descriptor, .. _sockets.Select(static s => s.Descriptor)];
        descriptors.AddRange(raw?.Receivers.Select(static r => r.Descriptor) ?? []);
        if (tun is { Descriptor: >= 0 and var device })
        {
            descriptors.Add(device);
        }

        _readiness = new ReadinessSet(descriptors);
        tun?.WakeWith(Wake);
    }

    public IReadOnlyList<SocketRow> Rows { get; }

    public bool Wait(int milliseconds)
    {
        if (!_readiness.Wait(milliseconds))
        {
            return false;
        }

        if (_readiness.TakeReady(0))
        {
            ulong count;
            _ = LibC.Read(_event, &count, sizeof(ulong));
        }

        return true;
    }

    public int Receive(IDatagramSink sink)
    {
        var count = 0;
        var index = 1;
        foreach (var socket in _sockets)
        {
            if (_readiness.TakeReady(index++))
            {
                count += _receive.Receive(socket, sink);
            }
        }

        if (_raw is { } raw)
        {
            for (var i = 0; i < raw.Receivers.Count; i++)
            {
                if (_readiness.TakeReady(index++))
                {
                    count += _receive.Receive(raw.Receivers[i], _rawDrops[i], sink);
                }
            }
        }

        if (_tun is { } tun && (tun.Descriptor < 0 || IsDeviceReadable(index)))
        {
            count += ReceiveFromHost(tun, sink);
        }

        return count;
    }

    public void Send(in NetworkPath path, ReadOnlySpan<byte> message) => Send(path, path.HasNonEspMarker, message);

    public void SendKeepalive(in NetworkPath path) => Send(path, marker: false, [0xFF]);

    public Span<byte> BeginPacket(int octets) => _send.Reserve(octets);

    public void EndPacket(in NetworkPath path, in OuterHeader outer, int octets)
    {
        switch (outer.Encapsulation)
        {
            case PacketEncapsulation.Udp when FindSocket(path) is { } socket:
                _send.Commit(socket.Outgoing, new SendInstructions(path.Remote, SourceFor(socket, path), outer.TrafficClass, outer.DontFragment), octets);
                break;
            case PacketEncapsulation.Esp when (path.Remote.Address.IsIpv6 ? _raw?.EspIpv6 : _raw?.EspIpv4) is { } socket:
                _send.Commit(socket, new SendInstructions(new IpEndpoint(path.Remote.Address, 0), path.Local.Address, outer.TrafficClass, outer.DontFragment), octets);
                break;
            case PacketEncapsulation.Ah when (path.Remote.Address.IsIpv6 ? _raw?.AhIpv6 : _raw?.AhIpv4) is { } socket:
                _send.Commit(socket, new SendInstructions(new IpEndpoint(path.Remote.Address, 0), default, 0, outer.DontFragment), octets);
                break;
            default:
                _counters.AddSendFailure();
                _failures.NoSocket(path);
                break;
        }
    }

    public void Deliver(ReadOnlySpan<byte> innerPacket)
    {
        if (_tun is { } tun)
        {
            tun.Write(innerPacket);
        }
        else
        {
            _counters.AddTunnelDeviceDrops(1);
        }
    }

    public void Bypass(ReadOnlySpan<byte> innerPacket)
    {
        var isIpv6 = innerPacket[0] >> 4 == 6;
        if ((isIpv6 ? _raw?.ClearIpv6 : _raw?.ClearIpv4) is not { } socket)
        {
            _counters.AddSendFailure();
            return;
        }

        var destination = IpAddress.FromBytes(isIpv6 ? innerPacket.Slice(24, 16) : innerPacket.Slice(16, 4));
        innerPacket.CopyTo(_send.Reserve(innerPacket.Length));
        _send.Commit(socket, new SendInstructions(new IpEndpoint(destination, 0), default, 0, DontFragment: false), innerPacket.Length);
    }

    public void Flush()
    {
        _send.Flush();
        if (_tun?.Flush() is > 0 and var refused)
        {
            _counters.AddTunnelDeviceDrops(refused);
        }
    }

    public bool TryTakePathMtu(out IpAddress remote, out int mtu) => _pathMtus.TryTake(out remote, out mtu);

    public bool TryTakeUnsent(out ulong ownSpi) => _unsent.TryTake(out ownSpi);

    public void Discard(in NetworkPath path, PacketEncapsulation encapsulation)
    {
        if (encapsulation == PacketEncapsulation.Udp)
        {
            FindSocket(path)?.Counters.InDiscards.Increment();
            return;
        }

        foreach (var receiver in _raw?.Receivers ?? [])
        {
            if (receiver.IsIpv6 == path.Local.Address.IsIpv6 && receiver.IsAh == (encapsulation == PacketEncapsulation.Ah))
            {
                receiver.Counters.InDiscards.Increment();
            }
        }
    }

    public void Wake()
    {
        ulong one = 1;
        try
        {
            _ = LibC.Write(_event, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Somebody posts to a shard that has ended. The handle sees to it that no other file of the same number is written to.
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _raw?.Dispose();
        _receive.Dispose();
        _send.Dispose();
        _event.Dispose();
        _readiness.Dispose();
    }

    private static IpAddress SourceFor(LinuxIkeSocket socket, in NetworkPath path) => socket.ReportsLocalAddress ? path.Local.Address : default;

    /// <summary>
    /// The first packet leaves before the device is asked for another: mostly there is none, and to hear so would keep a request waiting for its answer.
    /// </summary>
    private int ReceiveFromHost(ITunQueue tun, IInnerPacketSink sink)
    {
        var first = tun.Receive(sink, firstOnly: true);
        if (first == 0)
        {
            return 0;
        }

        _send.Flush();
        return first + tun.Receive(sink);
    }

    private bool IsDeviceReadable(int index)
    {
        if (!_readiness.HasFailed(index))
        {
            return _readiness.TakeReady(index);
        }

        // Somebody has removed the interface. The system would say so without end.
        _readiness.Remove(index);
        RuntimeLog.TunnelDeviceGone(_logger);
        return false;
    }

    private void Send(in NetworkPath path, bool marker, ReadOnlySpan<byte> message)
    {
        if (FindSocket(path) is not { } socket)
        {
            _counters.AddSendFailure();
            _unsent.Note(message, hasNonEspMarker: false);
            _failures.NoSocket(path);
            return;
        }

        var markerSize = marker ? DatagramPeek.MarkerSize : 0;
        var room = _send.Reserve(markerSize + message.Length);
        room[..markerSize].Clear();
        message.CopyTo(room[markerSize..]);
        _send.Commit(socket.Outgoing, new SendInstructions(path.Remote, SourceFor(socket, path), TrafficClass: 0, DontFragment: false), room.Length);
    }

    /// <summary>The socket of exactly that address, else the wildcard.</summary>
    private LinuxIkeSocket? FindSocket(in NetworkPath path)
    {
        LinuxIkeSocket? wildcard = null;
        foreach (var socket in _sockets)
        {
            if (socket.CanSendFrom(path.Local))
            {
                if (!socket.ReportsLocalAddress)
                {
                    return socket;
                }

                wildcard = socket;
            }
        }

        return wildcard;
    }

    private void OnSendFailed(OutgoingSocket socket, in SendInstructions instructions, ReadOnlySpan<byte> datagram, int error)
    {
        _counters.AddSendFailure();
        socket.Counters.OutErrors.Increment();
        foreach (var own in _sockets)
        {
            if (own.Outgoing == socket)
            {
                _unsent.Note(datagram, own.Listener.HasNonEspMarker);
            }
        }

        if (error == LibC.MessageSizeError && instructions.DontFragment && !socket.OwnsHeader)
        {
            _pathMtus.Refused(instructions.Remote.Address);
        }
        else if (error != LibC.AgainError)
        {
            _failures.Refused(error, Marshal.GetPInvokeErrorMessage(error));
        }
    }
}
