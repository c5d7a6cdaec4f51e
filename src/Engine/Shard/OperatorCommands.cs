using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Ping;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Carries out an operator's commands on the SAs of this shard. Each answers once for the shard.</summary>
internal sealed class OperatorCommands(ShardServices services)
{
    private readonly PingCommands _pings = new(services);

    public void Execute(long request, EngineCommand command)
    {
        switch (command)
        {
            case EngineCommand.InitiateChild initiate:
                InitiateChild(request, initiate);
                break;
            case EngineCommand.InitiateIke initiate:
                InitiateIke(request, initiate);
                break;
            case EngineCommand.RekeyIke rekey:
                Each(request, rekey.Selector, sa =>
                {
                    if (!sa.Requests.All.OfType<RekeyIkeInitiator>().Any())
                    {
                        sa.Requests.Enqueue(new RekeyIkeInitiator());
                    }

                    return null;
                });
                break;
            case EngineCommand.ReauthenticateIke reauthenticate:
                Each(request, reauthenticate.Selector, sa =>
                {
                    services.Connector.Reauthenticate(sa, 0);
                    return null;
                });
                break;
            case EngineCommand.RedirectIke redirect:
                Redirect(request, redirect.Selector, IpAddress.From(redirect.Gateway));
                break;
            case EngineCommand.FlushIke flush:
                Each(request, flush.Selector, sa =>
                {
                    var line = $"deleting IKE_SA {sa.Name}[{sa.UniqueId}] between {sa.Path.Local.Address}[{sa.LocalIdentity}]...{sa.Path.Remote.Address}[{sa.RemoteIdentity}]";
                    sa.BeginDelete(CloseReason.AdminDown, "deleted by the operator", 0);
                    return line;
                });
                break;
            case EngineCommand.RekeyChild rekey:
                EachChild(request, rekey.Selector, (sa, child) =>
                {
                    if (child.State == IpsecTunnelState.Installed)
                    {
                        sa.Requests.Enqueue(ChildInitiator.Rekey(child));
                    }

                    return null;
                });
                break;
            case EngineCommand.FlushChild flush:
                EachChild(request, flush.Selector, (sa, child) =>
                {
                    var line = Closing(child);
                    sa.Requests.Enqueue(new DeleteChildInitiator(child, CloseReason.AdminDown));
                    return line;
                });
                break;
            case EngineCommand.StartPings start:
                Complete(request, _pings.Start(start));
                break;
            case EngineCommand.StopPings stop:
                Complete(request, _pings.Stop(stop.VpnName));
                break;
            case EngineCommand.ClearPings:
                Complete(request, _pings.Clear());
                break;
            case EngineCommand.ActivateManualTunnel activate:
                Complete(request, services.ManualTunnels.Activate(activate.Selector));
                break;
            case EngineCommand.DeactivateManualTunnel deactivate:
                Complete(request, services.ManualTunnels.Deactivate(deactivate.Selector));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command");
        }
    }

    public void DiscloseKeys(long request, uint uniqueId)
    {
        var sa = services.Sas.FindByUniqueId(uniqueId);
        services.Context.Output.Reply(request, new ShardReply.Keys(sa?.Keys is null ? null : Disclose(sa)));
    }

    /// <summary>Those that do not follow are named.</summary>
    private void Redirect(long request, SaSelector selector, IpAddress gateway)
    {
        var staying = new List<string>();
        var affected = 0;
        foreach (var sa in Selected(selector))
        {
            if (sa is { Redirect.PeerFollows: true, State: IkeSaState.Established })
            {
                affected++;
                sa.Requests.Enqueue(new RedirectInitiator(gateway));
            }
            else
            {
                staying.Add($"IKE_SA {sa.Name}[{sa.UniqueId}] stays: its peer does not follow redirections");
            }
        }

        Complete(request, affected == 0 && staying.Count > 0
            ? new CommandResult(CommandStatus.Failed, 0, "no peer follows redirections", staying)
            : new CommandResult(CommandStatus.Succeeded, affected, string.Empty, staying));
    }

    private static string Closing(ChildSa child)
    {
        var traffic = child.Counters.Read();
        return $"closing CHILD_SA {child.Policy.Name}{{{child.UniqueId}}} with SPIs {child.SpiIn:x8}_i ({traffic.InOctets} bytes) {child.SpiOut:x8}_o ({traffic.OutOctets} bytes) and TS {SaReports.SelectorText(child)}";
    }

    private IkeKeyDisclosure Disclose(IkeSa sa)
    {
        var keys = sa.Keys!;
        var key = sa.LocalIdentity is not null && sa.RemoteIdentity is not null ? services.FindPreSharedKey(sa.LocalIdentity, sa.RemoteIdentity) : null;
        return new IkeKeyDisclosure(
            sa.UniqueId,
            keys.SkEi.Span.ToArray(),
            keys.SkEr.Span.ToArray(),
            keys.SkAi.Span.ToArray(),
            keys.SkAr.Span.ToArray(),
            key is null ? [] : [.. key.Secret],
            [.. sa.Children.All.Where(child => child.Keys is not null).Select(Disclose)]);
    }

