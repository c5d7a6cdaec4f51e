using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Redirection;

/// <summary>Another gateway in place of the one that was asked (RFC 5685): who sends whom, and who goes.</summary>
internal sealed class Redirects(ShardServices services)
{
    /// <summary>To an IKE_SA_INIT request: that redirections are followed, and who has sent us already (sections 3, 4).</summary>
    public static void Offer(IkeSa sa, List<Payload> payloads)
    {
        if (sa.Redirect?.History is { } history)
        {
            payloads.Add(RedirectNotify.Create(NotifyType.RedirectedFrom, history.From));
        }
        else if (sa.Policy!.FollowsRedirects)
        {
            payloads.Add(new NotifyPayload(NotifyType.RedirectSupported));
        }
    }

    /// <summary>What an IKE_SA_INIT request says about it.</summary>
    public static void Inspect(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload is not NotifyPayload notify)
            {
                continue;
            }

            if (notify.NotifyType is NotifyType.RedirectSupported or NotifyType.RedirectedFrom)
            {
                _ = RedirectNotify.TryRead(notify, NotifyType.RedirectedFrom, out var gateway, out _);
                sa.Redirect = new RedirectState { PeerFollows = true, PeerCameFrom = gateway.Address };
            }
        }
    }

    /// <summary>The gateway that the peer of this SA is sent to; null to keep it. Nobody is sent back where it comes from, or to where it is.</summary>
    public static IpAddress? TargetFor(IkeSa sa) =>
        sa is { Redirect: { PeerFollows: true } redirect, Policy.RedirectTo: { } target } && target != redirect.PeerCameFrom && target != sa.Path.Local.Address ? target : null;

    /// <summary>
    /// Reads a redirection that this side follows; null where it does not. <paramref name="problem"/> says why one is not followed.
    /// </summary>
    public RedirectHistory? Read(IkeSa sa, NotifyPayload notify, out string problem)
    {
        problem = string.Empty;
        if (!sa.Policy!.FollowsRedirects || !RedirectNotify.TryRead(notify, NotifyType.Redirect, out var gateway, out _))
        {
            problem = "the peer redirects in a way that was not offered";
            return null;
        }

        if (gateway.Address.IsNone)
        {
            problem = $"the peer redirects to {gateway.Name}: names are not looked up";
            return null;
        }

        if (RedirectHistory.Next(sa.Redirect?.History, sa.Path.Remote.Address, gateway.Address, services.Now) is { } history)
        {
            return history;
        }

        problem = $"the peer redirects to {gateway}, which is one redirection too many: the gateways send us in a circle";
        return null;
    }

    /// <summary>Goes to another gateway with what this attempt was for. Returns why that cannot be, or null.</summary>
    public string? Follow(IkeSa sa, RedirectHistory history, long request)
    {
        Tell(sa, history, request);
        return services.Connector.Start(
            sa.Policy!, sa.WantedChildren, sa.Activation, request, sa.Try, sa.Reauthenticates, sa.ComesBack, sa.IsReauthentication, history);
    }

    /// <summary>Goes to another gateway with what stands: the old SA goes when the new one is up (section 5).</summary>
    public void FollowEstablished(IkeSa sa, RedirectHistory history)
    {
        Tell(sa, history, 0);
        if (services.Connector.Start(sa.Policy!, sa.Children.Policies, sa.Activation, reauthenticates: sa, redirection: history) is { } problem)
        {
            services.Failures.CannotStart(sa.Policy!, problem);
        }
    }

    private void Tell(IkeSa sa, RedirectHistory history, long request) =>
        services.Reports.Progress(sa, request, $"redirected from {history.From} to {history.To}");
}
