using System.Collections.Frozen;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Agent.Grpc.Mapping;
using Enum = System.Enum;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>Requests to watch, checked.</summary>
internal static class WatchRequests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <exception cref="RpcException">A member makes no sense (INVALID_ARGUMENT).</exception>
    public static WatchWishes Read(V1.WatchRequest request) => new(
        FilterMapper.FromMessage(request.Filter),
        TunnelMask(request.FieldMask),
        request.Kinds.Select(Kind).ToFrozenSet(),
        request.HeartbeatInterval is null ? null : Interval(request.HeartbeatInterval, "heartbeat_interval", Second));

    /// <summary>A mask of IkeTunnel.</summary>
    /// <exception cref="RpcException">A path leads nowhere (INVALID_ARGUMENT).</exception>
    public static MessageMask? TunnelMask(FieldMask? mask) => MessageMask.Parse(mask, V1.IkeTunnel.Descriptor, "tunnel_id", "generation");

    /// <summary>The time between two samples.</summary>
    /// <exception cref="RpcException">It is out of range (INVALID_ARGUMENT).</exception>
    public static TimeSpan SampleInterval(Duration? interval) => interval is null ? Second : Interval(interval, "interval", TimeSpan.FromMilliseconds(100));

    private static V1.TunnelChangeKind Kind(V1.TunnelChangeKind kind) => kind != V1.TunnelChangeKind.Unspecified && Enum.IsDefined(kind)
        ? kind
        : throw Invalid($"kinds: {(int)kind} is no kind of change.");

    private static TimeSpan Interval(Duration duration, string field, TimeSpan least)
    {
        // What a Duration may hold and a TimeSpan cannot is out of range in any case.
        bool isSpan = duration is { Seconds: >= 0 and <= 3600, Nanos: >= 0 and <= 999_999_999 };
        TimeSpan span = isSpan ? duration.ToTimeSpan() : TimeSpan.Zero;
        return span >= least && span <= Hour ? span : throw Invalid($"{field}: it must be {least.TotalSeconds:0.###} s to {Hour.TotalSeconds:0} s.");
    }

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));
}
