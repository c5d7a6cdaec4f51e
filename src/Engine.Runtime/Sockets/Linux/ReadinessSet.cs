using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MyIkev2.Engine.Runtime.Sockets.Linux;

/// <summary>
/// Descriptors of which some are readable. The system keeps the set (epoll), so that waiting and waking touch what is ready and nothing else: after a
/// rest, when nothing is in the processor's caches, each descriptor looked at costs as much as a system call. One thread.
/// </summary>
internal sealed unsafe class ReadinessSet : IDisposable
{
    // struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventSize = DataOffset + sizeof(ulong);

    private readonly SafeFileHandle _set;
    private readonly int[] _descriptors;
    private readonly uint[] _ready;
    private readonly byte* _events;

    /// <exception cref="InvalidOperationException">The system refuses; the message says why.</exception>
    public ReadinessSet(IReadOnlyList<int> descriptors)
    {
        _descriptors = [.. descriptors];
        _ready = new uint[_descriptors.Length];
        var set = LibC.CreateEpoll(LibC.EpollCloseOnExec);
        if (set < 0)
        {
            throw Refused("create an epoll descriptor");
        }

        _set = new SafeFileHandle(set, ownsHandle: true);
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(EventSize * _descriptors.Length));
        var one = stackalloc byte[16];
        for (var i = 0; i < _descriptors.Length; i++)
        {
            *(uint*)one = LibC.EpollIn;
            *(ulong*)(one + DataOffset) = (ulong)i;
            if (LibC.ControlEpoll(_set, LibC.EpollAdd, _descriptors[i], one) != 0)
            {
                throw Refused("watch a descriptor");
            }
        }
    }

    /// <summary>Returns when a descriptor is readable or the time is over. False: none is, or a signal came.</summary>
    public bool Wait(int milliseconds)
    {
        Array.Clear(_ready);
        var count = LibC.WaitEpoll(_set, _events, _descriptors.Length, milliseconds);
        for (var i = 0; i < count; i++)
        {
            var at = _events + (i * EventSize);
            _ready[*(ulong*)(at + DataOffset)] = *(uint*)at;
        }

        return count > 0;
    }

    /// <summary>True once for each wait that found the descriptor readable, or failed.</summary>
    public bool TakeReady(int index)
    {
        var ready = _ready[index] != 0;
        _ready[index] = 0;
        return ready;
    }

    /// <summary>True when the last wait found nothing but a failure.</summary>
    public bool HasFailed(int index) => (_ready[index] & (LibC.EpollError | LibC.EpollHangUp)) != 0 && (_ready[index] & LibC.EpollIn) == 0;

    /// <summary>Looks at a descriptor no more.</summary>
    public void Remove(int index)
    {
        _ready[index] = 0;
        _ = LibC.ControlEpoll(_set, LibC.EpollDelete, _descriptors[index], null);
    }

    public void Dispose()
    {
        _set.Dispose();
        NativeMemory.Free(_events);
    }

    private static InvalidOperationException Refused(string what) => new($"cannot {what}: {Marshal.GetLastPInvokeErrorMessage()}");
}
