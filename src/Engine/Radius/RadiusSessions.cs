using System.Text;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Radius;

/// <summary>
/// The sessions of one shard's tunnels whose peers a RADIUS server has authenticated: what the servers are told of them (RFC 2866), and what they may
/// change (RFC 5176).
/// </summary>
internal sealed class RadiusSessions(ShardServices services)
{
    /// <summary>More often than this no server is told of a session, whatever it asks for (RFC 2869 section 2.1 advises against less than ten minutes and forbids less than one).</summary>
    private static readonly TimeSpan ShortestInterim = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, RadiusSession> _byId = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    /// <summary>The tunnel came up.</summary>
    public void Begin(IkeSa sa)
    {
        if (sa.Family.Radius is not { } session)
        {
            return;
        }

        session.Begin(services.Now);
        _byId[session.Id] = session;
        if (services.Configuration.Radius is { Accounting: true } policy)
        {
            session.IsAccounted = true;
            session.InterimAt = NextInterim(session, policy);
            services.Context.Output.Account(session.Record(AccountingStatus.Start, sa, services.Now, policy));
        }

        sa.Timers.Reschedule();
    }

    /// <summary>The tunnel is over, and all of its traffic is counted.</summary>
    public void End(IkeSa sa, CloseReason reason)
    {
        if (sa.Family.Radius is not { } session || !_byId.Remove(session.Id))
        {
            return;
        }

        if (session.IsAccounted)
        {
            services.Context.Output.Account(session.Record(AccountingStatus.Stop, sa, services.Now, services.Configuration.Radius ?? NoServers) with
            {
                Cause = TerminateCauses.Of(reason, session.IsTimedOut, services.IsStopping),
            });
        }
    }

    /// <summary>Carries out what is due.</summary>
    public void Fire(IkeSa sa)
    {
        if (sa.Family.Radius is not { } session)
        {
            return;
        }

        if (session.EndsAt is { } end && end <= services.Now)
        {
            session.EndsAt = null;
            session.InterimAt = null;
            session.IsTimedOut = true;
            sa.BeginDelete(CloseReason.Expired, "the time that the RADIUS server gave it is over (Session-Timeout)", 0);
        }
        else if (session.InterimAt is { } interim && interim <= services.Now)
        {
            // A configuration without servers ends the updates; the end of the session is told to servers that come back.
            session.InterimAt = null;
            if (services.Configuration.Radius is { Accounting: true } policy)
            {
                session.InterimAt = NextInterim(session, policy);
                services.Context.Output.Account(session.Record(AccountingStatus.InterimUpdate, sa, services.Now, policy));
            }
        }
    }

    /// <summary>Changes the sessions that a server means. Answers once for the shard.</summary>
    public void Execute(ShardCommand.ChangeRadiusSessions command)
    {
        var affected = 0;
        foreach (var session in Selected(command.Selector))
        {
            affected++;
            Change(session, command.Change);
        }

        services.Context.Output.Reply(command.Request, new ShardReply.Completed(new CommandResult(CommandStatus.Succeeded, affected, string.Empty, [])));
    }

    private static RadiusPolicy NoServers { get; } = new() { Servers = [] };

    private RadiusSession[] Selected(RadiusSelector selector)
    {
        if (selector.SessionId is { } id)
        {
            return _byId.TryGetValue(id, out var session) && selector.Fits(session) ? [session] : [];
        }

        return [.. _byId.Values.Where(selector.Fits)];
    }

    private void Change(RadiusSession session, RadiusChange change)
    {
        var sa = session.Sa!;
        switch (change)
        {
            case RadiusChange.Disconnect:
                Say(sa, $"RADIUS ends the session of '{Encoding.UTF8.GetString(session.UserName.Span)}'");
                sa.BeginDelete(CloseReason.AdminDown, "ended by a RADIUS server (Disconnect-Request)", 0);
                break;
            case RadiusChange.Extend { SessionTimeout: var timeout }:
                Say(sa, $"RADIUS gives the session of '{Encoding.UTF8.GetString(session.UserName.Span)}' {(long)timeout.TotalSeconds}s more");
                session.EndsAt = services.Now.Plus(timeout);
                sa.Timers.Reschedule();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, "unknown change");
        }
    }

    private EngineInstant? NextInterim(RadiusSession session, RadiusPolicy policy)
    {
        if (policy.InterimInterval > TimeSpan.Zero)
        {
            return services.Now.Plus(policy.InterimInterval);
        }

        return session.Grant.InterimInterval is { } wished && wished > TimeSpan.Zero
            ? services.Now.Plus(wished < ShortestInterim ? ShortestInterim : wished)
            : null;
    }

    private void Say(IkeSa sa, string line) =>
        services.Emit(new ProgressEvent(LogSubsystem.Ike, 1, line) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
}
