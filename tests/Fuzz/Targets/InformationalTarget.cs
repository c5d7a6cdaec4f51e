using MyIkev2.Engine;
using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// What an authenticated peer may say in an INFORMATIONAL request to an engine with everything on: MOBIKE, redirection, AUTH_LIFETIME, deletes. The first octet of
/// the input says who speaks, the second is the type of the first payload, the rest is the chain.
/// </summary>
public static class InformationalTarget
{
    public static FuzzTarget Target { get; } = new(
        "informational", "whatever an authenticated peer says is answered, or ends the SA, without a fault", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var payloads = new List<Payload>();
        if (input.Length < 2 || IkeMessageReader.TryReadChain((PayloadType)input[1], input[2..].ToArray(), payloads).IsError)
        {
            return;
        }

        var pair = new SimPair(mobile: true);
        pair.A.Relocate(pair.A.Address, IpAddress.Parse("2001:db8:a::1"));
        pair.B.Relocate(pair.B.Address, IpAddress.Parse("2001:db8:b::1"));
        pair.Configure(new SimVpn { Peer = static peer => peer with { Mobike = true, FollowsRedirects = true } });
        pair.Start();
        var speaker = (input[0] & 1) == 0 ? pair.A : pair.B;
        var sa = speaker.Shard.Services.Sas.All.Single(static sa => sa.State is IkeSaState.Established);
        sa.Requests.Enqueue(new Spoken(payloads));
        pair.Advance(1);
        foreach (var host in new[] { pair.A, pair.B })
        {
            Require(!host.Events.OfType<EngineFaulted>().Any(), host.Events.OfType<EngineFaulted>().FirstOrDefault()?.Describe() ?? string.Empty);
        }

        Require(sa.State is not IkeSaState.Established || !sa.Requests.All.OfType<Spoken>().Any(), "a request got no answer");
    }

    private sealed class Spoken(IReadOnlyList<Payload> payloads) : InitiatorExchange
    {
        public override ExchangeType Type => ExchangeType.Informational;

        public override ExchangeOutcome Build(IkeSa sa) => new ExchangeOutcome.Send(payloads);

        public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> answer) => ExchangeOutcome.Done;
    }
}
