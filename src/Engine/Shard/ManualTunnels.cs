using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The manual tunnels whose inbound SPIs this shard owns: brought in line with the configuration, switched on and off by operators, ended when their
/// sequence numbers are used up.
/// </summary>
internal sealed class ManualTunnels(ShardServices services, SpiAllocator spis)
{
    private const string Exhausted = "its sequence numbers are used up; configure new SPIs and keys";

    private readonly SortedDictionary<uint, ManualTunnel> _tunnels = [];
    private readonly AlgorithmInfos _algorithms = new();

    /// <summary>Something is to be published.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>
    /// Takes over the manual tunnels of a configuration. One that is the same stays as it is; one with the same SAs and other traffic keeps its sequence
    /// numbers, counters and state; any other begins anew, as its <c>activate</c> says.
    /// </summary>
    public void Load(EngineConfiguration configuration)
    {
        var wanted = configuration.ManualTunnels
            .Where(tunnel => services.Context.Map.OwnerOf(tunnel.SpiIn) == services.Context.Id)
            .ToDictionary(tunnel => tunnel.Number);

        // First what goes, so that its SPIs are free for what comes.
        foreach (var tunnel in _tunnels.Values.ToArray())
        {
            if (!wanted.TryGetValue(tunnel.Policy.Number, out var policy) || !tunnel.Policy.HasSameSas(policy))
            {
                Remove(tunnel, policy is null ? "it is configured no more" : "its SAs are configured differently");
            }
        }

        foreach (var policy in wanted.Values)
        {
            if (_tunnels.TryGetValue(policy.Number, out var standing))
            {
                Adopt(standing, policy);
            }
            else
            {
                Add(policy);
            }
        }
    }

    /// <summary>Switches the tunnels that are meant on. One result for all of them.</summary>
    public CommandResult Activate(SaSelector selector) => Each(selector, tunnel =>
    {
        if (tunnel.IsActive)
        {
            return (CommandStatus.AlreadySet, $"manual tunnel {tunnel.Policy.Name} is active already");
        }

        return Start(tunnel)
            ? (CommandStatus.Succeeded, $"manual tunnel {tunnel.Policy.Name} activated")
            : (CommandStatus.Failed, $"manual tunnel {tunnel.Policy.Name}: {tunnel.Problem}");
    });

    /// <summary>Switches the tunnels that are meant off.</summary>
    public CommandResult Deactivate(SaSelector selector) => Each(selector, tunnel =>
    {
        if (!tunnel.IsActive)
        {
            return (CommandStatus.AlreadySet, $"manual tunnel {tunnel.Policy.Name} is not active");
        }

        Stop(tunnel, "deactivated by the operator", problem: string.Empty);
        return (CommandStatus.Succeeded, $"manual tunnel {tunnel.Policy.Name} deactivated");
    });

    /// <summary>The service stops: keys go.</summary>
    public void StopAll()
    {
        foreach (var tunnel in _tunnels.Values.Where(tunnel => tunnel.IsActive))
        {
            Stop(tunnel, "the service stops", problem: string.Empty);
        }
    }

    /// <summary>What the packet path noticed of a pair that is a manual tunnel.</summary>
    public void Handle(EspNoticeKind notice, ManualTunnelReference reference)
    {
        if (!_tunnels.TryGetValue(reference.Number, out var tunnel) || !tunnel.IsActive)
        {
            return;
        }

        switch (notice)
        {
            case EspNoticeKind.SoftLimit:
                services.Emit(new ProgressEvent(
                    LogSubsystem.Ipsec, 0, $"manual tunnel {tunnel.Policy.Name} has used nine tenths of its sequence numbers: configure new SPIs and keys before it ends"));
                break;
            case EspNoticeKind.HardLimit:
                // RFC 4303 section 3.3.3 would let the counter of a manual SA wrap; a tunnel that says that its key is used up is safer than one that goes on.
                Stop(tunnel, "its sequence numbers are used up", Exhausted);
                break;
        }
    }

    /// <summary>The configured name; empty for a tunnel that is gone.</summary>
    public string NameOf(ManualTunnelReference reference) => _tunnels.GetValueOrDefault(reference.Number)?.Policy.Name ?? string.Empty;

    public IReadOnlyList<ManualTunnelSnapshot> Publish()
    {
        IsChanged = false;
        return [.. _tunnels.Values.Select(Describe)];
    }

    private void Add(ManualTunnelPolicy policy)
    {
        var tunnel = new ManualTunnel(policy, new IpsecTunnelCounters { IsEncrypting = policy.Encryption.Id.HidesContent() });
        spis.Reserve(policy.SpiIn);
        _tunnels[policy.Number] = tunnel;
        IsChanged = true;
        if (policy.StartsActive)
        {
            Start(tunnel);
        }
    }

    private void Adopt(ManualTunnel tunnel, ManualTunnelPolicy policy)
    {
        var before = tunnel.Policy;
        if (before == policy)
        {
            return;
        }

        IsChanged = true;
        if (tunnel.IsActive)
        {
            // Within one turn: no packet can come between.
            var since = tunnel.ActivatedAt!.Value;
            Uninstall(tunnel);
            tunnel.Adopt(policy);
            if (TryInstall(tunnel) is { } problem)
            {
                Fail(tunnel, problem);
            }
            else
            {
                tunnel.MarkActive(since);
            }
        }
        else
        {
            tunnel.Adopt(policy);
            if (policy.StartsActive && !before.StartsActive)
            {
                Start(tunnel);
            }
        }
    }

