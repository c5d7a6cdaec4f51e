using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The front door of the engine: one shard's SAs, exchanges and timers. Not thread-safe: one owner calls it. Same inputs, same outputs.
/// </summary>
public sealed class IkeShard
{
    private readonly ShardServices _services;
    private readonly InitRequestGate _gate;
    private readonly MessageReceiver _receiver;
    private readonly OperatorCommands _operator;
    private readonly PacketNotices _notices;
    private (long Request, long Deadline)? _closing;

    public IkeShard(ShardContext context)
    {
        Context = context;
        _services = new ShardServices(context);
        _gate = new InitRequestGate(_services);
        _receiver = new MessageReceiver(_services);
        _operator = new OperatorCommands(_services);
        _notices = new PacketNotices(_services);
    }

    public ShardContext Context { get; }

    /// <summary>The next moment at which <see cref="HandleTimers"/> has something to do, or null.</summary>
    public EngineInstant? NextDeadline
    {
        get
        {
            var next = _services.NextDeadline;
            if (_services.Pings?.NextDeadline is { } ping)
            {
                next = Math.Min(next ?? long.MaxValue, ping);
            }

            if (_services.Retries.NextDeadline is { } retry)
            {
                next = Math.Min(next ?? long.MaxValue, retry);
            }

            if (_services.Sessions?.NextDeadline is { } session)
            {
                next = Math.Min(next ?? long.MaxValue, session);
            }

            if (_closing is { } closing)
            {
                next = Math.Min(next ?? long.MaxValue, closing.Deadline);
            }

            return next is { } moment ? _services.Now.Plus(moment - _services.Now.Monotonic) : null;
        }
    }

    /// <summary>For tests and invariants.</summary>
    internal ShardServices Services => _services;

