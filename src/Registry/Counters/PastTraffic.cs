namespace MyIkev2.Registry;

/// <summary>
/// What the Child SA pairs of one security policy have counted that are gone: replaced by a rekey, or deleted. Immutable and published together
/// with the list of pairs that are left, so that in any one view each packet is counted once.
/// </summary>
/// <param name="PolicyName">The security policy.</param>
/// <param name="Pairs">How many pairs are folded in.</param>
/// <param name="Counters">Their counters.</param>
/// <param name="Rekeys">How often a rekey has replaced a pair of the policy, also where the old pair still stands.</param>
/// <param name="TunnelsEnded">How often the policy had pairs in a tunnel and had none any more; a rekey is no end.</param>
public sealed record PastTraffic(string PolicyName, ulong Pairs, IpsecCounterReading Counters, ulong Rekeys = 0, ulong TunnelsEnded = 0)
{
    private readonly IpsecCounterReading _counters = Counters;

    /// <summary>Their counters.</summary>
    public IpsecCounterReading Counters
    {
        get => _counters;
        init => _counters = value;
    }

    /// <summary>Both lists as one.</summary>
    public static IReadOnlyList<PastTraffic> Fold(IReadOnlyList<PastTraffic> past, IReadOnlyList<PastTraffic> more)
    {
        if (past.Count == 0)
        {
            return more;
        }

        for (var i = 0; i < more.Count; i++)
        {
            past = Fold(past, more[i]);
        }

        return past;
    }

    /// <summary>The list with <paramref name="more"/> folded into the entry of its policy; a new one, the old stays as it is.</summary>
    public static IReadOnlyList<PastTraffic> Fold(IReadOnlyList<PastTraffic> past, PastTraffic more)
    {
        var result = new PastTraffic[past.Count + 1];
        for (var i = 0; i < past.Count; i++)
        {
            if (past[i].PolicyName == more.PolicyName)
            {
                var merged = past.ToArray();
                merged[i] = past[i].Plus(more);
                return merged;
            }

            result[i] = past[i];
        }

        result[^1] = more;
        return result;
    }

    /// <summary>The counters of one policy; zero when the list does not have it.</summary>
    public static IpsecCounterReading Of(IReadOnlyList<PastTraffic> past, string policyName) => Find(past, policyName)?.Counters ?? default;

    /// <summary>Sum of some counters of one policy; zero when the list does not have it.</summary>
    public static ulong SumOf(IReadOnlyList<PastTraffic> past, string policyName, IpsecCounterCells cells) => Find(past, policyName)?.Sum(cells) ?? 0;

    /// <summary>Sum of some counters, without the others.</summary>
    public ulong Sum(IpsecCounterCells cells) => _counters.Sum(cells);

    /// <summary>This with what <paramref name="more"/> has counted.</summary>
    public PastTraffic Plus(PastTraffic more) =>
        new(PolicyName, Pairs + more.Pairs, Counters + more.Counters, Rekeys + more.Rekeys, TunnelsEnded + more.TunnelsEnded);

    private static PastTraffic? Find(IReadOnlyList<PastTraffic> past, string policyName)
    {
        for (var i = 0; i < past.Count; i++)
        {
            if (past[i].PolicyName == policyName)
            {
                return past[i];
            }
        }

        return null;
    }
}