    private void Remove(ManualTunnel tunnel, string reason)
    {
        if (tunnel.IsActive)
        {
            Stop(tunnel, reason, problem: string.Empty);
        }

        _tunnels.Remove(tunnel.Policy.Number);
        spis.Release(tunnel.Policy.SpiIn);
        IsChanged = true;
    }

    private bool Start(ManualTunnel tunnel)
    {
        IsChanged = true;
        if (TryInstall(tunnel) is { } problem)
        {
            Fail(tunnel, problem);
            return false;
        }

        tunnel.MarkActive(services.Now);
        var policy = tunnel.Policy;
        services.Emit(new ManualTunnelActivated(policy.Name, policy.Number, policy.SpiIn, policy.SpiOut));
        return true;
    }

    private void Fail(ManualTunnel tunnel, string problem)
    {
        tunnel.MarkInactive(problem);
        services.Emit(new ProgressEvent(LogSubsystem.Ipsec, 0, $"manual tunnel {tunnel.Policy.Name} cannot be activated: {problem}"));
    }

    private void Stop(ManualTunnel tunnel, string reason, string problem)
    {
        Uninstall(tunnel);
        tunnel.MarkInactive(problem);
        IsChanged = true;
        services.Emit(new ManualTunnelDeactivated(tunnel.Policy.Name, tunnel.Policy.Number, reason));
    }

    /// <summary>Null when its SAs are in the packet path, else why not.</summary>
    private string? TryInstall(ManualTunnel tunnel)
    {
        if (services.Packets is not { } packets)
        {
            return "another data plane has the SAs, and takes only negotiated ones";
        }

        if (services.IsStopping)
        {
            return "the service stops";
        }

        if (!services.Context.CanSendRaw)
        {
            return "this process may not open raw sockets, and manual tunnels do not go in UDP";
        }

        if (spis.IsChild(tunnel.Policy.SpiIn))
        {
            return $"its inbound SPI {tunnel.Policy.SpiIn:x8} is that of a Child SA now; activate it again when that was rekeyed";
        }

        if (tunnel.Sequence >= SequenceNumbers.Last(extended: false))
        {
            return Exhausted;
        }

        using var installation = tunnel.ToInstallation();
        try
        {
            packets.InstallInbound(installation.Child);
            packets.InstallOutbound(installation.Child);
        }
        catch (NotSupportedException missing)
        {
            packets.RemoveInbound(tunnel.Policy.SpiIn, tunnel.Policy.Protocol);
            return missing.Message;
        }

        packets.Find(tunnel.Policy.SpiIn)!.Outbound!.ResumeAt(tunnel.Sequence);
        return null;
    }

    private void Uninstall(ManualTunnel tunnel)
    {
        var spi = tunnel.Policy.SpiIn;
        if (services.Packets?.Find(spi) is { Manual: not null } pair)
        {
            tunnel.Sequence = Math.Max(tunnel.Sequence, pair.Outbound?.Sequence ?? 0);
            services.Packets.RemoveInbound(spi, tunnel.Policy.Protocol);
        }
    }

    private CommandResult Each(SaSelector selector, Func<ManualTunnel, (CommandStatus Status, string Line)> action)
    {
        var results = _tunnels.Values
            .Where(tunnel => (selector.Name is null || tunnel.Policy.Name == selector.Name) && (selector.UniqueId is null || tunnel.Policy.Number == selector.UniqueId))
            .Select(action)
            .ToList();
        var done = results.Count(static result => result.Status == CommandStatus.Succeeded);
        IReadOnlyList<string> lines = [.. results.Select(static result => result.Line)];
        if (results.Find(static result => result.Status == CommandStatus.Failed) is { Line: { } failure })
        {
            return new CommandResult(CommandStatus.Failed, done, failure, lines);
        }

        var status = done > 0 ? CommandStatus.Succeeded : results.Count > 0 ? CommandStatus.AlreadySet : CommandStatus.NotFound;
        return new CommandResult(status, done, string.Empty, lines);
    }

    private ManualTunnelSnapshot Describe(ManualTunnel tunnel)
    {
        var policy = tunnel.Policy;
        return new ManualTunnelSnapshot
        {
            Id = tunnel.Id,
            Name = policy.Name,
            Vrf = policy.Vrf,
            VpnAction = policy.VpnAction,
            IsActive = tunnel.IsActive,
            Protocol = policy.Protocol,
            Mode = policy.Mode,
            Local = new EndpointInfo(policy.LocalAddress.ToIPAddress(), 0),
            Remote = new EndpointInfo(policy.RemoteAddress.ToIPAddress(), 0),
            SpiIn = policy.SpiIn,
            SpiOut = policy.SpiOut,
            Encryption = policy.Protocol == IpsecProtocol.Ah ? AlgorithmInfo.None : _algorithms.Of(policy.Encryption),
            Integrity = _algorithms.Of(policy.Integrity),
            LocalSelectors = [.. policy.Locals.Select(SnapshotBuilder.Describe)],
            RemoteSelectors = [.. policy.Remotes.Select(SnapshotBuilder.Describe)],
            Priority = policy.Priority,
            ActivatedAt = tunnel.ActivatedAt?.ToUtc(),
            Problem = tunnel.Problem,
            Counters = tunnel.Counters,
        };
    }
}