    /// <summary>Takes one IKE message, without non-ESP marker. Never throws for anything a peer sent.</summary>
    public void HandleDatagram(EngineInstant now, in NetworkPath path, ReadOnlySpan<byte> datagram)
    {
        _services.Now = now;
        Context.Counters.InMessages.Increment();
        Context.Counters.InOctets.Add((ulong)datagram.Length);
        var error = IkeHeader.TryRead(datagram, out var header);
        if (error.IsError)
        {
            Context.Counters.InMalformed.Increment();
            return;
        }

        if (header.MajorVersion != IkeHeader.SupportedMajorVersion)
        {
            _gate.AnswerVersion(path, header);
            return;
        }

        // Own copy: payloads and stored messages keep slices of it.
        var owned = new ReadOnlyMemory<byte>(datagram.ToArray());
        var isNew = header is { Exchange: ExchangeType.IkeSaInit, IsResponse: false, ResponderSpi: 0, InitiatorSpi: not 0, IsFromInitiator: true, MessageId: 0 };
        var ownSpi = header.IsFromInitiator ? header.ResponderSpi : header.InitiatorSpi;
        var sa = isNew ? null : _services.Sas.Find(ownSpi);
        try
        {
            if (isNew)
            {
                _gate.Handle(path, header, owned);
            }
            else if (sa is null)
            {
                Context.Counters.InUnknownSpi.Increment();
                if (!header.IsResponse)
                {
                    _services.Failures.UnknownIkeSpi(path, ownSpi);
                }
            }
            else
            {
                _receiver.Handle(sa, path, header, owned);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Contain(sa, $"message {header.Exchange} {header.MessageId} from {path.Remote}", fault);
        }
    }

    /// <summary>
    /// Takes one protected packet: ESP from its SPI on, or for <see cref="PacketEncapsulation.Ah"/> a whole IP packet (where the host shows no IPv6
    /// header, one made of what it shows, with traffic class, flow label and hop limit 0). Decrypts in place. Never throws for anything a peer sent.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="path">Where it came from and to; the ports are 0 without UDP.</param>
    /// <param name="encapsulation">How it travelled.</param>
    /// <param name="trafficClass">DSCP and ECN of its outer header.</param>
    /// <param name="packet">The packet; undefined afterwards.</param>
    public void HandleProtected(EngineInstant now, in NetworkPath path, PacketEncapsulation encapsulation, byte trafficClass, Span<byte> packet)
    {
        _services.Now = now;
        if (_services.Packets is not { } packets)
        {
            Context.Counters.EspUnknownSpi.Increment();
            return;
        }

        try
        {
            packets.HandleProtected(now, path, encapsulation, trafficClass, packet);
            _notices.Handle();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            var sa = ProtectedPacket.TryReadSpi(encapsulation, packet, out var spi) ? packets.Find(spi)?.Child?.Parent : null;
            Contain(sa, $"packet with SPI {spi:x8} from {path.Remote}", fault);
        }
    }

    /// <summary>Takes one IP packet of the local host that is to be protected, passed or dropped as the policies say.</summary>
    public void HandleInnerPacket(EngineInstant now, ReadOnlySpan<byte> packet)
    {
        _services.Now = now;
        if (_services.Packets is not { } packets)
        {
            Context.Counters.NoPolicyDrops.Increment();
            return;
        }

        try
        {
            packets.HandleInner(now, packet);
            _notices.Handle();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Contain(null, "packet of the local host", fault);
        }
    }

    /// <summary>A protected packet of the largest size now reaches <paramref name="remote"/> only up to <paramref name="mtu"/> octets, IP header included; 0 = no limit is known any more.</summary>
    public void PathMtuChanged(EngineInstant now, IpAddress remote, int mtu)
    {
        _services.Now = now;
        _services.Packets?.PathMtuChanged(remote, mtu);
    }

    /// <summary>An IKE message could not be sent. Its SA, if it has one, goes on: the message is repeated, or its exchange given up, in due time.</summary>
    /// <param name="ownSpi">The SPI that this side chose; 0 for none.</param>
    public void MessageNotSent(ulong ownSpi)
    {
        Context.Counters.OutDropped.Increment();
        _services.Sas.Find(ownSpi)?.Counters.OutDropped.Increment();
    }

    /// <summary>Jobs that were started and whose results have not come back.</summary>
    public int UnfinishedJobs => _services.UnfinishedJobs;

    /// <summary>A job is done. When nobody waits for it any more its secrets are cleared.</summary>
    public void HandleJobResult(EngineInstant now, CryptoJobResult result)
    {
        _services.Now = now;
        if (_services.TakeJob(result.Job.Serial) is not { } waiting)
        {
            result.Dispose();
            return;
        }

        try
        {
            if (waiting.Exchange is InitiatorExchange initiator)
            {
                waiting.Sa.Requests.HandleJob(initiator, result);
            }
            else
            {
                waiting.Sa.Incoming.HandleJob((ResponderExchange)waiting.Exchange, result);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Contain(waiting.Sa, $"job result for {waiting.Exchange.GetType().Name}", fault);
        }
    }

    /// <summary>Carries out a command.</summary>
    public void HandleCommand(EngineInstant now, ShardCommand command)
    {
        _services.Now = now;
        switch (command)
        {
            case ShardCommand.ApplyConfiguration apply:
                Apply(apply);
                if (apply.Request != 0)
                {
                    ReplyDone(apply.Request);
                }

                break;
            case ShardCommand.Execute execute:
                _operator.Execute(execute.Request, execute.Command);
                break;
            case ShardCommand.DiscloseKeys disclose:
                _operator.DiscloseKeys(disclose.Request, disclose.UniqueId);
                break;
            case ShardCommand.CloseDuplicates close:
                _services.CloseDuplicates(close.Local, close.Remote, close.ExceptUniqueId, close.Silently);
                break;
            case ShardCommand.Acquire acquire:
                _notices.Acquire(acquire.VpnName, acquire.PolicyName);
                break;
            case ShardCommand.NetworkChanged network:
                _services.Mobility.NetworkChanged(network.Addresses);
                break;
            case ShardCommand.ChangeSessions change:
                _services.Sessions?.Execute(now, change);
                break;
            case ShardCommand.GrantAddresses grant:
                _services.Addresses.GrantTo(grant.Request);
                break;
            case ShardCommand.AddressesGranted granted:
                HandleGrant(granted.Grant);
                break;
            case ShardCommand.ReleaseAddresses release:
                _services.Addresses.Release(release.Holder, release.Addresses);
                break;
            case ShardCommand.ChangeRadiusSessions change:
                _services.Radius.Execute(change);
                break;
            case ShardCommand.CloseAll closeAll:
                CloseAll(closeAll);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command");
        }
    }

    /// <summary>Carries out everything that is due.</summary>
    public void HandleTimers(EngineInstant now)
    {
        _services.Now = now;
        while (_services.TakeDue() is { } sa)
        {
            try
            {
                sa.Timers.Fire();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Contain(sa, "timers", fault);
            }
        }

        _services.Retries.Fire();
        _services.Pings?.Fire(now);
        _services.Sessions?.Fire(now);
        if (_closing is { } closing && closing.Deadline <= now.Monotonic)
        {
            foreach (var sa in _services.Sas.All.ToArray())
            {
                sa.Close(CloseReason.AdminDown, "the service stops");
            }
        }

        FinishClosing();
    }

    /// <summary>Publishes what changed since the last turn, once.</summary>
    public void EndTurn(EngineInstant now)
    {
        _services.Now = now;
        if (_services.Packets is { } packets)
        {
            packets.ReleaseHeld(now);
            _notices.Handle();
        }

        _services.Sessions?.EndTurn(now);
        FinishClosing();
        _services.EndTurn();
    }

    /// <summary>The peer's exchange goes on; when it is over already, the addresses go back.</summary>
    private void HandleGrant(AddressGrant grant)
    {
        if (_services.Addresses.TakeWaiting(grant) is not { } waiting)
        {
            return;
        }

        try
        {
            waiting.Sa.Incoming.HandleGrant(waiting.Exchange, grant);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            Contain(waiting.Sa, $"virtual addresses for {waiting.Exchange.GetType().Name}", fault);
        }
    }

    private void Apply(ShardCommand.ApplyConfiguration apply)
    {
        _services.Load(apply.Configuration);
        foreach (var sa in _services.Sas.All.ToArray())
        {
            if (sa.State is not IkeSaState.HalfOpen)
            {
                ConfigurationSwap.Apply(sa, _services.Peers.Find(sa.Name));
            }
        }

        foreach (var peer in apply.Configuration.Peers)
        {
            if (!peer.Enabled || !apply.StartPeers.Contains(peer.Name))
            {
                continue;
            }

            // A changed vpn deserves a fresh start, not the patience that its old form earned.
            _services.Retries.Forget(peer.Name);
            if (_services.Sas.FindConnecting(peer.Name) is not null)
            {
                continue;
            }

            var children = peer.Children.Where(child => child.StartAction == ChildAction.Start).ToList();
            if (_services.Sas.FindUsable(peer.Name) is { } standing)
            {
                ConfigurationSwap.StartMissing(standing, children);
            }
            else if (children.Count > 0)
            {
                _services.Connector.StartByItself(peer, children);
            }
        }
    }

    private void CloseAll(ShardCommand.CloseAll command)
    {
        _services.IsStopping = true;
        _services.Pings?.Stop(null);
        _services.ManualTunnels.StopAll();
        _closing = (command.Request, _services.Now.Monotonic + command.DeadlineMilliseconds);
        foreach (var sa in _services.Sas.All.ToArray())
        {
            sa.BeginDelete(CloseReason.AdminDown, "the service stops", 0);
        }
    }

    private void FinishClosing()
    {
        if (_closing is { } closing && _services.Sas.Count == 0)
        {
            _closing = null;
            ReplyDone(closing.Request);
        }
    }

    private void ReplyDone(long request) =>
        Context.Output.Reply(request, new ShardReply.Completed(new CommandResult(CommandStatus.Succeeded, 0, string.Empty, [])));

    /// <summary>A fault of ours closes the SA it happened on, is reported once, and the shard lives on.</summary>
    private void Contain(IkeSa? sa, string where, Exception fault)
    {
        Context.Counters.EngineFaults.Increment();
        _services.Emit(new EngineFaulted(where, fault.ToString()) { IkeUniqueId = sa?.UniqueId ?? 0, VpnName = sa?.Name ?? string.Empty });
        if (sa is null)
        {
            _services.Failures.Fault(where);
        }
        else
        {
            sa.Close(CloseReason.InternalError, $"internal fault: {fault.GetType().Name}");
        }
    }
}
