using System.Net;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>Settings of a <see cref="NotificationOriginator"/>.</summary>
public sealed record NotificationOriginatorOptions
{
    /// <summary>Notifications held for one target, waiting or unacknowledged; more are dropped and counted.</summary>
    public int QueueCapacity { get; init; } = 1_024;

    /// <summary>Who may get what; null lets every target get everything that its filter passes.</summary>
    public ViewBasedAccessControl? Access { get; init; }

    /// <summary>Where request-ids start; random, so that acknowledgements cannot be forged blindly.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Our engine, for SNMPv3.</summary>
    public UsmEngine? Engine { get; init; }

    /// <summary>The users with their secrets, for informs of SNMPv3: they go by keys of the receiver's engine.</summary>
    public IReadOnlyList<UsmCredentials> Credentials { get; init; } = [];
}

/// <summary>
/// The notification originator (RFC 3413 section 3.3): notifications, datagrams and the time in; datagrams out. No sockets,
/// no clock, no thread: the caller takes datagrams with <see cref="TakeDatagram"/> until there are none, and comes back
/// when something new arrives or <see cref="NextDeadline"/> has passed. What a target does not take waits in a bounded
/// queue of its own, so a dead one costs the others nothing. Not thread-safe; the counters may be read by anyone.
/// </summary>
public sealed class NotificationOriginator : IDisposable
{
    /// <summary>Length that a buffer for datagrams needs: the largest UDP payload over IPv4.</summary>
    public const int BufferLength = 65_507;

    private readonly TargetSession[] _sessions;
    private readonly ViewBasedAccessControl? _access;
    private readonly List<UsmPeer> _peers = [];
    private int _next;

    /// <summary>Makes an originator.</summary>
    /// <exception cref="ArgumentException">A target cannot be served as it is.</exception>
    public NotificationOriginator(IEnumerable<NotificationTarget> targets, NotificationOriginatorOptions? options = null)
    {
        options ??= new NotificationOriginatorOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueueCapacity, 1, nameof(options));
        _access = options.Access;
        var requestIds = new RequestIds(options.Seed);
        _sessions = [.. targets.Select(target => Open(target, options, requestIds))];
    }

    /// <summary>The targets.</summary>
    public IEnumerable<NotificationTarget> Targets => _sessions.Select(session => session.Target);

    /// <summary>What became of notifications.</summary>
    public NotificationCounters Counters { get; } = new();

    /// <summary>Notifications held, over all targets.</summary>
    public int Held => _sessions.Sum(session => session.Held);

    /// <summary>When to ask for datagrams again; null while nothing is held.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? next = null;
            foreach (var session in _sessions)
            {
                if (session.NextDeadline is { } deadline && (next is null || deadline < next))
                {
                    next = deadline;
                }
            }

            return next;
        }
    }

    /// <summary>Takes a notification for every target whose filter and notify view let it pass.</summary>
    public void Notify(Notification notification)
    {
        foreach (var session in _sessions)
        {
            if (session.Target.Filter is { } filter && !filter.Passes(notification))
            {
                Counters.CountFiltered();
            }
            else if (session.Target.HasRights && !IsAllowed(session.Target.Security, notification))
            {
                Counters.CountDenied();
            }
            else
            {
                session.Enqueue(notification);
            }
        }
    }

    /// <summary>Writes the next datagram that is due. Targets take turns.</summary>
    /// <param name="now">Time since the SNMP engine started.</param>
    /// <param name="buffer">Room of <see cref="BufferLength"/> octets.</param>
    /// <param name="target">Whom it goes to.</param>
    /// <returns>Its length; 0 when nothing is due.</returns>
    public int TakeDatagram(TimeSpan now, Span<byte> buffer, out NotificationTarget? target)
    {
        for (var i = 0; i < _sessions.Length; i++)
        {
            var session = _sessions[_next];
            _next = (_next + 1) % _sessions.Length;
            var length = session.TakeNext(now, buffer);
            if (length > 0)
            {
                target = session.Target;
                return length;
            }
        }

        target = null;
        return 0;
    }

    /// <summary>Takes a datagram that came in. Whatever it holds, it never throws.</summary>
    public void Receive(IPEndPoint from, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        foreach (var session in _sessions)
        {
            if (session.Target.EndPoint.Equals(from))
            {
                session.Receive(datagram, now);
            }
        }
    }

    /// <summary>Clears the keys made for receivers.</summary>
    public void Dispose()
    {
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }
    }

    private TargetSession Open(NotificationTarget target, NotificationOriginatorOptions options, RequestIds requestIds)
    {
        var isInform = target.Type == NotificationType.Inform;
        if (target.Security.Version == SnmpVersion.V1 && isInform)
        {
            throw new ArgumentException($"Target {target.Name}: SNMPv1 has no informs.");
        }

        return isInform
            ? new InformSession(target, options.QueueCapacity, Counters, InformsOf(target, options), requestIds)
            : new TrapSession(target, options.QueueCapacity, Counters, TrapsOf(target, options), requestIds);
    }

    private static ITrapWriter TrapsOf(NotificationTarget target, NotificationOriginatorOptions options) =>
        target.Security.Version != SnmpVersion.V3 ? new CommunityTraps(target) : new UsmTraps(target, EngineOf(target, options));

    private IInformChannel InformsOf(NotificationTarget target, NotificationOriginatorOptions options)
    {
        if (target.Security.Version != SnmpVersion.V3)
        {
            return new CommunityInforms(target);
        }

        var engine = EngineOf(target, options);
        var credentials = options.Credentials.FirstOrDefault(user => user.Name == target.Security.SecurityName);
        if (credentials is null || credentials.HighestLevel < target.Security.Level)
        {
            throw new ArgumentException($"Target {target.Name}: user {target.Security.SecurityName} has no keys for {target.Security.Level}.");
        }

        var peer = new UsmPeer(credentials, target.Security.Level, engine.Salts, UsmInforms.LargestAnswer);
        _peers.Add(peer);
        return new UsmInforms(peer, engine.EngineId.ToArray());
    }

    private static UsmEngine EngineOf(NotificationTarget target, NotificationOriginatorOptions options) =>
        options.Engine ?? throw new ArgumentException($"Target {target.Name}: SNMPv3 needs an engine.");

    /// <summary>
    /// The notify view of the target in the default context has to include the notification and each of its objects
    /// (RFC 3413 section 3.3); sysUpTime.0 and snmpTrapOID.0 belong to the form of the PDU.
    /// </summary>
    private bool IsAllowed(NotificationSecurity security, Notification notification)
    {
        if (_access is null)
        {
            return true;
        }

        var error = _access.Check(security.Model, security.SecurityNameOctets, security.Level, [], ViewKind.Notify, out var view);
        if (error != AccessError.None || !view!.Includes(notification.Name.SubIdentifiers))
        {
            return false;
        }

        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var objects = notification.ReadObjects();
        while (objects.MoveNext(name, out var length))
        {
            if (!view.Includes(name[..length]))
            {
                return false;
            }
        }

        return true;
    }
}
