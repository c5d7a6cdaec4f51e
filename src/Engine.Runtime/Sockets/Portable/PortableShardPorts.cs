using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sockets.Portable;

/// <summary>
/// A shard's way out where the host offers no batched calls. Sockets are shared by all shards (a UDP send is atomic); datagrams come in through
/// <see cref="PortableReceiver"/> threads and the inbox. Packets travel as ESP in UDP only, and only a memory device gives and takes inner ones.
/// </summary>
internal sealed class PortableShardPorts : IShardPorts
{
    private readonly Socket[] _sockets;
    private readonly IReadOnlyList<IkeListener> _listeners;
    private readonly ITunQueue? _tun;
    private readonly IngressCounters _counters;
    private readonly SendFailureLog _failures;
    private readonly UnsentMessages _unsent = new();
    private readonly AutoResetEvent _wake = new(false);
    private byte[] _marked = new byte[2048];
    private byte[] _room = [];

    public PortableShardPorts(IReadOnlyList<Socket> sockets, IReadOnlyList<IkeListener> listeners, ITunQueue? tun, IngressCounters counters, ILogger logger)
    {
        _sockets = [.. sockets];
        _listeners = listeners;
        _tun = tun;
        _counters = counters;
        _failures = new SendFailureLog(logger);
        Rows = [.. listeners.Select(static listener => new SocketRow(ListenerTransport.Udp, listener.Endpoint, new ListenerCounters()))];
        tun?.WakeWith(Wake);
    }

    /// <summary>What this shard sends; the receivers count what comes.</summary>
    public IReadOnlyList<SocketRow> Rows { get; }

    public bool Wait(int milliseconds) => _wake.WaitOne(milliseconds);

    public int Receive(IDatagramSink sink) => _tun?.Receive(sink) ?? 0;

    public void Send(in NetworkPath path, ReadOnlySpan<byte> message)
    {
        if (!path.HasNonEspMarker)
        {
            SendOctets(path, message);
            return;
        }

        var length = message.Length + DatagramPeek.MarkerSize;
        if (_marked.Length < length)
        {
            _marked = new byte[length];
        }

        _marked.AsSpan(0, DatagramPeek.MarkerSize).Clear();
        message.CopyTo(_marked.AsSpan(DatagramPeek.MarkerSize));
        SendOctets(path, _marked.AsSpan(0, length));
    }

    public void SendKeepalive(in NetworkPath path) => SendOctets(path, [0xFF]);

    public Span<byte> BeginPacket(int octets)
    {
        if (_room.Length < octets)
        {
            _room = new byte[octets];
        }

        return _room.AsSpan(0, octets);
    }

    // Ordinary sockets carry ESP in UDP only, with the host's own traffic class.
    public void EndPacket(in NetworkPath path, in Esp.OuterHeader outer, int octets)
    {
        if (outer.Encapsulation == Esp.PacketEncapsulation.Udp)
        {
            SendOctets(path, _room.AsSpan(0, octets));
        }
        else
        {
            _counters.AddSendFailure();
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

    // Nothing on these hosts sends a ready-made IP packet.
    public void Bypass(ReadOnlySpan<byte> innerPacket) => _counters.AddSendFailure();

    public void Flush()
    {
        if (_tun?.Flush() is > 0 and var refused)
        {
            _counters.AddTunnelDeviceDrops(refused);
        }
    }

    public bool TryTakePathMtu(out IpAddress remote, out int mtu)
    {
        (remote, mtu) = (default, 0);
        return false;
    }

    public bool TryTakeUnsent(out ulong ownSpi) => _unsent.TryTake(out ownSpi);

    // Nothing is received here.
    public void Discard(in NetworkPath path, Esp.PacketEncapsulation encapsulation)
    {
    }

    public void Wake()
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // Somebody posts to a shard that has ended.
        }
    }

    public void Dispose() => _wake.Dispose();

    private void SendOctets(in NetworkPath path, ReadOnlySpan<byte> octets)
    {
        for (var i = 0; i < _sockets.Length; i++)
        {
            if (_listeners[i].Endpoint != path.Local)
            {
                continue;
            }

            try
            {
                _sockets[i].SendTo(octets, SocketFlags.None, path.Remote.ToIPEndPoint());
                Rows[i].Counters.OutDatagrams.Increment();
                Rows[i].Counters.OutOctets.Add((ulong)octets.Length);
            }
            catch (SocketException e)
            {
                Fail(i, octets);
                _failures.Refused(e.ErrorCode, e.Message);
            }
            catch (ObjectDisposedException)
            {
                // The host is stopping and has closed the sockets under a late sender.
                Fail(i, octets);
            }

            return;
        }

        _counters.AddSendFailure();
        _unsent.Note(octets, path.HasNonEspMarker);
        _failures.NoSocket(path);
    }

    private void Fail(int socket, ReadOnlySpan<byte> octets)
    {
        _counters.AddSendFailure();
        Rows[socket].Counters.OutErrors.Increment();
        _unsent.Note(octets, _listeners[socket].HasNonEspMarker);
    }
}
