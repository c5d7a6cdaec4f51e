using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>What the core says. Never calls back into the shard: every method queues or records and returns.</summary>
public interface IShardOutput
{
    /// <summary>Sends an IKE message; the runtime adds the non-ESP marker when the path has one. The span is copied before return.</summary>
    void Send(in NetworkPath path, ReadOnlySpan<byte> message);

    /// <summary>Sends a NAT keepalive: one octet 0xFF (RFC 3948 section 2.3).</summary>
    void SendKeepalive(in NetworkPath path);

    /// <summary>
    /// Room for one outgoing ESP or AH packet, valid until <see cref="EndPacket"/>. At most one is open at a time; asking again gives the first up.
    /// </summary>
    Span<byte> BeginPacket(int octets);

    /// <summary>
    /// Sends the first <paramref name="octets"/> of what <see cref="BeginPacket"/> gave: an ESP packet from its SPI on, or for
    /// <see cref="PacketEncapsulation.Ah"/> a whole IP packet.
    /// </summary>
    void EndPacket(in NetworkPath path, in OuterHeader outer, int octets);

    /// <summary>Gives an IP packet that came out of a tunnel to the local host. The span is copied before return.</summary>
    void Deliver(ReadOnlySpan<byte> innerPacket);

    /// <summary>Sends an IP packet in clear: a policy lets it pass. The span is copied before return.</summary>
    void Bypass(ReadOnlySpan<byte> innerPacket);

    /// <summary>
    /// Says that packets of the local host between these selectors are (or are no longer) to come to this shard's policies: an SA, a trap or a
    /// policy stands for them. Calls are counted: each wish is taken back once.
    /// </summary>
    void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted);

    /// <summary>
    /// Says that a Child SA of the policy leads to these addresses, or no longer does, for the routes that the policy or <c>install-routes</c> asks for.
    /// Calls are counted: each is taken back once, with the same policy.
    /// </summary>
    void Reach(in TrafficSelector remote, ChildPolicy policy, bool reached)
    {
    }

    /// <summary>
    /// Says that the local host is to have an address that a peer gave us, or is not to have it any more. Comes before the routes that go with it.
    /// Calls are counted: each wish is taken back once.
    /// </summary>
    /// <param name="address">The address, of which the host has no network.</param>
    /// <param name="interfaceName">Where; empty = where the tunnels' packets come from.</param>
    /// <param name="wanted">False: no longer.</param>
    void HaveAddress(IpAddress address, string interfaceName, bool wanted);

    /// <summary>Runs a job off the loop; its result comes back through <see cref="IkeShard.HandleJobResult"/>.</summary>
    void Start(CryptoJob job);

    /// <summary>Hands a command to another shard.</summary>
    void Post(ShardId target, ShardCommand command);

    /// <summary>Publishes one turn's changes to the registry.</summary>
    void Commit(in ShardChanges changes);

    /// <summary>Tells what happened, for logs, progress displays and tests.</summary>
    void Emit(EngineEvent engineEvent);

    /// <summary>Tells the RADIUS servers of a session. Records of one session reach them in this order.</summary>
    void Account(AccountingRecord record);

    /// <summary>Answers a command that carried a request number; progress first, one final reply.</summary>
    void Reply(long request, ShardReply reply);
}

/// <summary>Answers to commands.</summary>
public abstract record ShardReply
{
    private ShardReply()
    {
    }

    /// <summary>A progress line; more will come.</summary>
    public sealed record Progress(string Line) : ShardReply;

    /// <summary>The end of the command on this shard.</summary>
    public sealed record Completed(CommandResult Result) : ShardReply;

    /// <summary>Keys asked for; null when this shard has no such SA.</summary>
    public sealed record Keys(IkeKeyDisclosure? Disclosure) : ShardReply;

    /// <summary>What became of sessions that were to be added.</summary>
    public sealed record SessionsAdded(SessionAddResult Result) : ShardReply;

    /// <summary>The last reading of a session that was to be closed; null when there was none.</summary>
    public sealed record SessionDeleted(SessionReading? Reading) : ShardReply;

    /// <summary>Closed sessions that were asked for.</summary>
    public sealed record SessionsTaken(IReadOnlyList<SessionReading> Readings) : ShardReply;
}
