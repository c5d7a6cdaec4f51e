using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>What must hold whenever nothing is under way.</summary>
public static class SimAssertions
{
    /// <summary>Both sides have the same IKE SAs and the same Child SAs with the same keys, and each registry tells what its engine has.</summary>
    public static void ShouldAgree(this SimPair pair)
    {
        Check(pair.A.Events.OfType<Engine.Shard.EngineFaulted>().FirstOrDefault()?.Describe() ?? pair.B.Events.OfType<Engine.Shard.EngineFaulted>().FirstOrDefault()?.Describe());
        var a = pair.A.Tunnels.Where(t => t.State == IkeTunnelState.Established).OrderBy(t => t.InitiatorSpi).ToList();
        var b = pair.B.Tunnels.Where(t => t.State == IkeTunnelState.Established).OrderBy(t => t.InitiatorSpi).ToList();
        Require(a.Count == b.Count, $"A has {a.Count} established IKE SAs, B has {b.Count}");
        for (var i = 0; i < a.Count; i++)
        {
            Require(a[i].InitiatorSpi == b[i].InitiatorSpi && a[i].ResponderSpi == b[i].ResponderSpi, "the SPIs of the IKE SAs differ");
            Require(a[i].Encryption == b[i].Encryption && a[i].Prf == b[i].Prf && a[i].KeyExchange == b[i].KeyExchange && a[i].Integrity == b[i].Integrity, "the algorithms differ");
            var ofA = Installed(a[i]).Order().ToList();
            var ofB = Installed(b[i]).Select(pairOfSpis => (pairOfSpis.Out, pairOfSpis.In)).Order().ToList();
            Require(ofA.SequenceEqual(ofB), $"the Child SAs differ: A {Text(ofA)}, B {Text(ofB)}");
        }

        CompareDataPlanes(pair.A.DataPlane, pair.B.DataPlane, "A", "B");
        CompareDataPlanes(pair.B.DataPlane, pair.A.DataPlane, "B", "A");
    }

    /// <summary>No SA, no installed Child SA, no timer is left on this side.</summary>
    public static void ShouldBeEmpty(this SimHost host)
    {
        Require(host.Tunnels.Count == 0, $"{host.Name} still has {string.Join(", ", host.Tunnels.Select(t => $"#{t.UniqueId} {t.State}"))}");
        Require(host.DataPlane.IsEmpty, $"{host.Name} still has {host.DataPlane.Inbound.Count} inbound and {host.DataPlane.Outbound.Count} outbound SAs");
        Require(host.NextDeadline is null, $"{host.Name} still has a timer");
        var counters = host.Counters;
        Require(counters.Established == 0 && counters.HalfOpen == 0 && counters.ChildrenInstalled == 0, $"{host.Name}'s gauges are not zero");
    }

    private static IEnumerable<(uint In, uint Out)> Installed(IkeTunnelSnapshot tunnel) =>
        tunnel.Children.Where(child => child.State is IpsecTunnelState.Installed).Select(child => (child.SpiIn, child.SpiOut));

    private static void CompareDataPlanes(SimDataPlane own, SimDataPlane other, string name, string otherName)
    {
        foreach (var outbound in own.Outbound.Values)
        {
            Require(other.Inbound.TryGetValue(outbound.Facts.SpiOut, out var inbound), $"{name} sends with {outbound.Facts.SpiOut:x8}, which {otherName} has not installed");
            Require(
                outbound.EncryptionOut.AsSpan().SequenceEqual(inbound!.EncryptionIn) && outbound.IntegrityOut.AsSpan().SequenceEqual(inbound.IntegrityIn),
                $"the keys of {outbound.Facts.SpiOut:x8} differ");
        }
    }

    private static string Text(IEnumerable<(uint In, uint Out)> pairs) => string.Join(' ', pairs.Select(pair => $"{pair.In:x8}/{pair.Out:x8}"));

    private static void Check(string? fault) => Require(fault is null, fault ?? string.Empty);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }
}
