using Grpc.Core;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>What one caller wants to see.</summary>
/// <param name="Filter">Of tunnels.</param>
/// <param name="Mask">Of their members; null for all.</param>
/// <param name="Kinds">Of changes; empty for all.</param>
/// <param name="Heartbeat">The silence after which a heartbeat comes; null for none.</param>
internal sealed record WatchWishes(TunnelFilter Filter, MessageMask? Mask, IReadOnlySet<V1.TunnelChangeKind> Kinds, TimeSpan? Heartbeat);

/// <summary>
/// One caller's watch: a snapshot, then what follows it in the feed. Between the two nothing is missing and nothing comes twice. A caller that is too
/// slow for the feed's backlog gets a new snapshot.
/// </summary>
internal sealed class TunnelWatch(TunnelFeed feed, WatchWishes wishes, IServerStreamWriter<WatchAnswer> answers)
{
    // Changes are handed to the transport together, but not more of them than one write of it takes well.
    private const int FlushThreshold = 32 * 1024;

    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    private ulong _sequence;
    private long _lastWrite;

    /// <summary>Runs until the caller ends the call, or until the agent stops: then with UNAVAILABLE.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using FeedReader reader = feed.Open(wishes.Mask);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        try
        {
            FeedPlace place = reader.Newest;
            await SendSnapshotAsync(place.View, lost: 0, ending.Token);
            await FollowAsync(reader, place.Batch, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The agent is stopping."));
        }
    }

    private async Task FollowAsync(FeedReader reader, FeedBatch read, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(reader, read, cancellationToken);
            if (read.Next is { Entries: { } entries } next)
            {
                await SendAsync(reader.Encoding, entries, cancellationToken);
                read = next;
            }
            else
            {
                FeedPlace place = reader.Newest;
                await SendSnapshotAsync(place.View, lost: place.Batch.End - read.End, cancellationToken);
                read = place.Batch;
            }
        }
    }

    /// <summary>Until there is something to tell; heartbeats while there is not.</summary>
    private async Task WaitAsync(FeedReader reader, FeedBatch read, CancellationToken cancellationToken)
    {
        if (wishes.Heartbeat is not { } interval)
        {
            await read.Followed.WaitAsync(cancellationToken);
            return;
        }

        while (!read.Followed.IsCompleted)
        {
            TimeSpan left = interval - feed.Clock.GetElapsedTime(_lastWrite);
            if (left <= TimeSpan.Zero)
            {
                RegistryView view = reader.Newest.View;
                await WriteAsync(new V1.WatchResponse { Heartbeat = new V1.Heartbeat { AsOf = WireValues.Moment(view.AsOf), RegistryVersion = view.Version } }, cancellationToken);
                continue;
            }

            await Task.WhenAny(read.Followed, Task.Delay(left, feed.Clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        await read.Followed;
    }

    private async Task SendAsync(ChangeEncoding encoding, IReadOnlyList<FeedEntry> entries, CancellationToken cancellationToken)
    {
        // One behind: the last one that concerns the caller takes all before it along.
        ReadOnlyMemory<byte>? waiting = null;
        int buffered = 0;
        foreach (FeedEntry entry in entries)
        {
            if (entry.KindFor(wishes.Filter) is not { } kind || (wishes.Kinds.Count > 0 && !wishes.Kinds.Contains(kind)))
            {
                continue;
            }

            if (waiting is { } before)
            {
                buffered += before.Length;
                bool isFull = buffered >= FlushThreshold;
                buffered = isFull ? 0 : buffered;
                await WriteAsync(before, flushes: isFull, cancellationToken);
            }

            waiting = entry.Encode(encoding, kind);
        }

        if (waiting is { } last)
        {
            await WriteAsync(last, flushes: true, cancellationToken);
        }
    }

    private async Task SendSnapshotAsync(RegistryView view, ulong lost, CancellationToken cancellationToken)
    {
        V1.SnapshotPart? pending = null;
        foreach (TunnelBatch batch in TunnelBatches.Cut(view, wishes.Filter, wishes.Mask))
        {
            if (pending is not null)
            {
                await WriteAsync(new V1.WatchResponse { Snapshot = pending }, cancellationToken);
            }

            pending = new V1.SnapshotPart
            {
                AsOf = WireValues.Moment(view.AsOf),
                First = pending is null,
                LostChanges = pending is null ? lost : 0,
                RegistryVersion = view.Version,
                Tunnels = { batch.Tunnels },
            };
        }

        // A cut has at least one batch.
        pending!.Last = true;
        await WriteAsync(new V1.WatchResponse { Snapshot = pending }, cancellationToken);
    }

    private Task WriteAsync(V1.WatchResponse response, CancellationToken cancellationToken) =>
        WriteAsync(new WatchAnswer(response, ++_sequence), flushes: true, cancellationToken);

    private Task WriteAsync(ReadOnlyMemory<byte> change, bool flushes, CancellationToken cancellationToken) =>
        WriteAsync(new WatchAnswer(change, ++_sequence), flushes, cancellationToken);

    private async Task WriteAsync(WatchAnswer answer, bool flushes, CancellationToken cancellationToken)
    {
        answers.WriteOptions = flushes ? null : Buffered;

        // What is only buffered waits for nobody.
        await answers.WriteAsync(answer, flushes ? cancellationToken : CancellationToken.None);
        _lastWrite = feed.Clock.GetTimestamp();
    }
}
