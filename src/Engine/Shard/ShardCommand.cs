using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>What management and other shards may ask of a shard. A closed set.</summary>
public abstract record ShardCommand
{
    private ShardCommand()
    {
    }

    /// <summary>Swap the configuration. What is unchanged stays; SAs of changed or removed vpns, and children of changed security policies, are closed.</summary>
    /// <param name="Configuration">The new configuration.</param>
    /// <param name="StartPeers">Names of vpns whose children with <c>start-action start</c> this shard brings up.</param>
    /// <param name="Request">Answered with <see cref="ShardReply.Completed"/> when the swap is done; 0 = nobody waits for it.</param>
    public sealed record ApplyConfiguration(EngineConfiguration Configuration, IReadOnlySet<string> StartPeers, long Request = 0) : ShardCommand;

    /// <summary>
    /// An operator's command. Every shard that gets it answers with one <see cref="ShardReply.Completed"/> for its own SAs; initiations go to
    /// one shard only.
    /// </summary>
    public sealed record Execute(long Request, EngineCommand Command) : ShardCommand;

    /// <summary>Disclose the keys of an IKE SA.</summary>
    public sealed record DiscloseKeys(long Request, uint UniqueId) : ShardCommand;

    /// <summary>A newer SA authenticated this pair of identities: close older ones (INITIAL_CONTACT, unique-sa).</summary>
    /// <param name="VpnName">Vpn of the newer SA.</param>
    /// <param name="Local">Own identity.</param>
    /// <param name="Remote">The peer's identity.</param>
    /// <param name="ExceptUniqueId">The newer SA.</param>
    /// <param name="Silently">True for INITIAL_CONTACT: the peer has forgotten them, so no DELETE is sent.</param>
    public sealed record CloseDuplicates(string VpnName, Identity Local, Identity Remote, uint ExceptUniqueId, bool Silently) : ShardCommand;

    /// <summary>A packet met a policy without an SA on another shard: bring the child up here, at the vpn's home.</summary>
    public sealed record Acquire(string VpnName, string PolicyName) : ShardCommand;

    /// <summary>
    /// Addresses or routes of the host are known, or have changed: SAs with MOBIKE go on where they can.
    /// </summary>
    /// <param name="Addresses">All addresses of interfaces that are up, without loopback, link-local and the tunnel device's.</param>
    public sealed record NetworkChanged(ValueList<IpAddress> Addresses) : ShardCommand;

    /// <summary>Change the session table; for its owner only. Answered as <see cref="SessionChange"/> says.</summary>
    public sealed record ChangeSessions(long Request, SessionChange Change) : ShardCommand;

    /// <summary>A peer of another shard wants virtual addresses; answered with <see cref="AddressesGranted"/>. Only the shard that owns the pools gets it.</summary>
    public sealed record GrantAddresses(AddressRequest Request) : ShardCommand;

    /// <summary>The answer to <see cref="GrantAddresses"/>.</summary>
    public sealed record AddressesGranted(AddressGrant Grant) : ShardCommand;

    /// <summary>A tunnel gives its virtual addresses back. Only the shard that owns the pools gets it.</summary>
    public sealed record ReleaseAddresses(TunnelId Holder, ValueList<GrantedAddress> Addresses) : ShardCommand;

    /// <summary>A RADIUS server ends or changes sessions. Every shard answers for its own with one <see cref="ShardReply.Completed"/>, which says how many they were.</summary>
    public sealed record ChangeRadiusSessions(long Request, RadiusSelector Selector, RadiusChange Change) : ShardCommand;

    /// <summary>Send DELETE for everything; completed when all are gone or the deadline passed.</summary>
    public sealed record CloseAll(long Request, long DeadlineMilliseconds) : ShardCommand;
}
