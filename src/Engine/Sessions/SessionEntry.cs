using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>
/// One slot of the table, 144 octets without any reference. The owner of the table writes all of it; shards write what changes with a packet, counters
/// and TCP flags by interlocked operations where there is more than one; any thread reads.
/// </summary>
/// <remarks>
/// <see cref="Version"/> is odd while a slot is filled or emptied. Whoever reads without being the owner compares it before and after.
/// What a look-up needs comes first: it is all in the first cache lines.
/// </remarks>
internal struct SessionEntry
{
    public UInt128 Source;
    public UInt128 Destination;
    public uint Ports;
    public int NextByFlow;
    public uint Version;
    public int Flags;
    public int InInterface;
    public int OutInterface;
    public ulong Id;
    public long LastSeen;
    public ulong InPackets;
    public ulong OutPackets;
    public ulong InOctets;
    public ulong OutOctets;
    public long StartedAt;
    public long EndedAt;
    public int NextById;
    public int Next;
    public int Previous;
    public uint IdleSeconds;
    public byte Protocol;
    public SessionAction Action;

    /// <summary>Both ports as one number.</summary>
    public static uint PortsOf(ushort source, ushort destination) => ((uint)source << 16) | destination;

    public readonly bool Has(int flag) => (Volatile.Read(in Flags) & flag) != 0;

    public readonly SessionState State
    {
        get
        {
            var flags = Volatile.Read(in Flags);
            return (flags & SessionFlags.Open) == 0 ? SessionState.Closed
                : (flags & SessionFlags.BothFins) == SessionFlags.BothFins ? SessionState.Closing2
                : (flags & SessionFlags.BothFins) != 0 ? SessionState.Closing1
                : SessionState.Established;
        }
    }
}

/// <summary>Bits of <see cref="SessionEntry.Flags"/>.</summary>
internal static class SessionFlags
{
    /// <summary>The slot holds a session, open or closed.</summary>
    public const int Used = 1;

    /// <summary>Packets may meet it.</summary>
    public const int Open = 2;
    public const int Ipv6 = 4;

    /// <summary>The source has sent a FIN.</summary>
    public const int SourceFin = 8;

    /// <summary>The destination has sent a FIN.</summary>
    public const int DestinationFin = 16;
    public const int BothFins = SourceFin | DestinationFin;

    /// <summary>Either has sent a RST.</summary>
    public const int Reset = 32;

    /// <summary>Its owner has deleted it: readable, but not to be deleted again.</summary>
    public const int Deleted = 64;

    /// <summary>It was handed out as a closed one.</summary>
    public const int Taken = 128;

    /// <summary>Both sides are done: it is closed when its timer comes, whatever packets still pass.</summary>
    public const int Lingers = 256;
    public const int NextHopIpv6 = 512;

    private const int CloseCodeShift = 16;

    public static int WithCloseCode(int flags, SessionCloseCode code) => flags | ((int)code << CloseCodeShift);

    public static SessionCloseCode CloseCodeOf(int flags) => (SessionCloseCode)(flags >> CloseCodeShift);
}
