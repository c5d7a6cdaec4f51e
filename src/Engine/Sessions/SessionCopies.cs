using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Sessions;

/// <summary>Makes the copies of one shard's packets. Allocates for a new collector only.</summary>
internal sealed class SessionCopies(ShardContext context, ICopySender sender)
{
    /// <summary>Milliseconds for which the own address towards a collector is kept: routes change.</summary>
    private const long SourceLifetime = 10_000;

    /// <summary>Collectors whose own address is kept.</summary>
    private const int MostCollectors = 1024;

    private readonly Dictionary<IpAddress, (IpAddress Source, long Until)> _sources = [];
    private byte[] _room = new byte[2048];
    private ushort _identification;

    /// <summary>False when there is no way to the collector.</summary>
    public bool TrySend(EngineInstant now, ReadOnlySpan<byte> packet, bool isIpv6, IpAddress collector)
    {
        var source = SourceFor(now, collector);
        if (source.IsNone || source.IsIpv6 != collector.IsIpv6)
        {
            return false;
        }

        if (_room.Length < packet.Length + GreCopy.LongestHeaders)
        {
            _room = new byte[packet.Length + GreCopy.LongestHeaders];
        }

        var length = GreCopy.Build(packet, isIpv6, source, collector, ++_identification, _room);
        return length > 0 && sender.TrySendCopy(now, _room.AsSpan(0, length));
    }

    private IpAddress SourceFor(EngineInstant now, IpAddress collector)
    {
        if (_sources.TryGetValue(collector, out var known) && now.Monotonic < known.Until)
        {
            return known.Source;
        }

        if (_sources.Count >= MostCollectors)
        {
            _sources.Clear();
        }

        var source = context.SourceAddressFor?.Invoke(collector) ?? default;
        _sources[collector] = (source, now.Monotonic + SourceLifetime);
        return source;
    }
}
