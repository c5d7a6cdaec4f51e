using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP (RFC 7296 section 2.23).</summary>
internal static class NatDetection
{
    /// <summary>Adds both notifies to an IKE_SA_INIT message of ours.</summary>
    public static void Contribute(IkeSa sa, List<Payload> payloads) => Contribute(sa, payloads, sa.Path);

    /// <summary>Adds both notifies to a message that takes <paramref name="path"/>.</summary>
    public static void Contribute(IkeSa sa, List<Payload> payloads, in NetworkPath path)
    {
        var source = sa.ForcesUdpEncapsulation
            ? sa.Services.Context.Random.NextBytes(NatDetectionNotify.DigestSize) // matches nothing: the peer sees a NAT
            : Digest(sa, sa.ResponderSpi, path.Local);
        payloads.Add(new NotifyPayload(NotifyType.NatDetectionSourceIp, source));
        payloads.Add(new NotifyPayload(NotifyType.NatDetectionDestinationIp, Digest(sa, sa.ResponderSpi, path.Remote)));
    }

    /// <summary>Compares the peer's notifies with what we see.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="payloads">The peer's message.</param>
    /// <param name="path">How it came.</param>
    /// <param name="responderSpi">Responder's SPI in that message: zero in a request.</param>
    public static NatState Inspect(IkeSa sa, IReadOnlyList<Payload> payloads, in NetworkPath path, ulong responderSpi)
    {
        var sources = 0;
        bool sourceMatches = false, destinationSeen = false, destinationMatches = false;
        foreach (var payload in payloads)
        {
            if (payload is not NotifyPayload notify)
            {
                continue;
            }

            if (notify.NotifyType == NotifyType.NatDetectionSourceIp)
            {
                sources++;
                sourceMatches |= notify.Data.Span.SequenceEqual(Digest(sa, responderSpi, path.Remote));
            }
            else if (notify.NotifyType == NotifyType.NatDetectionDestinationIp)
            {
                destinationSeen = true;
                destinationMatches |= notify.Data.Span.SequenceEqual(Digest(sa, responderSpi, path.Local));
            }
        }

        var supports = sources > 0 && destinationSeen;
        var remoteNat = supports && !sourceMatches;
        var expected = path.HasNonEspMarker ? sa.Policy?.RemoteNatTraversalPort ?? 4500 : sa.Policy?.RemotePort ?? 500;
        return new NatState(supports, supports && !destinationMatches, remoteNat, remoteNat && path.Remote.Port != expected);
    }

    /// <summary>
    /// How the peer sees our address, from an answer of its (RFC 4555 section 3.8); true when that has changed since the last one. Digests of another generation
    /// of the SA cannot be compared.
    /// </summary>
    public static bool NoteOwnMapping(IkeSa sa, IReadOnlyList<Payload> answer)
    {
        if (sa.Mobility is not { } mobility || answer.FindNotify(NotifyType.NatDetectionDestinationIp) is not { } seen)
        {
            return false;
        }

        var before = mobility.SeenAs;
        mobility.SeenAs = (sa.InitiatorSpi, seen.Data);
        return before is { } last && last.InitiatorSpi == sa.InitiatorSpi && !last.Digest.Span.SequenceEqual(seen.Data.Span);
    }

    private static byte[] Digest(IkeSa sa, ulong responderSpi, IpEndpoint endpoint)
    {
        Span<byte> input = stackalloc byte[NatDetectionNotify.MaximumInput];
        Span<byte> address = stackalloc byte[16];
        var length = endpoint.Address.WriteTo(address);
        var written = NatDetectionNotify.WriteInput(input, sa.InitiatorSpi, responderSpi, address[..length], endpoint.Port);
        var digest = new byte[NatDetectionNotify.DigestSize];
        sa.Services.Context.Crypto.Sha1(input[..written], digest);
        return digest;
    }
}
