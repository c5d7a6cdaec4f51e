using System.Buffers.Binary;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Ping;

/// <summary>
/// The ping tasks of a shard: sends echo requests between inner addresses through the shard's tunnels, takes the answers out of what comes out
/// of them, and answers the requests of others. No device is needed. Owned by one shard; allocates nothing once tasks run.
/// </summary>
/// <param name="sender">Takes the packets.</param>
/// <param name="random">Gives the token of the shard's requests.</param>
/// <param name="answersAll">Answer echo requests to every inner address: nobody else is there who would.</param>
/// <param name="emit">Takes events.</param>
internal sealed class PingEngine(IInnerPacketSender sender, IRandomSource random, bool answersAll, Action<EngineEvent> emit) : IInnerPacketTap
{
    /// <summary>Tasks of a shard. More are refused.</summary>
    public const int MaximumTasks = 200_000;

    // Fewer outcomes than this say nothing about a rate.
    private const ulong LeastOutcomes = 10;

    private readonly PingWheel _wheel = new();
    private readonly Dictionary<uint, PingTask> _tasks = [];
    private readonly PingCounters _totals = new(PingCounters.TotalHistogramBits);
    private readonly HashSet<IpAddress> _answering = [];
    private byte[] _room = new byte[2048];
    private ulong _token;
    private uint _lastNumber;
    private ushort _identification;

    /// <summary>The tasks changed since they were published last.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>The next moment at which <see cref="Fire"/> has something to do, monotonic milliseconds, or null.</summary>
    public long? NextDeadline => _wheel.Next;

    /// <summary>Starts a task for each target; one that pings through the same child is replaced. Returns how many were started.</summary>
    public int Start(EngineInstant now, PingPlan plan, IReadOnlyList<PingTarget> targets)
    {
        if (targets.Count == 0)
        {
            return 0;
        }

        if (_token == 0)
        {
            Span<byte> token = stackalloc byte[8];
            random.Fill(token);
            _token = BinaryPrimitives.ReadUInt64LittleEndian(token) | 1;
        }

        var replaced = targets.Select(static target => (target.VpnName, target.PolicyName)).ToHashSet();
        RemoveWhere(task => replaced.Contains((task.Facts.VpnName, task.Facts.PolicyName)));
        var started = 0;
        var spacing = plan.SetupInterval?.TotalMilliseconds ?? Math.Min(10, plan.Interval.TotalMilliseconds / targets.Count);
        foreach (var target in targets)
        {
            if (_tasks.Count == MaximumTasks)
            {
                break;
            }

            var task = new PingTask(new PingTaskSnapshot
            {
                Number = ++_lastNumber,
                VpnName = target.VpnName,
                PolicyName = target.PolicyName,
                IkeTunnelId = target.IkeTunnelId,
                Local = target.Local.ToIPAddress(),
                Remote = target.Remote.ToIPAddress(),
                Plan = plan,
                Counters = new PingCounters(PingCounters.TaskHistogramBits),
            });
            _tasks.Add(task.Facts.Number, task);
            _wheel.Add(task, now.Monotonic + (long)(started++ * spacing), now.Monotonic);
        }

        Changed();
        return started;
    }

    /// <summary>Ends tasks of a vpn, or all: what was sent may still be answered. Returns how many.</summary>
    public int Stop(string? vpnName)
    {
        var stopped = 0;
        foreach (var task in _tasks.Values)
        {
            if (task.IsSending && (vpnName is null || task.Facts.VpnName == vpnName))
            {
                task.Counters.State = PingTaskState.Ending;
                stopped++;
            }
        }

        Changed();
        return stopped;
    }

    /// <summary>Starts all counters over at zero and removes ended tasks. Returns how many tasks there were.</summary>
    public int Clear()
    {
        var before = _tasks.Count;
        _totals.Clear();
        RemoveWhere(static task => task.Counters.State == PingTaskState.Ended);
        foreach (var task in _tasks.Values)
        {
            task.Clear();
        }

        Changed();
        return before;
    }

    /// <summary>Sends what is due.</summary>
    public void Fire(EngineInstant now)
    {
        var micros = now.MonotonicMicroseconds;
        while (_wheel.TakeDue(now.Monotonic) is { } task)
        {
            // Removed while it waited in the wheel.
            if (task.Counters.State == PingTaskState.Ended)
            {
                continue;
            }

            Settle(task, micros);
            if (task.IsSending)
            {
                Send(task, micros);
            }

            if (task.IsSending)
            {
                // After a stall one request, not all that were missed.
                var next = task.DueAt + task.Interval;
                _wheel.Add(task, next > now.Monotonic ? next : now.Monotonic + task.Interval, now.Monotonic);
            }
            else if (task.OldestExpiresAt is { } at)
            {
                _wheel.Add(task, at, now.Monotonic);
            }
            else
            {
                task.Counters.State = PingTaskState.Ended;
            }
        }
    }

