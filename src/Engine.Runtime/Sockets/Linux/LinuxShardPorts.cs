using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// A shard's sockets on Linux. The shard's thread sleeps in poll over all of them and an event descriptor, then reads and writes in batches:
/// no other thread, no hop, no await between the wire and the engine.
/// </summary>
internal sealed unsafe class LinuxShardPorts : IShardPorts
{
    private readonly LinuxIkeSocket[] _sockets;
    private readonly ReceiveBatch _receive = new();
    private readonly LibC.PollDescriptor* _poll;
    private readonly SafeFileHandle _event;
    private readonly ITunQueue? _tun;
    private readonly int _pollCount;
    private readonly IngressCounters _counters;
    private readonly SendFailureLog _failures;
    private readonly Action<int> _failed;
    private byte[] _room = [];

    public LinuxShardPorts(IReadOnlyList<Socket> sockets, IReadOnlyList<IkeListener> listeners, ITunQueue? tun, IngressCounters counters, ILogger logger)
    {
        _tun = tun;
        _counters = counters;
        _failures = new SendFailureLog(logger);
        _failed = OnSendFailed;
        _sockets = [.. sockets.Zip(listeners, (socket, listener) => new LinuxIkeSocket(socket, listener, counters))];
        var descriptor = LibC.CreateEvent(0, LibC.EventFdCloseOnExec | LibC.EventFdNonBlocking);
        if (descriptor < 0)
        {
            throw new InvalidOperationException($"cannot create an event descriptor: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        _event = new SafeFileHandle(descriptor, ownsHandle: true);

        _pollCount = _sockets.Length + (tun is { Descriptor: >= 0 } ? 2 : 1);
        _poll = (LibC.PollDescriptor*)NativeMemory.Alloc((nuint)(sizeof(LibC.PollDescriptor) * _pollCount));
        _poll[0] = new LibC.PollDescriptor { Descriptor = descriptor, Events = LibC.PollIn };
        for (var i = 0; i < _sockets.Length; i++)
        {
            _poll[i + 1] = new LibC.PollDescriptor { Descriptor = _sockets[i].Descriptor, Events = LibC.PollIn };
        }

        if (tun is { Descriptor: >= 0 and var device })
        {
            _poll[_pollCount - 1] = new LibC.PollDescriptor { Descriptor = device, Events = LibC.PollIn };
        }

        tun?.WakeWith(Wake);
    }

    public void Wait(int milliseconds)
    {
        var ready = LibC.Poll(_poll, (nuint)_pollCount, milliseconds);
        if (ready < 0)
        {
            // Interrupted by a signal: what was returned before is stale.
            for (var i = 0; i < _pollCount; i++)
            {
                _poll[i].Returned = 0;
            }

            return;
        }

        if (_poll[0].Returned != 0)
        {
            ulong count;
            _ = LibC.Read(_event, &count, sizeof(ulong));
        }
    }

    public int Receive(IDatagramSink sink)
    {
        var count = 0;
        for (var i = 0; i < _sockets.Length; i++)
        {
            if (_poll[i + 1].Returned != 0)
            {
                _poll[i + 1].Returned = 0;
                count += _receive.Receive(_sockets[i], sink);
            }
        }

        if (_tun is { } tun && (tun.Descriptor < 0 || _poll[_pollCount - 1].Returned != 0))
        {
            count += tun.Receive(sink);
        }

        return count;
    }

    public void Send(in NetworkPath path, ReadOnlySpan<byte> message) => Send(path, path.HasNonEspMarker, message);

    public void SendKeepalive(in NetworkPath path) => Send(path, marker: false, [0xFF]);

    public Span<byte> BeginPacket(int octets)
    {
        if (_room.Length < octets)
        {
            _room = new byte[octets];
        }

        return _room.AsSpan(0, octets);
    }

    // Sockets and device for packets are not here yet: what would leave is counted as refused.
    public void EndPacket(in NetworkPath path, in Esp.OuterHeader outer, int octets) => _counters.AddSendFailure();

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

    public void Bypass(ReadOnlySpan<byte> innerPacket) => _counters.AddSendFailure();

    public void Flush()
    {
        foreach (var socket in _sockets)
        {
            socket.Flush(_failed);
        }

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

        _receive.Dispose();
        _event.Dispose();
        NativeMemory.Free(_poll);
    }

    private void Send(in NetworkPath path, bool marker, ReadOnlySpan<byte> message)
    {
        LinuxIkeSocket? wildcard = null;
        foreach (var socket in _sockets)
        {
            if (!socket.CanSendFrom(path.Local))
            {
                continue;
            }

            if (!socket.ReportsLocalAddress)
            {
                socket.Send(path, marker, message, _failed);
                return;
            }

            wildcard = socket;
        }

        if (wildcard is null)
        {
            _counters.AddSendFailure();
            _failures.NoSocket(path);
            return;
        }

        wildcard.Send(path, marker, message, _failed);
    }

    private void OnSendFailed(int error)
    {
        _counters.AddSendFailure();
        if (error != LibC.AgainError)
        {
            _failures.Refused(error, Marshal.GetPInvokeErrorMessage(error));
        }
    }
}
