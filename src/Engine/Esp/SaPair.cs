using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>One pair of Child SAs in the packet path: its two directions, the policy entries that lead to it, and what it has told already.</summary>
internal sealed class SaPair(ChildSaInstallation installation) : IDisposable
{
    public uint SpiIn { get; } = installation.SpiIn;

    public IpsecProtocol Protocol { get; } = installation.Protocol;

    public IpsecTunnelCounters Counters { get; } = installation.Counters;

    /// <summary>Whom notices about the pair are for; null when somebody else than an IKE SA installed it.</summary>
    public ChildSa? Child { get; } = installation.Child;

    /// <summary>The manual tunnel that it is; null for Child SAs.</summary>
    public ManualTunnelReference? Manual { get; } = installation.Manual;

    /// <summary>The logical interface that sessions know the tunnel by.</summary>
    public int Interface { get; } = installation.Child is { Parent: { } parent } ? SessionInterfaces.OfTunnel(parent.TunnelId) : SessionInterfaces.Outside;

    /// <summary>Where the peer's packets come from, as far as the IKE side knows.</summary>
    public IpEndpoint PeerEndpoint { get; set; } = installation.Path.Remote;

    public ulong RekeyOctets { get; } = Limit(installation.Policy.RekeyBytes);

    public ulong RekeyPackets { get; } = Limit(installation.Policy.RekeyPackets);

    public ulong LifeOctets { get; } = Limit(installation.Policy.EffectiveLifeBytes);

    public ulong LifePackets { get; } = Limit(installation.Policy.EffectiveLifePackets);

    /// <summary>Where it leads to, for the host's routes; empty where these do not follow the pair: manual tunnels, transport mode.</summary>
    public IReadOnlyList<TrafficSelector> Reached { get; } = installation is { Manual: null, Mode: IpsecMode.Tunnel } ? installation.RemoteSelectors : [];

    /// <summary>The policy that it was made from.</summary>
    public ChildPolicy Policy { get; } = installation.Policy;

    public InboundSa? Inbound { get; set; }

    public OutboundSa? Outbound { get; set; }

    /// <summary>Entries of the policy table that this pair serves, alone or with others.</summary>
    public List<PolicyEntry> Entries { get; } = [];

    public EngineInstant? LastReceived { get; set; }

    public EngineInstant? LastSent { get; set; }

    /// <summary>A rekey was asked for.</summary>
    public bool SoftLimitTold { get; set; }

    /// <summary>The end was asked for.</summary>
    public bool HardLimitTold { get; set; }

    public void Dispose()
    {
        Inbound?.Dispose();
        Inbound = null;
        Outbound?.Dispose();
        Outbound = null;
    }

    private static ulong Limit(ulong configured) => configured == 0 ? ulong.MaxValue : configured;
}
