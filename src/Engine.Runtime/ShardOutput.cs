using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Jobs;
using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Engine.Runtime.Revocation;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>Carries out what one shard says. Called by that shard's thread only; nothing here waits.</summary>
internal sealed class ShardOutput(
    IShardPorts ports,
    IRouteSink routes,
    ShardInbox[] inboxes,
    ShardId self,
    CryptoJobPool jobs,
    RevocationService revocation,
    RadiusService radius,
    IRandomSource random,
    IShardPublisher publisher,
    EngineEventPump events,
    PendingRequests requests) : IShardOutput
{
    // Answers leave after the turn has been published: who gets "done" must find it in the registry.
    private readonly List<(long Request, ShardReply Reply)> _replies = [];

    /// <summary>The local host was given a packet. Whoever reads it sets it back.</summary>
    public bool HasDelivered { get; set; }

    public void Send(in NetworkPath path, ReadOnlySpan<byte> message) => ports.Send(path, message);

    public void SendKeepalive(in NetworkPath path) => ports.SendKeepalive(path);

    public Span<byte> BeginPacket(int octets) => ports.BeginPacket(octets);

    public void EndPacket(in NetworkPath path, in OuterHeader outer, int octets) => ports.EndPacket(path, outer, octets);

    public void Deliver(ReadOnlySpan<byte> innerPacket)
    {
        HasDelivered = true;
        ports.Deliver(innerPacket);
    }

    public void Bypass(ReadOnlySpan<byte> innerPacket) => ports.Bypass(innerPacket);

    public void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted) => routes.RouteTo(local, remote, wanted);

    public void Reach(in TrafficSelector remote, ChildPolicy policy, bool reached) => routes.Reach(remote, policy, reached);

    public void HaveAddress(IpAddress address, string interfaceName, bool wanted) => routes.HaveAddress(address, interfaceName, wanted);

    public void Start(CryptoJob job)
    {
        switch (job)
        {
            case RevocationJob questions:
                revocation.Start(questions, inboxes[self.Value].Post);
                break;
            case RadiusJob question:
                radius.Start(question, inboxes[self.Value].Post);
                break;
            default:
                jobs.Start(job, random, inboxes[self.Value]);
                break;
        }
    }

    public void Post(ShardId target, ShardCommand command) => inboxes[target.Value].Post(command);

    public void Commit(in ShardChanges changes) => publisher.Commit(changes);

    public void Emit(EngineEvent engineEvent) => events.Post(engineEvent);

    public void Account(AccountingRecord record) => radius.Account(record);

    public void Reply(long request, ShardReply reply) => _replies.Add((request, reply));

    /// <summary>Hands out the answers of the turn that was just published.</summary>
    public void DeliverReplies()
    {
        foreach (var (request, reply) in _replies)
        {
            requests.Deliver(request, reply);
        }

        _replies.Clear();
    }
}
