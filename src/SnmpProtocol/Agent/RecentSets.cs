using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// The last SETs and what became of them. A manager whose answer was lost sends the same request again: it is told the same
/// and nothing is set twice. The caller lets one SET in at a time.
/// </summary>
internal sealed class RecentSets
{
    private const int Remembered = 16;
    private const int LongestKey = 4_096;

    /// <summary>Longer than managers repeat a request.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Entry[] _entries = new Entry[Remembered];
    private int _next;

    private struct Entry
    {
        internal byte[]? Key;
        internal long At;
        internal ErrorStatus Status;
        internal int Index;
    }

    /// <summary>The octets that two sendings of one request have in common; null if it is too long to be remembered.</summary>
    internal static byte[]? KeyOf(in RequestOrigin origin, in Pdu pdu)
    {
        var length = origin.SecurityName.Length + origin.ContextName.Length + pdu.VarBindOctets.Length;
        if (length > LongestKey)
        {
            return null;
        }

        return
        [
            (byte)origin.Version, (byte)origin.SecurityName.Length, .. origin.SecurityName,
            (byte)origin.ContextName.Length, .. origin.ContextName,
            .. BitConverter.GetBytes(pdu.RequestId), .. pdu.VarBindOctets,
        ];
    }

    internal bool TryFind(byte[]? key, TimeProvider time, out ErrorStatus status, out int index)
    {
        foreach (ref var entry in _entries.AsSpan())
        {
            if (key is not null && entry.Key is not null && time.GetElapsedTime(entry.At) < Lifetime && key.AsSpan().SequenceEqual(entry.Key))
            {
                (status, index) = (entry.Status, entry.Index);
                return true;
            }
        }

        (status, index) = (ErrorStatus.NoError, 0);
        return false;
    }

    internal void Add(byte[]? key, TimeProvider time, ErrorStatus status, int index)
    {
        if (key is not null)
        {
            _entries[_next] = new Entry { Key = key, At = time.GetTimestamp(), Status = status, Index = index };
            _next = (_next + 1) % Remembered;
        }
    }
}
