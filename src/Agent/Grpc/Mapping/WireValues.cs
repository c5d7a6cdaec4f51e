using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Values that many messages share.</summary>
internal static class WireValues
{
    /// <summary>Absent for null.</summary>
    public static Timestamp? Moment(DateTimeOffset? moment) => moment is { } value ? Timestamp.FromDateTimeOffset(value) : null;

    /// <summary>Absent for 0, which means never.</summary>
    public static Timestamp? Moment(ulong unixMilliseconds) =>
        unixMilliseconds == 0 ? null : Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds((long)unixMilliseconds));

    /// <summary>Absent for zero, which means none.</summary>
    public static Duration? Span(TimeSpan span) => span == TimeSpan.Zero ? null : Duration.FromTimeSpan(span);

    /// <summary>4 or 16 octets in network order.</summary>
    public static ByteString Octets(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out int length);
        return ByteString.CopyFrom(octets[..length]);
    }
}
