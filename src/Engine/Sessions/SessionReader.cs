using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>Reads the table from any thread, without a lock: what is seen of one session is of one session.</summary>
public static class SessionReader
{
    /// <summary>More changes than this under one reading do not happen to a slot that has just been looked up.</summary>
    private const int Attempts = 16;

    /// <summary>One session; null when there is none of that number.</summary>
    public static SessionReading? Find(SessionTable table, ulong id)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (id == 0 || table.Index is not { } index)
        {
            return null;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (index.FindId(id) is > 0 and var slot && TryRead(table.Slots, slot, out var reading) && reading.Definition.Id == id)
            {
                return reading;
            }
        }

        return null;
    }

    /// <summary>The numbers of all sessions with the slots where they were found, in the order of the slots.</summary>
    public static void CollectNumbers(SessionTable table, List<SessionNumber> numbers)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(numbers);
        var made = table.Slots.Made;
        for (var slot = 1; slot <= made; slot++)
        {
            ref var entry = ref table.Slots[slot];
            var flags = Volatile.Read(ref entry.Flags);
            var id = Volatile.Read(ref entry.Id);

            // A closed one whose number has been given again is not found by that any more.
            if ((flags & SessionFlags.Open) != 0 || ((flags & SessionFlags.Used) != 0 && table.Index?.FindId(id) == slot))
            {
                numbers.Add(new SessionNumber(id, slot));
            }
        }
    }

    /// <summary>The session that was found in a slot; null when it is gone from there.</summary>
    public static SessionReading? Read(SessionTable table, SessionNumber number)
    {
        ArgumentNullException.ThrowIfNull(table);
        return TryRead(table.Slots, number.Slot, out var reading) && reading.Definition.Id == number.Id ? reading : null;
    }

    internal static bool TryRead(SessionSlots slots, int slot, out SessionReading reading)
    {
        ref var entry = ref slots[slot];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var version = Volatile.Read(ref entry.Version);
            var flags = Volatile.Read(ref entry.Flags);
            if ((version & 1) == 0 && (flags & SessionFlags.Used) != 0)
            {
                reading = Copy(slots, slot, entry, flags);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref entry.Version) == version)
                {
                    return true;
                }
            }
        }

        reading = default;
        return false;
    }

    private static SessionReading Copy(SessionSlots slots, int slot, in SessionEntry entry, int flags)
    {
        var isIpv6 = (flags & SessionFlags.Ipv6) != 0;
        var isOpen = (flags & SessionFlags.Open) != 0;
        var fins = flags & SessionFlags.BothFins;
        return new SessionReading
        {
            Definition = new SessionDefinition
            {
                Id = entry.Id,
                InInterface = entry.InInterface,
                OutInterface = entry.OutInterface,
                Source = new SessionAddress(entry.Source, isIpv6),
                Destination = new SessionAddress(entry.Destination, isIpv6),
                SourcePort = (ushort)(entry.Ports >> 16),
                DestinationPort = (ushort)entry.Ports,
                Protocol = entry.Protocol,
                Action = entry.Action,
                NextHop = entry.Action is SessionAction.Mirror or SessionAction.Snoop
                    ? new SessionAddress(slots.NextHopOf(slot), (flags & SessionFlags.NextHopIpv6) != 0)
                    : null,
                IdleSeconds = entry.IdleSeconds,
            },
            State = !isOpen ? SessionState.Closed : fins == SessionFlags.BothFins ? SessionState.Closing2 : fins != 0 ? SessionState.Closing1 : SessionState.Established,
            CloseCode = SessionFlags.CloseCodeOf(flags),
            InPackets = Volatile.Read(in entry.InPackets),
            OutPackets = Volatile.Read(in entry.OutPackets),
            InOctets = Volatile.Read(in entry.InOctets),
            OutOctets = Volatile.Read(in entry.OutOctets),
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.StartedAt),
            EndedAt = isOpen ? null : DateTimeOffset.FromUnixTimeMilliseconds(entry.EndedAt),
        };
    }
}

/// <summary>Where a session was found.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Slot">Its place.</param>
public readonly record struct SessionNumber(ulong Id, int Slot);