    /// <summary>
    /// Takes a packet that came out of a tunnel if it is an answer to one of the tasks, or a request that the engine answers. False: it is for
    /// somebody else.
    /// </summary>
    public bool TryTake(EngineInstant now, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if (inner.Protocol is not (IpProtocols.Icmp or IpProtocols.Icmpv6))
        {
            return false;
        }

        return TryTakeReply(now, packet, inner) || TryAnswer(packet, inner);
    }

    /// <summary>The tasks for the registry.</summary>
    public PingTaskList Publish()
    {
        IsChanged = false;
        var tasks = _tasks.Values.Select(static task => task.Facts).ToArray();
        Array.Sort(Array.ConvertAll(tasks, static task => task.Number), tasks);
        return new PingTaskList(tasks, _totals);
    }

    private void Send(PingTask task, long micros)
    {
        var payload = task.Facts.Plan.PayloadLength;
        var room = Room(EchoPacket.LengthOf(task.Local.IsIpv6, payload));
        var mark = new EchoMark(_token, task.Facts.Number, task.Send(micros));
        _totals.Sent.Increment();
        var length = EchoPacket.WriteRequest(room, task.Local, task.Remote, ++_identification, mark, payload);
        sender.SendInner(room[..length]);
    }

    private bool TryTakeReply(EngineInstant now, ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if (_tasks.Count == 0
            || !EchoPacket.TryReadReply(packet, inner, out var mark)
            || mark.Token != _token
            || !_tasks.TryGetValue(mark.Task, out var task)
            || inner.Source != task.Remote
            || inner.Destination != task.Local)
        {
            return false;
        }

        var micros = now.MonotonicMicroseconds;
        var counters = task.Counters;
        var (received, lost, duplicates, late, sum) =
            (counters.Received.Value, counters.Lost.Value, counters.Duplicates.Value, counters.Late.Value, counters.RttSum.Value);
        if (!task.Receive(mark.Sequence, micros))
        {
            return false;
        }

        _totals.Lost.Add(counters.Lost.Value - lost);
        _totals.Duplicates.Add(counters.Duplicates.Value - duplicates);
        _totals.Late.Add(counters.Late.Value - late);
        if (counters.Received.Value != received)
        {
            _totals.RecordAnswer((long)(counters.RttSum.Value - sum));
        }

        return true;
    }

    private bool TryAnswer(ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if ((!answersAll && !_answering.Contains(inner.Destination)) || !EchoPacket.IsRequest(packet, inner) || !IsHost(inner.Source) || !IsHost(inner.Destination))
        {
            return false;
        }

        var room = Room(EchoPacket.LengthOfReply(inner));
        var length = EchoPacket.WriteReply(room, packet, inner, ++_identification);
        sender.SendInner(room[..length]);
        return true;
    }

    // RFC 1122 section 3.2.2.6, RFC 4443 section 4.2: what is not one host's address neither answers nor is answered.
    private static bool IsHost(IpAddress address) => !address.IsUnspecified
        && (address.IsIpv6 ? (byte)(address.Bits >> 120) != 0xff : (byte)(address.Bits >> 24) is > 0 and < 224);

    private void Settle(PingTask task, long micros)
    {
        var before = task.Counters.Lost.Value;
        if (!task.Expire(micros))
        {
            return;
        }

        var (lost, received) = (task.Counters.Lost.Value, task.Counters.Received.Value);
        _totals.Lost.Add(lost - before);
        if (!task.IsReported && lost + received >= LeastOutcomes && lost * 100.0 > task.Facts.Plan.MaximumLossPercent * (lost + received))
        {
            task.IsReported = true;
            emit(new PingLossExceeded($"{task.Local}", $"{task.Remote}", task.Facts.PolicyName, lost, lost + received)
            {
                VpnName = task.Facts.VpnName,
            });
        }
    }

    private void RemoveWhere(Predicate<PingTask> predicate)
    {
        foreach (var task in _tasks.Values.Where(task => predicate(task)).ToArray())
        {
            // The wheel forgets it when its turn comes.
            task.Counters.State = PingTaskState.Ended;
            _tasks.Remove(task.Facts.Number);
        }
    }

    private void Changed()
    {
        IsChanged = true;
        _answering.Clear();
        foreach (var task in _tasks.Values)
        {
            if (task.Facts.Plan.AnswerEcho && task.IsSending)
            {
                _answering.Add(task.Local);
            }
        }
    }

    private Span<byte> Room(int octets)
    {
        if (_room.Length < octets)
        {
            _room = new byte[octets];
        }

        return _room;
    }
}
