namespace MyIkev2.Engine.Policy;

/// <summary>Narrows proposed traffic selectors to what a policy allows (RFC 7296 section 2.9). Pure.</summary>
public static class SelectorNarrowing
{
    /// <summary>Every overlap of the two lists, in the proposed order, without those contained in another; empty when there is none.</summary>
    public static IReadOnlyList<TrafficSelector> Narrow(IReadOnlyList<TrafficSelector> proposed, IReadOnlyList<TrafficSelector> allowed)
    {
        var result = new List<TrafficSelector>(1);
        foreach (var wanted in proposed)
        {
            foreach (var permitted in allowed)
            {
                if (TrafficSelector.Intersect(wanted, permitted) is { } common)
                {
                    Add(result, common);
                }
            }
        }

        // Kept as long as the Child SA: no spare room.
        return result.ToArray();
    }

    /// <summary>True when each of <paramref name="inner"/> lies within one of <paramref name="outer"/>.</summary>
    public static bool IsWithin(IReadOnlyList<TrafficSelector> inner, IReadOnlyList<TrafficSelector> outer)
    {
        foreach (var selector in inner)
        {
            var found = false;
            foreach (var candidate in outer)
            {
                found |= candidate.Contains(selector);
            }

            if (!found)
            {
                return false;
            }
        }

        return inner.Count > 0;
    }

    private static void Add(List<TrafficSelector> result, TrafficSelector selector)
    {
        foreach (var existing in result)
        {
            if (existing.Contains(selector))
            {
                return;
            }
        }

        result.RemoveAll(existing => selector.Contains(existing));
        result.Add(selector);
    }
}