    private static ChildKeyDisclosure Disclose(ChildSa child)
    {
        var keys = child.Keys!;
        var (encryptionIn, encryptionOut) = child.IsInitiator ? (keys.EncryptResponder, keys.EncryptInitiator) : (keys.EncryptInitiator, keys.EncryptResponder);
        var (integrityIn, integrityOut) = child.IsInitiator ? (keys.IntegResponder, keys.IntegInitiator) : (keys.IntegInitiator, keys.IntegResponder);
        return new ChildKeyDisclosure(
            child.UniqueId, encryptionIn.Span.ToArray(), encryptionOut.Span.ToArray(), integrityIn.Span.ToArray(), integrityOut.Span.ToArray());
    }

    private void InitiateChild(long request, EngineCommand.InitiateChild initiate)
    {
        var found = services.Peers.FindChildPolicies(initiate.SecurityPolicy, initiate.VpnName).ToList();
        if (found.Count != 1)
        {
            Complete(request, found.Count == 0
                ? new CommandResult(CommandStatus.NotFound, 0, $"no security-policy '{initiate.SecurityPolicy}' is configured", [])
                : new CommandResult(
                    CommandStatus.Invalid, 0, $"security-policy '{initiate.SecurityPolicy}' exists in several vpns: name one of {string.Join(", ", found.Select(f => f.Peer.Name))}", []));
            return;
        }

        var (peer, child) = found[0];
        if (child.Action is PolicyAction.Pass or PolicyAction.Drop)
        {
            Complete(request, new CommandResult(
                CommandStatus.Invalid, 0, $"security-policy '{child.Name}' has action {child.Action.ToString().ToLowerInvariant()}: there is nothing to negotiate", []));
            return;
        }

        var sa = services.Sas.FindUsable(peer.Name) ?? services.Sas.FindConnecting(peer.Name);
        if (sa is not null)
        {
            sa.Requests.Enqueue(ChildInitiator.Create(child, ActivationMethod.UserCommand, request));
        }
        else if (services.Connector.Start(peer, [child], ActivationMethod.UserCommand, request) is { } problem)
        {
            Complete(request, new CommandResult(CommandStatus.Failed, 0, problem, []));
        }
    }

    private void InitiateIke(long request, EngineCommand.InitiateIke initiate)
    {
        if (services.Peers.Find(initiate.VpnName) is not { } peer)
        {
            Complete(request, new CommandResult(CommandStatus.NotFound, 0, $"no enabled vpn '{initiate.VpnName}' is configured", []));
        }
        else if (services.Connector.Start(peer, [], ActivationMethod.UserCommand, request) is { } problem)
        {
            Complete(request, new CommandResult(CommandStatus.Failed, 0, problem, []));
        }
    }

    private void Each(long request, SaSelector selector, Func<IkeSa, string?> action)
    {
        var lines = new List<string>();
        var affected = 0;
        foreach (var sa in Selected(selector))
        {
            affected++;
            if (action(sa) is { } line)
            {
                lines.Add(line);
            }
        }

        Complete(request, new CommandResult(CommandStatus.Succeeded, affected, string.Empty, lines));
    }

    /// <summary>One number or one vpn is looked up: a tester closes and opens thousands a second among a hundred thousand.</summary>
    private IkeSa[] Selected(SaSelector selector)
    {
        if (selector.UniqueId is { } number)
        {
            return services.Sas.FindByUniqueId(number) is { State.IsUsable: true } found && (selector.Name is null || found.Name == selector.Name) ? [found] : [];
        }

        var candidates = selector.Name is { } vpn ? services.Sas.OfVpn(vpn) : services.Sas.All;
        return [.. candidates.Where(static sa => sa.State.IsUsable).OrderBy(static sa => sa.UniqueId)];
    }

    private void EachChild(long request, SaSelector selector, Func<IkeSa, ChildSa, string?> action)
    {
        var lines = new List<string>();
        var affected = 0;
        foreach (var sa in services.Sas.All.Where(sa => sa.State.IsUsable).OrderBy(sa => sa.UniqueId).ToArray())
        {
            foreach (var child in sa.Children.All.Where(child => child.IsAlive).ToArray())
            {
                if ((selector.Name is null || child.Policy.Name == selector.Name) && (selector.UniqueId is null || child.UniqueId == selector.UniqueId))
                {
                    affected++;
                    if (action(sa, child) is { } line)
                    {
                        lines.Add(line);
                    }
                }
            }
        }

        Complete(request, new CommandResult(CommandStatus.Succeeded, affected, string.Empty, lines));
    }

    private void Complete(long request, CommandResult result) => services.Context.Output.Reply(request, new ShardReply.Completed(result));
}
