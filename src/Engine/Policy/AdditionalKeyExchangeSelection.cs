using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>Additional key exchanges in proposals (RFC 9370 section 2.2.1). Pure.</summary>
internal static class AdditionalKeyExchangeSelection
{
    private const TransformType First = TransformType.AdditionalKeyExchange1;
    private const TransformType Last = TransformType.AdditionalKeyExchange7;

    /// <summary>A search for an assignment that takes longer is a peer's mischief.</summary>
    private const int MostTries = 1000;

    public static bool IsAdditional(TransformType type) => type is >= First and <= Last;

    /// <summary>Adds the transforms of an offer; false when one of its exchanges can neither be made here nor be left out.</summary>
    public static bool TryAdd(ProposalOffer offer, ICryptoProvider crypto, List<Transform> transforms)
    {
        foreach (var additional in offer.AdditionalKeyExchanges)
        {
            var methods = additional.Methods.Where(id => id != KeyExchangeId.None && crypto.KeyExchange(id) is not null).ToList();
            if (methods.Count == 0)
            {
                if (!additional.Methods.Contains(KeyExchangeId.None))
                {
                    return false;
                }

                continue;
            }

            transforms.AddRange(methods.Select(id => new Transform(additional.Type, (ushort)id)));
            if (additional.Methods.Contains(KeyExchangeId.None))
            {
                transforms.Add(new Transform(additional.Type, (ushort)KeyExchangeId.None));
            }
        }

        return true;
    }

    /// <summary>The exchanges in the order of their transform types; null when the proposal and the offer do not go together. No method is taken twice.</summary>
    /// <param name="proposal">The peer's.</param>
    /// <param name="offer">Ours.</param>
    /// <param name="crypto">What can run here.</param>
    /// <param name="primary">The method of the KE payload.</param>
    /// <param name="isPossible">False where the peer knows no exchange that could carry them.</param>
    public static ValueList<AdditionalKeyExchange>? Choose(
        Proposal proposal, ProposalOffer offer, ICryptoProvider crypto, KeyExchangeId primary, bool isPossible)
    {
        if (offer.AdditionalKeyExchanges.Count == 0 && !HasAdditional(proposal))
        {
            return [];
        }

        var candidates = new List<(TransformType Type, List<KeyExchangeId> Methods)>();
        for (var type = First; type <= Last; type++)
        {
            var theirs = MethodsOf(proposal, type);
            var ours = MethodsOf(offer, type);
            if (theirs.Count == 0 && ours.Count == 0)
            {
                continue;
            }

            // A type that one side does not name is one that it leaves out.
            var common = ours.Count == 0 ? [KeyExchangeId.None] : ours.ToList();
            common.RemoveAll(id => id == KeyExchangeId.None
                ? theirs.Count > 0 && !theirs.Contains(id)
                : !isPossible || !theirs.Contains(id) || crypto.KeyExchange(id) is null);
            if (common.Count == 0)
            {
                return null;
            }

            candidates.Add((type, common));
        }

        if (candidates.Count == 0)
        {
            return [];
        }

        var tries = 0;
        var chosen = new List<KeyExchangeId>(candidates.Count);
        return Assign(candidates, primary, chosen, ref tries)
            ? candidates.Zip(chosen, static (row, method) => new AdditionalKeyExchange(row.Type, method)).Where(static row => row.Method != KeyExchangeId.None).ToValueList()
            : null;
    }

    /// <summary>True when a suite is one that the offer allows.</summary>
    public static bool Allows(ProposalOffer offer, ValueList<AdditionalKeyExchange> negotiated)
    {
        for (var type = First; type <= Last; type++)
        {
            var method = negotiated.FirstOrDefault(row => row.Type == type).Method;
            var ours = MethodsOf(offer, type);
            if (ours.Count == 0 ? method != KeyExchangeId.None : !ours.Contains(method))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first of our choices for each type that leaves the others one of theirs.</summary>
    private static bool Assign(
        List<(TransformType Type, List<KeyExchangeId> Methods)> candidates, KeyExchangeId primary, List<KeyExchangeId> chosen, ref int tries)
    {
        if (chosen.Count == candidates.Count)
        {
            return true;
        }

        foreach (var method in candidates[chosen.Count].Methods)
        {
            if (method != KeyExchangeId.None && (method == primary || chosen.Contains(method)))
            {
                continue;
            }

            if (++tries > MostTries)
            {
                return false;
            }

            chosen.Add(method);
            if (Assign(candidates, primary, chosen, ref tries))
            {
                return true;
            }

            chosen.RemoveAt(chosen.Count - 1);
        }

        return false;
    }

    private static bool HasAdditional(Proposal proposal)
    {
        for (var i = 0; i < proposal.Transforms.Count; i++)
        {
            if (IsAdditional(proposal.Transforms[i].Type))
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<KeyExchangeId> MethodsOf(ProposalOffer offer, TransformType type)
    {
        foreach (var additional in offer.AdditionalKeyExchanges)
        {
            if (additional.Type == type)
            {
                return additional.Methods;
            }
        }

        return [];
    }

    private static List<KeyExchangeId> MethodsOf(Proposal proposal, TransformType type)
    {
        var methods = new List<KeyExchangeId>();
        foreach (var transform in proposal.Transforms)
        {
            if (transform.Type == type && !transform.HasOtherAttributes)
            {
                methods.Add((KeyExchangeId)transform.Id);
            }
        }

        // Unusable choices are choices all the same: the type was named.
        return methods.Count == 0 && proposal.Transforms.Any(transform => transform.Type == type) ? [(KeyExchangeId)ushort.MaxValue] : methods;
    }
}
